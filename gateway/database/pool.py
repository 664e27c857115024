"""The connection pool, and the two ways through it: a reader for one operation, a transaction for one action.

A confined caller's statements run in a transaction under the role `gateway_confined`, which sees only the rows of the
caller's organization (migration 0003). The role and the settings end with the transaction.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import asyncpg
import orjson
from asyncpg import Connection, Pool, Record
from asyncpg.pool import PoolConnectionProxy

from gateway.errors import Forbidden
from gateway.viewer import Confinement

JSONB_VERSION = b"\x01"
STATEMENT_CACHE = 400
"""Prepared statements of one connection: those of the code, and variants of the columns they read."""


@dataclass(slots=True)
class Sent:
    """How many statements a request has sent."""

    sent: int = 0


statements: ContextVar[Sent | None] = ContextVar("statements", default=None)


def count_statements() -> Sent:
    """A count of the statements sent from now on, by this task and those it starts."""
    count = Sent()
    statements.set(count)
    return count


class CountingConnection(asyncpg.Connection):
    """A connection that counts the statements of each request.

    It is given back to the pool as it is: what is set ends with its transaction, so that there is nothing to reset, and
    a round trip is saved.
    """

    def get_reset_query(self) -> str:
        return ""

    async def fetch(self, *args: Any, **options: Any) -> Any:
        if (count := statements.get()) is not None:
            count.sent += 1
        return await super().fetch(*args, **options)


async def prepare_connection(db: Connection) -> None:
    """jsonb goes in and out as Python objects, by orjson; json comes as text that orjson writes as it is."""
    await db.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        format="binary",
        encoder=lambda value: JSONB_VERSION + orjson.dumps(value),
        decoder=lambda data: orjson.loads(data[1:]),
    )
    await db.set_type_codec("json", schema="pg_catalog", format="binary", encoder=orjson.dumps, decoder=orjson.Fragment)


async def open_pool(
    dsn: str, *, min_size: int = 1, max_size: int = 10, statement_timeout_seconds: float = 10, **options: Any
) -> Pool:
    """A pool whose statements end after `statement_timeout_seconds` and whose transactions are not left idle."""
    milliseconds = str(int(statement_timeout_seconds * 1000))
    return await asyncpg.create_pool(
        dsn,
        min_size=min_size,
        max_size=max_size,
        statement_cache_size=STATEMENT_CACHE,
        init=options.pop("init", prepare_connection),
        connection_class=CountingConnection,
        command_timeout=statement_timeout_seconds + 5,
        server_settings={
            "application_name": "gateway",
            "statement_timeout": milliseconds,
            "idle_in_transaction_session_timeout": milliseconds,
            "jit": "off",
            "standard_conforming_strings": "on",
            # Solid-state disks and cached indexes: counting then reads an index, not the table.
            "random_page_cost": "1.1",
        },
        **options,
    )


DISCONNECTED = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""What a statement raises when the server goes away, or has not come back."""


async def connection_beside(pool: Pool) -> Connection:
    """A connection like those of the pool that is not one of them. Raises one of DISCONNECTED."""
    # asyncpg tells nobody what a pool connects with.
    db: Connection = await pool._get_new_connection()  # type: ignore[attr-defined]
    return db


@asynccontextmanager
async def transaction(pool: Pool, confinement: Confinement | None) -> AsyncIterator[PoolConnectionProxy]:
    """One connection in one transaction, confined if there is a confinement.

    Raises Forbidden when a statement of a confined caller runs into the second wall.
    """
    async with pool.acquire() as db, db.transaction():
        if confinement is None:
            yield db
            return
        await db.execute(confine(confinement))
        try:
            yield db
        except asyncpg.InsufficientPrivilegeError as wall:
            raise beyond() from wall


def beyond() -> Forbidden:
    return Forbidden("this is beyond what the caller may reach")


class Reader:
    """Reads through one connection; for a confined caller in one confined transaction."""

    def __init__(self, pool: Pool, confinement: Confinement | None) -> None:
        self.pool = pool
        self.confinement = confinement
        self.db: PoolConnectionProxy | None = None
        self.lock = asyncio.Lock()

    async def fetch(self, query: str, /, *args: Any, record_class: type[Record] | None = None) -> list[Any]:
        """The rows of one statement. Raises Forbidden when it runs into the second wall."""
        async with self.lock:
            try:
                db = self.db or await self.connect()
                rows: list[Any] = await db.fetch(query, *args, record_class=record_class)
            except BaseException as problem:
                # The transaction is spoilt, or the connection lost; what else is read begins anew.
                await self.give_back()
                if isinstance(problem, asyncpg.InsufficientPrivilegeError) and self.confinement:
                    raise beyond() from problem
                raise
        return rows

    async def connect(self) -> PoolConnectionProxy:
        self.db = await self.pool.acquire()
        if self.confinement:
            await self.db.execute(f"BEGIN READ ONLY; {confine(self.confinement)}")
        return self.db

    async def give_back(self) -> None:
        """Give the connection back. Nothing was written: it does not matter how its transaction ends."""
        db, self.db = self.db, None
        if db is None:
            return
        with suppress(asyncpg.PostgresError, *DISCONNECTED):  # the pool ends a connection that it cannot take back
            try:
                if self.confinement:
                    await db.execute("COMMIT")
            finally:
                await self.pool.release(db)

    async def close(self) -> None:
        """Give the connection back; the next read begins anew."""
        if self.db is None and not self.lock.locked():
            return
        async with self.lock:
            await self.give_back()


def confine(confinement: Confinement) -> str:
    """What confines a transaction until it ends; the ids in it are ours, and quoted all the same."""
    settings = {
        "role": "gateway_confined",
        "gateway.organization_id": confinement.organization_id,
        "gateway.caller": confinement.caller,
        "gateway.user_id": confinement.user_id,
    }
    calls = ", ".join(f"set_config('{name}', {literal(value)}, true)" for name, value in settings.items())
    return f"/* database.CONFINE */ SELECT {calls}"


def literal(text: str) -> str:
    """A string constant of SQL (standard_conforming_strings is on)."""
    return "'" + text.replace("'", "''") + "'"
