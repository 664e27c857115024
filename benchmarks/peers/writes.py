"""The write that both Python peers do: the statements of the gateway's action, in one transaction."""

from datetime import datetime
from typing import Any

import asyncpg

from gateway.ids import made_at, new_id

LOCK = """
    SELECT id, display_name, version, updated_at
      FROM organizations
     WHERE id = $1 AND deleted_at IS NULL
       FOR NO KEY UPDATE
"""
UPDATE = """
    UPDATE organizations
       SET display_name = $2, version = version + 1, updated_at = now()
     WHERE id = $1
    RETURNING
"""
APPEND = """
    WITH counter AS (
        INSERT INTO event_sequences AS counted (organization_id, last)
        VALUES ($1, 1)
        ON CONFLICT (organization_id) DO UPDATE SET last = counted.last + 1
        RETURNING last
    )
    INSERT INTO events
           (organization_id, id, sequence, type, actor_type, actor_id, subject_id, before, after, created_at)
    SELECT $1, $2, counter.last, 'organization.updated', 'API_KEY', $3, $1, $4, $5, $6
      FROM counter
"""
LONGEST_NAME = 200


class NoSuchOrganization(Exception):
    """There is no organization with this id."""


async def updated(pool: asyncpg.Pool, actor: str, id: str, name: str, returning: str) -> asyncpg.Record:
    """The organization with this name, as the columns `returning`, which begin with version and updated_at.

    Raises NoSuchOrganization, ValueError for an impossible name.
    """
    if not 1 <= len(name) <= LONGEST_NAME:
        raise ValueError(f"must have 1 to {LONGEST_NAME} characters")
    async with pool.acquire() as db, db.transaction():
        before = await db.fetchrow(LOCK, id)
        if before is None:
            raise NoSuchOrganization(id)
        after = await db.fetchrow(UPDATE + returning, id, name)
        assert after is not None, "the row is locked"
        event = new_id("evt")
        old = facts(before["display_name"], before["version"], before["updated_at"])
        new = facts(name, after["version"], after["updated_at"])
        await db.execute(APPEND, id, event, actor, old, new, made_at(event))
    return after


def facts(name: str, version: int, updated_at: datetime) -> dict[str, Any]:
    """What an event tells of an organization whose name has changed."""
    return {"display_name": name, "version": version, "updated_at": updated_at.isoformat()}
