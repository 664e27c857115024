"""SQL of sample data: rows go in by COPY, past the features' own statements but not past the table's constraints."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from asyncpg import Pool

from gateway.database.protocol import Database
from gateway.database.statement import Statement
from gateway.sample_data.model import TABLES

HOUR_SECONDS = 3600.0
GIN_PENDING_KILOBYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Taken:
    external_id: str | None


TAKEN = Statement(
    "sample_data.TAKEN",
    Taken,
    """
    (SELECT external_id FROM organizations WHERE external_id >= $1::text AND external_id < $2::text LIMIT 1)
     UNION ALL
    (SELECT external_id FROM users WHERE external_id >= $1::text AND external_id < $2::text LIMIT 1)
    """,
)


async def has_external_ids(db: Database, beginning: str) -> bool:
    """Whether any organization, deleted ones included, or user has an external id that begins so; ASCII only."""
    return bool(await TAKEN.all(db, beginning, beginning[:-1] + chr(ord(beginning[-1]) + 1)))


async def allow_long_statements(db: Any) -> None:
    """For the rest of the transaction: no time limits, and fewer, larger merges into the search indexes."""
    await db.execute(
        "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; "
        f"SET LOCAL gin_pending_list_limit = {GIN_PENDING_KILOBYTES}"
    )


async def copy(db: Any, type: type[NamedTuple], rows: Iterable[NamedTuple]) -> None:
    """Add rows to their table. Raises asyncpg's errors for those that break a constraint."""
    fields: tuple[str, ...] = type._fields
    await db.copy_records_to_table(TABLES[type], records=rows, columns=fields, timeout=HOUR_SECONDS)


async def tidy(pool: Pool) -> None:
    """Let the planner know the new rows, and index-only scans trust their pages."""
    async with pool.acquire() as db:
        await db.execute("SET statement_timeout = 0")  # until the connection is given back
        for table in TABLES.values():
            await db.execute(f"VACUUM (ANALYZE) {table}", timeout=HOUR_SECONDS)
