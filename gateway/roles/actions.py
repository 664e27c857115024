"""What may be done to roles, and giving them to memberships."""

import re
from collections.abc import Sequence
from dataclasses import replace

from gateway.call import Call
from gateway.database.protocol import Database
from gateway.errors import Fault, Invalid, NotFound
from gateway.events.model import changed, facts
from gateway.events.store import record
from gateway.idempotency.actions import earlier_entity
from gateway.organizations.actions import expect_version
from gateway.roles import store
from gateway.roles.model import (
    ADMIN,
    ADMIN_PERMISSIONS,
    BUILT_IN,
    MAX_ROLES,
    MEMBER,
    ReservedName,
    Role,
    RoleInUse,
    RoleTaken,
    RoleUnknown,
)
from gateway.rules import Broken, Given, checked, optional, required, storable, text
from gateway.viewer import Permission

NAME = re.compile(r"[A-Za-z0-9_]{1,64}\Z", re.ASCII)
PERMISSION = re.compile(r"[A-Za-z0-9_:-]{1,64}\Z", re.ASCII)
MAX_PERMISSIONS = 100


def role_name(value: str) -> str:
    """A role's name: 1 to 64 letters, digits and underscores."""
    if not NAME.match(storable(value)):
        raise Broken("NOT_A_ROLE_NAME", "must be 1 to 64 letters, digits and underscores", 64)
    return value


def permission_names(values: Sequence[str] | None) -> list[str]:
    """The gateway's permissions and the application's own, each once; null means none."""
    names = list(dict.fromkeys(values or ()))
    if len(names) > MAX_PERMISSIONS:
        raise Broken("TOO_MANY", f"must have at most {MAX_PERMISSIONS} values, has {len(names)}", MAX_PERMISSIONS)
    if not all(PERMISSION.match(name) for name in names):
        raise Broken(
            "NOT_A_PERMISSION_NAME", "must be names of 1 to 64 letters, digits, underscores, hyphens and colons", 64
        )
    return names


def admin_permission_names(values: Sequence[str] | None) -> list[str]:
    """Permissions that `admin` may have: whoever manages an organization is not locked out of it."""
    names = permission_names(values)
    if missing := [name for name in ADMIN_PERMISSIONS if name not in names]:
        raise Broken("ADMIN_PERMISSION_MISSING", f"must contain {', '.join(missing)}, which the role admin keeps")
    return names


def role_names(values: Sequence[str] | None) -> list[str]:
    """The names of the roles a membership is to have, each once; null means `member`."""
    names = [MEMBER] if values is None else list(dict.fromkeys(values))
    if not names:
        raise Broken("TOO_FEW", "must name at least one role", 1)
    if len(names) > MAX_ROLES:
        raise Broken("TOO_MANY", f"must have at most {MAX_ROLES} values, has {len(names)}", MAX_ROLES)
    for name in names:
        text(1, 64)(name)
    return names


FIELDS = {
    "display_name": required(text(1, 200)),
    "description": optional(text(1, 1000)),
    "permissions": permission_names,
}
ADMIN_FIELDS = FIELDS | {"permissions": admin_permission_names}
NEW_FIELDS = FIELDS | {"name": required(role_name), "display_name": optional(text(1, 200))}


def no_such_role(name: str) -> NotFound:
    return NotFound(f"there is no role {name}" if NAME.match(name) else "there is no such role")


async def give_roles(db: Database, names: Sequence[str]) -> None:
    """See to it that these roles exist until the transaction ends. Raises RoleUnknown."""
    known = {role.name for role in await store.roles_locked_to_give(db, names)}
    for name in names:
        if name not in known:
            raise RoleUnknown(name)


async def permissions_of_roles(db: Database, names: Sequence[str]) -> frozenset[str]:
    """All that these roles allow now; none of them can be deleted until the transaction ends."""
    roles = await store.roles_locked_to_give(db, names) if names else []
    return frozenset(permission for role in roles for permission in role.permissions)


async def create_role(call: Call, given: Given) -> Role:
    """The new role. Raises Invalid, also when there are 100 roles already, RoleTaken, IdempotencyKeyReused."""
    call.viewer.must(Permission.ROLES_WRITE)
    call.viewer.must_be_environment_wide()
    values = checked(NEW_FIELDS, given)
    name = values["name"]
    async with call.transaction() as db:
        if earlier := await earlier_entity(db, call, "createRole", given, name):
            role = await store.locked_role(db, earlier)
            if role is None:
                raise no_such_role(earlier)
            return role
        await store.lock_role_creation(db)
        number = len(await store.all_roles(db))
        role = await store.insert_role(
            db,
            name,
            values.get("display_name") or name,
            values.get("description"),
            values.get("permissions", []),
        )
        if role is None:
            raise RoleTaken(name)
        if number >= MAX_ROLES:
            raise Invalid(Fault("name", "TOO_MANY", f"cannot be added: there are {MAX_ROLES} roles already", MAX_ROLES))
        await record(db, call.viewer, "role.created", name, organization_id=None, after=facts(role))
    return role


async def update_role(call: Call, given: Given) -> Role:
    """The role after the change; its name never changes. Raises NotFound, Invalid, VersionConflict."""
    call.viewer.must(Permission.ROLES_WRITE)
    call.viewer.must_be_environment_wide()
    name = given["name"]
    values = checked(ADMIN_FIELDS if name == ADMIN else FIELDS, given)
    async with call.transaction() as db:
        before = await store.locked_role(db, name) if NAME.match(name) else None
        if before is None:
            raise no_such_role(name)
        expect_version(before, given)
        wanted = replace(before, **values)
        if wanted == before:
            return before
        after = await store.update_role(db, wanted)
        old, new = changed(before, after)
        await record(db, call.viewer, "role.updated", name, organization_id=None, before=old, after=new)
    return after


async def delete_role(call: Call, given: Given) -> Role:
    """The role as it was. Raises NotFound, ReservedName for a built-in role, VersionConflict, RoleInUse."""
    call.viewer.must(Permission.ROLES_WRITE)
    call.viewer.must_be_environment_wide()
    name = given["name"]
    if name in BUILT_IN:
        raise ReservedName(name)
    async with call.transaction() as db:
        role = await store.role_locked_to_delete(db, name) if NAME.match(name) else None
        if role is None:
            raise no_such_role(name)
        expect_version(role, given)
        if await store.role_is_in_use(db, name):
            raise RoleInUse(name)
        await store.delete_role(db, name)
        await record(db, call.viewer, "role.deleted", name, organization_id=None, before=facts(role))
    return role
