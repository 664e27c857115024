"""The era of the log of events: the next one begins where the log was written in another cluster (decision 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import asyncpg

if TYPE_CHECKING:
    from asyncpg import Record
    from asyncpg.pool import PoolConnectionProxy

AHEAD = """
SELECT EXISTS (SELECT FROM events WHERE transaction_id >= place_in_stream(pg_snapshot_xmax(pg_current_snapshot())))
"""
NEXT = "SELECT (transaction_id::text::bigint >> 48) + 1 FROM events ORDER BY transaction_id DESC LIMIT 1"
BEGIN = "CREATE OR REPLACE FUNCTION event_era() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE RETURN {}"


async def log_is_ahead(db: asyncpg.Connection[Record] | PoolConnectionProxy[Record]) -> bool:
    """Whether events are of transactions that this cluster has not come to: it is not the one that wrote them.

    Not for use inside a transaction: in a schema without a log it would abort it.
    """
    try:
        return bool(await db.fetchval(AHEAD))
    except (asyncpg.UndefinedTableError, asyncpg.UndefinedFunctionError):
        return False


async def begin_era(db: asyncpg.Connection[Record]) -> None:
    """Have all that is written from now on follow what is in the log."""
    await db.execute(BEGIN.format(int(await db.fetchval(NEXT))))
