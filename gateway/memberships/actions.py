"""What may be done to memberships. Whoever writes one holds the lock of its organization's row.

The user, where one is joined, is locked before the organization; several organizations in the order of their ids.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from gateway.call import Call
from gateway.database.protocol import Database
from gateway.errors import Forbidden, NotFound
from gateway.events.model import changed, facts
from gateway.events.store import record
from gateway.idempotency.actions import earlier_entity
from gateway.ids import is_id, new_id
from gateway.memberships import store
from gateway.memberships.model import PREFIX, AlreadyMember, LastAdmin, Membership, ProvisioningMethod
from gateway.organizations.actions import expect_version, organization_to_write
from gateway.organizations.store import permissions_of_user
from gateway.portal_links.actions import revoke_links_by
from gateway.portal_links.model import LINKS_TAKE
from gateway.roles.actions import give_roles, permissions_of_roles, role_names
from gateway.roles.model import ADMIN, MEMBER
from gateway.rules import Broken, Given, Rule, anything, checked, metadata, required
from gateway.users.actions import user_to_join
from gateway.users.model import User
from gateway.viewer import Permission

NEW_FIELDS: dict[str, Rule] = {"roles": role_names, "metadata": metadata}
FIELDS: dict[str, Rule] = {"roles": required(role_names), "metadata": metadata, "status": required(anything)}


def no_such_membership(id: str) -> NotFound:
    return NotFound(f"there is no membership {id}" if is_id(PREFIX, id) else "there is no such membership")


async def membership_kept(db: Database, id: str) -> Membership:
    """The membership an earlier call made. Raises NotFound when it is gone."""
    membership = await store.membership_now(db, id)
    if membership is None:
        raise no_such_membership(id)
    return membership


async def membership_to_write(db: Database, call: Call, given: Given) -> Membership:
    """The membership `given["id"]`, its organization locked. Raises NotFound, VersionConflict, Forbidden."""
    id = given["id"]
    found = await store.membership_now(db, id) if is_id(PREFIX, id) else None
    if found is None or not call.viewer.reaches(found.organization_id):
        raise no_such_membership(id)
    await organization_to_write(db, call, found.organization_id)
    membership = await store.membership_in_organization(db, found.organization_id, id)
    if membership is None:
        raise no_such_membership(id)
    await may_change(db, call, membership)
    expect_version(membership, given)
    return membership


async def may_change(db: Database, call: Call, membership: Membership) -> None:
    """Raise Forbidden unless a member who calls is an admin, or holds what the roles of this membership allow."""
    if call.viewer.user_id:
        own = await store.membership_of_user(db, membership.organization_id, call.viewer.user_id)
        if own is None or not own.is_active_admin:
            await must_hold(db, call, membership.organization_id, membership.roles)


async def must_hold(db: Database, call: Call, organization_id: str, names: Sequence[str]) -> None:
    """Raise Forbidden when a member calls, and a role of these allows what no role of its own does.

    Who is no admin gives nobody `admin`, whatever else its roles allow: an admin touches every membership.
    """
    if not call.viewer.user_id:
        return
    held = await permissions_of_user(db, organization_id, call.viewer.user_id)
    if await permissions_of_roles(db, names) - set(held or ()):
        raise Forbidden(f"the roles {', '.join(names)} allow more than the caller's own")
    if ADMIN in names:
        own = await store.membership_of_user(db, organization_id, call.viewer.user_id)
        if own is None or not own.is_active_admin:
            raise Forbidden(f"who is no {ADMIN} makes none, and changes none")


def metadata_is_the_applications(call: Call, given: Given) -> None:
    """Raise Forbidden when a confined caller gives metadata: the application relies on what it has put there."""
    if "metadata" in given and call.viewer.confined:
        raise Forbidden("metadata is set by callers of the whole environment, such as an API key")


async def create_membership(call: Call, given: Given) -> Membership:
    """The new membership, active. Raises Invalid, NotFound, AlreadyMember, RoleUnknown, IdempotencyKeyReused.

    A confined caller invites instead: it may not try out the ids of users.
    """
    call.viewer.must(Permission.MEMBERSHIPS_WRITE)
    call.viewer.must_be_environment_wide()
    values = checked(NEW_FIELDS, given)
    async with call.transaction() as db:
        id = new_id(PREFIX)
        if earlier := await earlier_entity(db, call, "createMembership", given, id):
            return await membership_kept(db, earlier)
        user = await user_to_join(db, given["user_id"])
        return await join(db, call, given["organization_id"], id, user, values)


async def join(
    db: Database,
    call: Call,
    organization_id: str,
    id: str,
    user: User,
    values: dict[str, Any],
    *,
    method: ProvisioningMethod = ProvisioningMethod.API,
) -> Membership:
    """A new active membership in the caller's transaction, with its event; the user is locked.

    An invitation of the user's address is revoked by it. Raises NotFound, AlreadyMember, RoleUnknown.
    """
    await organization_to_write(db, call, organization_id)
    values = {"roles": [MEMBER], "metadata": {}, **values, "provisioning_method": method.value}
    await give_roles(db, values["roles"])
    membership = await store.insert_membership(db, organization_id, id, user.id, values)
    if membership is None:
        raise AlreadyMember
    if invitation := await store.delete_invitation(db, organization_id, user.email, expired_only=False):
        await record_removal(db, call, invitation, "invitation.revoked")
    await record(db, call.viewer, "membership.created", id, organization_id=organization_id, after=facts(membership))
    return membership


async def keep_an_admin(db: Database, before: Membership, after: Membership | None) -> None:
    """Raise LastAdmin when `before` is the organization's only active admin, and `after` is none."""
    if not before.is_active_admin or (after is not None and after.is_active_admin):
        return
    if not await store.has_other_admin(db, before.organization_id, before.id):
        raise LastAdmin([before.organization_id])


