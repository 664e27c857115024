"""Signing up: a user, a new organization, and the user as its first admin, in one transaction."""

from typing import Any

from gateway.call import Call
from gateway.database.protocol import Database
from gateway.errors import NotFound
from gateway.events.model import facts
from gateway.events.store import record
from gateway.idempotency.actions import earlier_entity, keep_instead
from gateway.ids import is_id, new_id
from gateway.memberships.actions import join, no_such_membership
from gateway.memberships.model import PREFIX as MEMBERSHIP_PREFIX
from gateway.memberships.model import Membership, ProvisioningMethod
from gateway.memberships.store import first_membership_of_user, membership_now
from gateway.organizations.actions import FIELDS as ORGANIZATION_FIELDS
from gateway.organizations.actions import insert as insert_organization
from gateway.organizations.model import PREFIX as ORGANIZATION_PREFIX
from gateway.organizations.model import Organization
from gateway.organizations.store import organization_now
from gateway.roles.model import ADMIN
from gateway.rules import Given, checked, optional
from gateway.sign_up.model import SignUp
from gateway.users.actions import FIELDS as USER_FIELDS
from gateway.users.actions import user_by_email_or_new
from gateway.users.model import PREFIX as USER_PREFIX
from gateway.users.model import User
from gateway.users.store import user_now
from gateway.viewer import Permission


def new_organization(value: Given) -> dict[str, Any]:
    """The organization that is named."""
    return checked(ORGANIZATION_FIELDS, value, within="organization.")


async def sign_up(call: Call, given: Given) -> SignUp:
    """The user, new or not, with a new organization; with a membership it has when none is named.

    Raises Invalid, ExternalIdTaken, SlugTaken, IdempotencyKeyReused, NotFound when what an earlier call made is gone.
    """
    call.viewer.must(Permission.USERS_WRITE, Permission.MEMBERSHIPS_WRITE, Permission.ORGANIZATIONS_WRITE)
    call.viewer.must_be_environment_wide()
    values = checked(USER_FIELDS | {"organization": optional(new_organization)}, given)
    wanted = values.pop("organization", None)
    async with call.transaction() as db:
        id = new_id(MEMBERSHIP_PREFIX)
        if earlier := await earlier_entity(db, call, "signUp", given, id):
            return await signed_up_earlier(db, earlier)
        user = await user_by_email_or_new(db, call, values)
        if not wanted and (kept := await first_membership_of_user(db, user.id)):
            await keep_instead(db, call, "signUp", given, user.id)
            return SignUp(False, user, await organization_of(db, kept), kept)
        organization = await make_organization(db, call, wanted or {"display_name": named_after(user)})
        membership = await join(
            db, call, organization.id, id, user, {"roles": [ADMIN]}, method=ProvisioningMethod.SIGN_UP
        )
    return SignUp(True, user, organization, membership)


async def signed_up_earlier(db: Database, entity_id: str) -> SignUp:
    """The sign-up an earlier call answered with: of the membership it made, or of a user who was a member already.

    Raises NotFound when that is gone.
    """
    created = not is_id(USER_PREFIX, entity_id)
    membership = await (membership_now(db, entity_id) if created else first_membership_of_user(db, entity_id))
    user = await user_now(db, membership.user_id) if membership and membership.user_id else None
    if membership is None or user is None:
        raise NotFound("what this idempotency key made is gone")
    return SignUp(created, user, await organization_of(db, membership), membership)


async def make_organization(db: Database, call: Call, values: dict[str, Any]) -> Organization:
    """A new organization with its event. Raises ExternalIdTaken, SlugTaken."""
    organization = await insert_organization(db, new_id(ORGANIZATION_PREFIX), values)
    await record(
        db,
        call.viewer,
        "organization.created",
        organization.id,
        organization_id=organization.id,
        after=facts(organization),
    )
    return organization


async def organization_of(db: Database, membership: Membership) -> Organization:
    """The membership's organization. Raises NotFound when it was deleted just now."""
    organization = await organization_now(db, membership.organization_id)
    if organization is None:
        raise no_such_membership(membership.id)
    return organization


def named_after(user: User) -> str:
    """The display name of an organization nobody named."""
    return (user.name or user.email.partition("@")[0])[:200].strip()
