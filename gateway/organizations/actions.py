"""What may be done to organizations: permission, rule, one transaction, one event."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from asyncpg import UniqueViolationError

from gateway.call import Call
from gateway.database.protocol import Database
from gateway.errors import Forbidden, NotFound, VersionConflict
from gateway.events.model import changed, facts
from gateway.events.store import arguments, record
from gateway.idempotency.actions import earlier_entity
from gateway.ids import is_id, made_at, new_id
from gateway.organizations import store
from gateway.organizations.model import PREFIX, RESTORABLE, ExternalIdTaken, NotDeleted, Organization, SlugTaken
from gateway.rules import (
    Given,
    checked,
    https_url,
    metadata,
    metadata_patch,
    optional,
    required,
    slug,
    text,
    within_metadata_size,
)
from gateway.viewer import Permission, permissions_of_member

FIELDS = {
    "display_name": required(text(1, 200)),
    "external_id": optional(text(1, 255)),
    "slug": optional(slug),
    "logo_url": optional(https_url(1024)),
    "metadata": metadata,
}


PROFILE = frozenset({"display_name", "logo_url"})


def no_such_organization(id: str) -> NotFound:
    return NotFound(f"there is no organization {id}" if is_id(PREFIX, id) else "there is no such organization")


async def organization_to_write(db: Database, call: Call, id: str) -> Organization:
    """The organization, locked until the transaction ends. Raises NotFound when it is absent, deleted or hidden.

    What a member may do was read up to some seconds ago: raises NotFound, Forbidden when it has lost some of it since.
    """
    if not is_id(PREFIX, id):
        raise no_such_organization(id)
    call.viewer.must_reach(id)
    organization = await store.locked_organization(db, id)
    if organization is None or organization.deleted_at:
        raise no_such_organization(id)
    if call.viewer.user_id:
        permissions = await store.permissions_of_user(db, id, call.viewer.user_id)
        if permissions is None:
            raise no_such_organization(id)
        if not call.viewer.permissions <= permissions_of_member(permissions):
            raise Forbidden("the caller's roles allow less than they did when its token was last looked at")
    return organization


def expect_version(row: Any, given: Given) -> None:
    """Raise VersionConflict when `expected_version` was given and is not the row's."""
    expected = given.get("expected_version")
    if expected is not None and expected != row.version:
        raise VersionConflict(row.version)


async def create_organization(call: Call, given: Given) -> Organization:
    """The new organization. Raises Invalid, ExternalIdTaken, SlugTaken, IdempotencyKeyReused."""
    call.viewer.must(Permission.ORGANIZATIONS_WRITE)
    call.viewer.must_be_environment_wide()
    values = checked(FIELDS, given)
    async with call.transaction() as db:
        id = new_id(PREFIX)
        if earlier := await earlier_entity(db, call, "createOrganization", given, id):
            organization = await store.organization_now(db, earlier)
            if organization is None:
                raise no_such_organization(earlier)
            return organization
        organization = await insert(db, id, values)
        await record(db, call.viewer, "organization.created", id, organization_id=id, after=facts(organization))
    return organization


async def insert(db: Database, id: str, values: dict[str, Any]) -> Organization:
    """A new organization in the caller's transaction. Raises ExternalIdTaken or SlugTaken."""
    while (organization := await store.insert_organization(db, id, values, made_at(id))) is None:
        await must_be_free(db, id, values.get("external_id"), values.get("slug"))
    return organization


async def must_be_free(db: Database, id: str, external_id: str | None, slug: str | None) -> None:
    """See whether an organization can have these two after all, where another had one just now.

    Raises ExternalIdTaken, SlugTaken.
    """
    others = [other for other in await store.organizations_with(db, external_id, slug) if other.id != id]
    if external_id is not None and any(other.external_id == external_id for other in others):
        raise ExternalIdTaken(external_id)
    if slug is not None and others:
        raise SlugTaken(slug)


async def stored(db: Any, wanted: Organization) -> Organization:
    """The organization with these values, its version raised. Raises ExternalIdTaken, SlugTaken."""
    while True:
        try:
            async with db.transaction():
                return await store.update_organization(db, wanted)
        except UniqueViolationError:
            await must_be_free(db, wanted.id, wanted.external_id, wanted.slug)