async def update_membership(call: Call, given: Given) -> Membership:
    """The membership after the change; what is not given stays.

    Raises Forbidden, NotFound, Invalid, VersionConflict, RoleUnknown, LastAdmin.
    """
    call.viewer.must(Permission.MEMBERSHIPS_WRITE)
    metadata_is_the_applications(call, given)
    values = checked(FIELDS, given)
    async with call.transaction() as db:
        before = await membership_to_write(db, call, given)
        if before.is_invitation:
            checked({"status": invitations_are_not_switched}, given)
        wanted = replace(before, **values)
        if wanted == before:
            return before
        if "roles" in values:
            await give_roles(db, wanted.roles)
        await must_hold(db, call, before.organization_id, newly_given(before, wanted))
        await keep_an_admin(db, before, wanted)
        after = await store.update_membership(db, wanted, metadata="metadata" in values)
        await record_change(db, call, "membership.updated", before, after)
        if after.giving != before.giving and not await permissions_of_roles(db, after.giving) >= LINKS_TAKE:
            await revoke_links_of(db, call, after)
    return after


def newly_given(before: Membership, wanted: Membership) -> list[str]:
    """The roles a change gives: those that were not there, and all where it makes the membership active."""
    had = before.giving if wanted.giving else before.roles
    return [role for role in wanted.roles if role not in had]


def invitations_are_not_switched(value: str) -> str:
    raise Broken("INVITATION", "cannot be set: an invitation is accepted or revoked")


async def record_change(db: Database, call: Call, type: str, before: Membership, after: Membership) -> None:
    """Append the event of a change."""
    old, new = changed(before, after)
    await record(db, call.viewer, type, after.id, organization_id=after.organization_id, before=old, after=new)


async def delete_membership(call: Call, given: Given) -> Membership:
    """The membership as it was; it is gone for good.

    Raises Forbidden, NotFound, VersionConflict, LastAdmin.
    """
    call.viewer.must(Permission.MEMBERSHIPS_WRITE)
    async with call.transaction() as db:
        membership = await membership_to_write(db, call, given)
        await remove(db, call, membership, "membership.deleted")
    return membership


async def remove(db: Database, call: Call, membership: Membership, type: str) -> None:
    """Remove the membership, with its event. Raises LastAdmin."""
    await keep_an_admin(db, membership, None)
    await store.delete_membership(db, membership)
    await record_removal(db, call, membership, type)
    await revoke_links_of(db, call, membership)


async def record_removal(db: Database, call: Call, membership: Membership, type: str) -> None:
    """Append the event of a membership or an invitation that is gone."""
    await record(
        db, call.viewer, type, membership.id, organization_id=membership.organization_id, before=facts(membership)
    )


async def revoke_links_of(db: Database, call: Call, membership: Membership) -> None:
    """Revoke the live portal links that the member has made: it may not have them made any more."""
    if membership.user_id:
        await revoke_links_by(db, call, membership.organization_id, membership.user_id)
