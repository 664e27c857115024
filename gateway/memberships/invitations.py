"""Invitations: memberships that wait for their user to accept. Only a hash of the token that accepts one is stored."""

from dataclasses import replace

from gateway.call import Call
from gateway.database.protocol import Database
from gateway.errors import NotFound
from gateway.events.model import facts
from gateway.events.store import record
from gateway.idempotency.actions import earlier_entity
from gateway.ids import is_id, new_id
from gateway.memberships import store
from gateway.memberships.actions import (
    NEW_FIELDS,
    membership_kept,
    membership_to_write,
    metadata_is_the_applications,
    must_hold,
    record_change,
    record_removal,
    remove,
)
from gateway.memberships.model import (
    PREFIX,
    AlreadyMember,
    InvitationExpired,
    InvitationNotPending,
    Membership,
    MembershipStatus,
)
from gateway.organizations.actions import no_such_organization, organization_to_write
from gateway.organizations.model import PREFIX as ORGANIZATION_PREFIX
from gateway.roles.actions import give_roles
from gateway.roles.model import MEMBER
from gateway.rules import Given, checked, email, required
from gateway.tokens import INVITATION, Token, UnverifiedToken, new_token, unverified_token
from gateway.users.actions import user_by_email_or_new
from gateway.viewer import Permission

FIELDS = NEW_FIELDS | {"email": required(email)}


async def invite_user(call: Call, given: Given) -> Membership:
    """The invitation with its token, which is never shown again. No user is behind it until it is accepted.

    One to the same address that was not accepted in time is revoked by it.

    Raises Forbidden, Invalid, NotFound, AlreadyMember, RoleUnknown, IdempotencyKeyReused.
    """
    call.viewer.must(Permission.MEMBERSHIPS_WRITE)
    metadata_is_the_applications(call, given)
    values = checked(FIELDS, given)
    id, organization_id = new_id(PREFIX), given["organization_id"]
    if not is_id(ORGANIZATION_PREFIX, organization_id):
        raise no_such_organization(organization_id)
    call.viewer.must_reach(organization_id)
    async with call.transaction() as db:
        if earlier := await earlier_entity(db, call, "inviteUser", given, id):
            return await membership_kept(db, earlier)
        await organization_to_write(db, call, organization_id)
        token = new_token(INVITATION, organization_id, id)
        values = {"roles": [MEMBER], "metadata": {}, **values}
        values |= {"invited_email": values["email"], "invitation_hash": token.hash}
        await give_roles(db, values["roles"])
        await must_hold(db, call, organization_id, values["roles"])
        if expired := await store.delete_invitation(db, organization_id, values["email"], expired_only=True):
            await record_removal(db, call, expired, "invitation.revoked")
        membership = await store.insert_invitation(db, organization_id, id, values)
        if membership is None:
            raise AlreadyMember
        await record(db, call.viewer, "invitation.sent", id, organization_id=organization_id, after=facts(membership))
    return with_token(call, membership, token)


async def resend_invitation(call: Call, given: Given) -> Membership:
    """The invitation with a new token, pending for 15 days from now; the old token is dead.

    Raises Forbidden, NotFound, VersionConflict, InvitationNotPending.
    """
    call.viewer.must(Permission.MEMBERSHIPS_WRITE)
    async with call.transaction() as db:
        before = await membership_to_write(db, call, given)
        if not before.is_invitation:
            raise InvitationNotPending
        await must_hold(db, call, before.organization_id, before.roles)
        token = new_token(INVITATION, before.organization_id, before.id)
        after = await store.renew_invitation(db, before, token.hash)
        await record_change(db, call, "invitation.resent", before, after)
    return with_token(call, after, token)


def with_token(call: Call, membership: Membership, token: Token) -> Membership:
    """The invitation with its token, which a confined caller is not shown.

    Who has the token shows by it that the invited address is theirs.
    """
    return membership if call.viewer.confined else replace(membership, invitation_token=token.text)


async def revoke_invitation(call: Call, given: Given) -> Membership:
    """The invitation as it was; it is gone for good.

    Raises Forbidden, NotFound, VersionConflict, InvitationNotPending.
    """
    call.viewer.must(Permission.MEMBERSHIPS_WRITE)
    async with call.transaction() as db:
        membership = await membership_to_write(db, call, given)
        if not membership.is_invitation:
            raise InvitationNotPending
        await remove(db, call, membership, "invitation.revoked")
    return membership


async def accept_invitation(call: Call, given: Given) -> Membership:
    """The membership of the user with the invited address, active from now on; the user is made where there is none.

    The caller has seen to it that the address is the user's. Raises NotFound for a token that is unknown, replaced or
    revoked, or whose organization is deleted, InvitationNotPending for one that was used, InvitationExpired,
    AlreadyMember when the user has joined in another way since.
    """
    call.viewer.must(Permission.MEMBERSHIPS_WRITE)
    call.viewer.must_be_environment_wide()
    token = unverified_token(given["token"])
    if token is None or token.kind != INVITATION or len(token.bodies) != 2:
        raise no_such_invitation()
    organization_id = f"{ORGANIZATION_PREFIX}_{token.bodies[0]}"
    async with call.transaction() as db:
        found = await open_invitation(db, token)
        user = await user_by_email_or_new(db, call, {"email": found.invited_email})
        try:
            await organization_to_write(db, call, organization_id)
        except NotFound:
            raise no_such_invitation() from None
        before = await open_invitation(db, token)
        if await store.membership_of_user(db, organization_id, user.id):
            raise AlreadyMember
        after = await store.accept_invitation(db, before, user.id)
        await record_change(db, call, "invitation.accepted", before, after)
    return after


def no_such_invitation() -> NotFound:
    return NotFound("there is no such invitation")


async def open_invitation(db: Database, token: UnverifiedToken) -> Membership:
    """The invitation that the token accepts. Raises NotFound, InvitationNotPending, InvitationExpired."""
    organization_id, id = f"{ORGANIZATION_PREFIX}_{token.bodies[0]}", f"{PREFIX}_{token.bodies[1]}"
    # The hash first: it goes when the invitation is accepted, which may be between the two.
    hash = await store.invitation_hash(db, organization_id, id)
    found = await store.membership_now(db, id)
    if found is None or found.organization_id != organization_id:
        raise no_such_invitation()
    if not found.is_invitation:
        raise InvitationNotPending
    if not token.matches(hash or b""):
        raise no_such_invitation()
    if found.status == MembershipStatus.INVITE_EXPIRED:
        raise InvitationExpired
    return found