async def write(db: Any, call: Call, before: Organization, wanted: Organization, type: str) -> Organization:
    """`wanted`, stored with its event; `before` when nothing differs.

    A confined caller, who may change the profile alone, has no other column to write.
    """
    if wanted == before:
        return before
    if call.viewer.confined:
        after = await store.update_profile(db, wanted)
    elif (wanted.external_id, wanted.slug) == (before.external_id, before.slug):
        after = await store.update_organization(db, wanted)  # nothing that another might have taken
    else:
        after = await stored(db, wanted)
    old, new = changed(before, after)
    await record(db, call.viewer, type, after.id, organization_id=after.id, before=old, after=new)
    return after


async def update_organization(call: Call, given: Given) -> Organization:
    """The organization after the change; what is not given stays.

    A confined caller changes the profile alone: by the rest the application knows its customer.
    Raises Forbidden, NotFound, Invalid, VersionConflict, ExternalIdTaken, SlugTaken.
    """
    call.viewer.must(Permission.ORGANIZATIONS_WRITE)
    if call.viewer.confined and FIELDS.keys() & given.keys() - PROFILE:
        raise Forbidden("a member of an organization changes its displayName and logoUrl, nothing else")
    values = checked(FIELDS, given)
    return await change(call, given, lambda before: replace(before, **values))


async def change(call: Call, given: Given, wanted: Callable[[Organization], Organization]) -> Organization:
    """The organization `given["id"]`, made what is `wanted` of it, with its event."""
    if not call.viewer.confined and (after := await changed_at_once(call, given, wanted)):
        call.committed()
        return after
    async with call.transaction() as db:
        before = await organization_to_write(db, call, given["id"])
        expect_version(before, given)
        return await write(db, call, before, wanted(before), "organization.updated")


async def changed_at_once(
    call: Call, given: Given, wanted: Callable[[Organization], Organization]
) -> Organization | None:
    """What `change` answers, without a lock: one look, and one statement that changes what was seen.

    Two round trips in place of five, the first together with others' looks. None where it cannot be: the organization
    is not there, is changed by somebody else meanwhile, or is to have an external id or a slug, which another might
    have.
    """
    if not is_id(PREFIX, given["id"]):
        return None
    seen = await call.session().many("organizations.look", [given["id"]], look_at_all)
    before: Organization | None = seen[given["id"]]
    if before is None:
        return None
    expect_version(before, given)
    after = wanted(before)
    if after == before:
        return before
    if (after.external_id, after.slug) != (before.external_id, before.slug):
        return None
    after = replace(after, version=before.version + 1, updated_at=datetime.now(UTC))
    event = arguments(call.viewer, "organization.updated", after.id, *changed(before, after))
    return await store.update_with_event(call.pool, before.version, after, event)


async def look_at_all(db: Database, ids: list[str]) -> dict[str, Organization | None]:
    return dict.fromkeys(ids) | {each.id: each for each in await store.organizations_by_ids(db, ids)}


async def merge_organization_metadata(call: Call, given: Given) -> Organization:
    """The organization with these pairs merged into its metadata; a null value deletes the key."""
    call.viewer.must(Permission.ORGANIZATIONS_WRITE)
    call.viewer.must_be_environment_wide()
    patch = checked({"metadata": metadata_patch}, given)["metadata"]

    def merged(before: Organization) -> Organization:
        pairs = {key: value for key, value in {**before.metadata, **patch}.items() if value is not None}
        return replace(before, **checked({"metadata": within_metadata_size}, {"metadata": pairs}))

    return await change(call, given, merged)


async def delete_organization(call: Call, given: Given) -> Organization:
    """The organization, hidden from now on and restorable for 30 days. Raises NotFound, VersionConflict."""
    call.viewer.must(Permission.ORGANIZATIONS_WRITE)
    call.viewer.must_be_environment_wide()
    async with call.transaction() as db:
        before = await organization_to_write(db, call, given["id"])
        expect_version(before, given)
        return await write(db, call, before, replace(before, deleted_at=datetime.now(UTC)), "organization.deleted")


async def restore_organization(call: Call, given: Given) -> Organization:
    """The organization, visible again. Raises NotFound, NotDeleted when it is not deleted or its 30 days are over."""
    call.viewer.must(Permission.ORGANIZATIONS_WRITE)
    call.viewer.must_be_environment_wide()
    async with call.transaction() as db:
        before = await store.locked_organization(db, given["id"]) if is_id(PREFIX, given["id"]) else None
        if before is None:
            raise no_such_organization(given["id"])
        if before.deleted_at is None:
            raise NotDeleted("the organization is not deleted")
        if datetime.now(UTC) - before.deleted_at >= RESTORABLE:
            raise NotDeleted("the organization was deleted more than 30 days ago")
        return await write(db, call, before, replace(before, deleted_at=None), "organization.restored")
