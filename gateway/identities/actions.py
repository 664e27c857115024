"""What makes and ends an identity, with its memberships."""

from typing import Any

from gateway.call import Call
from gateway.events.model import facts
from gateway.events.store import record
from gateway.idempotency.actions import earlier_entity
from gateway.ids import is_id, new_id
from gateway.memberships.actions import NEW_FIELDS as MEMBERSHIP_FIELDS
from gateway.memberships.actions import join, revoke_links_of
from gateway.memberships.model import PREFIX as MEMBERSHIP_PREFIX
from gateway.memberships.model import LastAdmin
from gateway.memberships.store import (
    delete_memberships_of_user,
    lock_organizations_of_user,
    organizations_with_last_admin,
)
from gateway.organizations.actions import expect_version
from gateway.rules import Given, anything, checked, optional
from gateway.users import store
from gateway.users.actions import FIELDS, insert, no_such_user
from gateway.users.model import PREFIX, User
from gateway.viewer import Permission


def first_membership(value: Given) -> dict[str, Any]:
    """The membership a new user is given."""
    return checked(MEMBERSHIP_FIELDS | {"organization_id": anything}, value, within="membership.")


async def create_user(call: Call, given: Given) -> User:
    """The new user, with a membership where one is given.

    An invitation of its address to the same organization is revoked. Raises Invalid, EmailTaken, ExternalIdTaken,
    IdempotencyKeyReused; for the membership NotFound, RoleUnknown.
    """
    call.viewer.must(Permission.USERS_WRITE)
    call.viewer.must_be_environment_wide()
    values = checked(FIELDS | {"membership": optional(first_membership)}, given)
    membership = values.pop("membership", None)
    if membership is not None:
        call.viewer.must(Permission.MEMBERSHIPS_WRITE)
    async with call.transaction() as db:
        id = new_id(PREFIX)
        if earlier := await earlier_entity(db, call, "createUser", given, id):
            kept = await store.user_now(db, earlier)
            if kept is None:
                raise no_such_user(earlier)
            return kept
        user = await insert(db, call, id, values)
        if membership is not None:
            organization_id = membership.pop("organization_id")
            await join(db, call, organization_id, new_id(MEMBERSHIP_PREFIX), user, membership)
    return user


async def delete_user(call: Call, given: Given) -> User:
    """The user as it was; it is gone for good with its memberships, and its address is free.

    Raises NotFound, VersionConflict, LastAdmin.
    """
    call.viewer.must(Permission.USERS_WRITE)
    call.viewer.must_be_environment_wide()
    id = given["id"]
    async with call.transaction() as db:
        user = await store.user_locked_to_delete(db, id) if is_id(PREFIX, id) else None
        if user is None:
            raise no_such_user(id)
        expect_version(user, given)
        await lock_organizations_of_user(db, id)
        if left := await organizations_with_last_admin(db, id):
            raise LastAdmin(left)
        memberships = await delete_memberships_of_user(db, id)
        await store.delete_user(db, id)
        await record(db, call.viewer, "user.deleted", id, organization_id=None, before=facts(user))
        for membership in sorted(memberships, key=lambda membership: membership.organization_id):
            await record(
                db,
                call.viewer,
                "membership.deleted",
                membership.id,
                organization_id=membership.organization_id,
                before=facts(membership),
            )
            await revoke_links_of(db, call, membership)
    return user
