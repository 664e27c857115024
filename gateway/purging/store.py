"""SQL of purging: rows are found by an index and removed some at a time, so that no statement takes long."""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.database.protocol import Database
from gateway.database.statement import Statement

BATCH = 5000


@dataclass(frozen=True, slots=True)
class Count:
    rows: int


SESSIONS_OF_ORGANIZATIONS = Statement(
    "purging.SESSIONS_OF_ORGANIZATIONS",
    Count,
    "DELETE FROM portal_sessions WHERE organization_id = ANY ($1::text[])",
)

LINKS_OF_ORGANIZATIONS = Statement(
    "purging.LINKS_OF_ORGANIZATIONS",
    Count,
    "DELETE FROM portal_links WHERE organization_id = ANY ($1::text[])",
)

LOGOS_OF_ORGANIZATIONS = Statement(
    "purging.LOGOS_OF_ORGANIZATIONS",
    Count,
    "DELETE FROM logos WHERE organization_id = ANY ($1::text[])",
)

CONNECTIONS_OF_ORGANIZATIONS = Statement(
    "purging.CONNECTIONS_OF_ORGANIZATIONS",
    Count,
    "DELETE FROM connections WHERE organization_id = ANY ($1::text[])",
)

FEATURES_OF_ORGANIZATIONS = Statement(
    "purging.FEATURES_OF_ORGANIZATIONS",
    Count,
    "DELETE FROM feature_settings WHERE organization_id = ANY ($1::text[])",
)

MEMBERSHIPS_OF_ORGANIZATIONS = Statement(
    "purging.MEMBERSHIPS_OF_ORGANIZATIONS",
    Count,
    "DELETE FROM memberships WHERE organization_id = ANY ($1::text[])",
)

EVENTS_OF_ORGANIZATIONS = Statement(
    "purging.EVENTS_OF_ORGANIZATIONS",
    Count,
    "DELETE FROM events WHERE organization_id = ANY ($1::text[])",
)

SEQUENCES_OF_ORGANIZATIONS = Statement(
    "purging.SEQUENCES_OF_ORGANIZATIONS",
    Count,
    "DELETE FROM event_sequences WHERE organization_id = ANY ($1::text[])",
)

ORGANIZATIONS = Statement(
    "purging.ORGANIZATIONS",
    Count,
    "DELETE FROM organizations WHERE id = ANY ($1::text[])",
)

ALL_OF_ORGANIZATIONS = (
    LOGOS_OF_ORGANIZATIONS,
    SESSIONS_OF_ORGANIZATIONS,
    LINKS_OF_ORGANIZATIONS,
    CONNECTIONS_OF_ORGANIZATIONS,
    FEATURES_OF_ORGANIZATIONS,
    MEMBERSHIPS_OF_ORGANIZATIONS,
    EVENTS_OF_ORGANIZATIONS,
    SEQUENCES_OF_ORGANIZATIONS,
    ORGANIZATIONS,
)
"""In an order that satisfies foreign keys. A new table of organizations' rows is added here; a test asks for it."""

EXPIRED_SESSIONS = Statement(
    "purging.EXPIRED_SESSIONS",
    Count,
    """
    WITH gone AS (
        DELETE FROM portal_sessions
         WHERE (organization_id, id) IN (
                   SELECT organization_id, id
                     FROM portal_sessions
                    WHERE expires_at <= now()
                    ORDER BY expires_at
                    LIMIT $1
                      FOR UPDATE SKIP LOCKED)
        RETURNING id
    )
    SELECT count(*) AS rows FROM gone
    """,
)

FULL_BUDGETS = Statement(
    "purging.FULL_BUDGETS",
    Count,
    """
    WITH gone AS (
        DELETE FROM budgets
         WHERE caller IN (
                   SELECT caller
                     FROM budgets
                    WHERE settled_at <= now() - interval '24 hours'
                    ORDER BY settled_at
                    LIMIT $1
                      FOR UPDATE SKIP LOCKED)
        RETURNING caller
    )
    SELECT count(*)::integer AS rows FROM gone
    """,
)

OLD_IDEMPOTENCY_KEYS = Statement(
    "purging.OLD_IDEMPOTENCY_KEYS",
    Count,
    """
    WITH gone AS (
        DELETE FROM idempotency_keys
         WHERE (caller, mutation, key) IN (
                   SELECT caller, mutation, key
                     FROM idempotency_keys
                    WHERE created_at <= now() - interval '24 hours'
                    ORDER BY created_at
                    LIMIT $1
                      FOR UPDATE SKIP LOCKED)
        RETURNING key
    )
    SELECT count(*) AS rows FROM gone
    """,
)


async def purge_organizations(db: Database, ids: Sequence[str]) -> None:
    """Remove these organizations, which the caller has locked, and everything that belongs to them."""
    for statement in ALL_OF_ORGANIZATIONS:
        await statement.all(db, list(ids))


async def purge_expired_sessions(db: Database) -> int:
    """How many portal sessions that are over were removed; 0 when none is left."""
    return await count(db, EXPIRED_SESSIONS)


async def purge_full_budgets(db: Database) -> int:
    """How many budgets were removed that nobody has spent of for a day; 0 when none is left."""
    return await count(db, FULL_BUDGETS)


async def purge_idempotency_keys(db: Database) -> int:
    """How many idempotency keys older than a day were removed; 0 when none is left."""
    return await count(db, OLD_IDEMPOTENCY_KEYS)


async def count(db: Database, statement: Statement[Count]) -> int:
    row = await statement.first(db, BATCH)
    assert row is not None, "a count is always one row"
    return row.rows
