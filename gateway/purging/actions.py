"""Purging: organizations deleted more than 30 days ago, with all their rows, and what has expired."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from asyncpg import Pool

from gateway.database.pool import transaction
from gateway.events.store import record
from gateway.organizations.model import Organization
from gateway.organizations.store import organizations_deleted_long_ago
from gateway.purging import store
from gateway.viewer import SYSTEM

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Purged:
    """How much was removed."""

    organizations: int
    portal_sessions: int
    idempotency_keys: int


async def purge(pool: Pool, *, say: Say) -> Purged:
    """What was removed, batch by batch: each is a transaction of its own, so that a purge may be ended at any time.

    Each organization leaves one event, of the environment. Several purges may run at once.
    """
    organizations = 0
    while batch := await purge_batch(pool):
        organizations += batch
        say(f"purged {organizations} organizations")
    sessions = await until_none_is_left(pool, store.purge_expired_sessions)
    keys = await until_none_is_left(pool, store.purge_idempotency_keys)
    await until_none_is_left(pool, store.purge_full_budgets)
    say(f"purged {organizations} organizations, {sessions} expired portal sessions, {keys} idempotency keys")
    return Purged(organizations, sessions, keys)


async def purge_batch(pool: Pool) -> int:
    """How many organizations were removed."""
    async with transaction(pool, None) as db:
        found = await organizations_deleted_long_ago(db)
        await store.purge_organizations(db, [organization.id for organization in found])
        for organization in found:
            before = last_facts(organization)
            await record(db, SYSTEM, "organization.purged", organization.id, organization_id=None, before=before)
    return len(found)


def last_facts(organization: Organization) -> dict[str, object]:
    """What the event keeps of it: that its external id and slug are free again, and since when it was hidden."""
    assert organization.deleted_at is not None
    return {
        "external_id": organization.external_id,
        "slug": organization.slug,
        "deleted_at": organization.deleted_at.isoformat(),
    }


async def until_none_is_left(pool: Pool, purge_some: Callable[[Pool], Awaitable[int]]) -> int:
    total = 0
    while removed := await purge_some(pool):
        total += removed
    return total
