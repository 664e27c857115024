"""What may be done to users: by environment-wide callers only, for an identity is shared by all its organizations.

Creating and deleting one span the memberships as well; see `gateway.identities`. Whoever locks a user and organizations
locks the user first.
"""

from dataclasses import replace
from typing import Any

from asyncpg import UniqueViolationError

from gateway.call import Call
from gateway.database.protocol import Database
from gateway.errors import NotFound
from gateway.events.model import changed, facts
from gateway.events.store import record
from gateway.ids import is_id, new_id
from gateway.organizations.actions import expect_version
from gateway.organizations.model import ExternalIdTaken
from gateway.rules import Given, checked, email, metadata, optional, required, text
from gateway.users import store
from gateway.users.model import PREFIX, EmailTaken, User
from gateway.viewer import Permission

FIELDS = {
    "email": required(email),
    "external_id": optional(text(1, 255)),
    "name": optional(text(1, 255)),
    "given_name": optional(text(1, 255)),
    "family_name": optional(text(1, 255)),
    "metadata": metadata,
}


def no_such_user(id: str) -> NotFound:
    return NotFound(f"there is no user {id}" if is_id(PREFIX, id) else "there is no such user")


async def user_to_join(db: Database, id: str) -> User:
    """The user, who is not deleted before the transaction ends. Raises NotFound."""
    user = await store.locked_user(db, id) if is_id(PREFIX, id) else None
    if user is None:
        raise no_such_user(id)
    return user


async def insert(db: Database, call: Call, id: str, values: dict[str, Any]) -> User:
    """A new user in the caller's transaction, with its event. Raises EmailTaken, ExternalIdTaken."""
    while (user := await store.insert_user(db, id, values)) is None:
        await must_be_free(db, id, values["email"], values.get("external_id"))
    await record(db, call.viewer, "user.created", id, organization_id=None, after=facts(user))
    return user


async def user_by_email_or_new(db: Database, call: Call, values: dict[str, Any]) -> User:
    """The user with the address `values["email"]`, locked; a new one with `values` where there is none.

    Raises ExternalIdTaken.
    """
    while True:
        if user := await store.locked_user_by_email(db, values["email"]):
            return user
        try:
            return await insert(db, call, new_id(PREFIX), values)
        except EmailTaken:
            continue  # another transaction has just made the user; its commit has been waited for


async def must_be_free(db: Database, id: str, email: str, external_id: str | None) -> None:
    """See whether a user can have these two after all, where another had one just now.

    Raises EmailTaken, ExternalIdTaken.
    """
    others = [other for other in await store.users_with(db, email, external_id) if other.id != id]
    if any(other.email == email for other in others):
        raise EmailTaken
    if external_id is not None and others:
        raise ExternalIdTaken(external_id)


async def stored(db: Any, wanted: User) -> User:
    """The user with these values, its version raised. Raises EmailTaken, ExternalIdTaken."""
    while True:
        try:
            async with db.transaction():
                return await store.update_user(db, wanted)
        except UniqueViolationError:
            await must_be_free(db, wanted.id, wanted.email, wanted.external_id)


async def update_user(call: Call, given: Given) -> User:
    """The user after the change; what is not given stays.

    Raises NotFound, Invalid, VersionConflict, EmailTaken, ExternalIdTaken.
    """
    call.viewer.must(Permission.USERS_WRITE)
    call.viewer.must_be_environment_wide()
    values = checked(FIELDS, given)
    async with call.transaction() as db:
        before = await store.locked_user(db, given["id"]) if is_id(PREFIX, given["id"]) else None
        if before is None:
            raise no_such_user(given["id"])
        expect_version(before, given)
        wanted = replace(before, **values)
        if wanted == before:
            return before
        if (wanted.email, wanted.external_id) == (before.email, before.external_id):
            after = await store.update_user(db, wanted)  # nothing that another might have taken
        else:
            after = await stored(db, wanted)
        old, new = changed(before, after)
        await record(db, call.viewer, "user.updated", after.id, organization_id=None, before=old, after=new)
    return after
