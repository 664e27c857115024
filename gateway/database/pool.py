"""The connection pool, and the two ways through it: a reader for one operation, a transaction for one action.

A confined caller's statements run in a transaction under the role `gateway_confined`, which sees only the rows of the
caller's organization (migration 0003). The role and the settings end with the transaction.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import asyncpg
import orjson
from asyncpg import Connection, Pool, Record
from asyncpg.pool import PoolConnectionProxy

from gateway.errors import Forbidden
from gateway.viewer import Confinement

CONFINE = """/* database.CONFINE */
SELECT set_config('role', 'gateway_confined', true),
       set_config('gateway.organization_id', $1, true),
       set_config('gateway.caller', $2, true),
       set_config('gateway.user_id', $3, true)
"""
JSONB_VERSION = b"\x01"


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
    """A connection that counts the statements of each request."""

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
        init=options.pop("init", prepare_connection),
        connection_class=CountingConnection,
        command_timeout=statement_timeout_seconds + 5,
        server_settings={
            "application_name": "gateway",
            "statement_timeout": milliseconds,
            "idle_in_transaction_session_timeout": milliseconds,
            "jit": "off",
            # Solid-state disks and cached indexes: counting then reads an index, not the table.
            "random_page_cost": "1.1",
        },
        **options,
    )


@asynccontextmanager
async def transaction(pool: Pool, confinement: Confinement | None) -> AsyncIterator[PoolConnectionProxy]:
    """One connection in one transaction, confined if there is a confinement.

    Raises Forbidden when a statement of a confined caller runs into the second wall.
    """
    async with pool.acquire() as db, db.transaction():
        if confinement is None:
            yield db
            return
        await db.fetch(CONFINE, confinement.organization_id, confinement.caller, confinement.user_id)
        try:
            yield db
        except asyncpg.InsufficientPrivilegeError as wall:
            raise beyond() from wall


def beyond() -> Forbidden:
    return Forbidden("this is beyond what the caller may reach")


class Reader:
    """The reads of one operation: each from the pool, or, for a confined caller, all in one confined transaction."""

    def __init__(self, pool: Pool, confinement: Confinement | None) -> None:
        self.pool = pool
        self.confinement = confinement
        self.stack = AsyncExitStack()
        self.db: PoolConnectionProxy | None = None
        self.lock = asyncio.Lock()
        self.fetching: set[asyncio.Task[Any] | None] = set()

    async def fetch(self, query: str, /, *args: Any, record_class: type[Record] | None = None) -> list[Record]:
        """The rows of one statement."""
        task = asyncio.current_task()
        self.fetching.add(task)
        try:
            return await self.fetched(query, *args, record_class=record_class)
        finally:
            self.fetching.discard(task)

    async def fetched(self, query: str, *args: Any, **options: Any) -> list[Record]:
        if self.confinement is None:
            return await self.pool.fetch(query, *args, **options)
        async with self.lock:
            if self.db is None:
                self.db = await self.stack.enter_async_context(transaction(self.pool, self.confinement))
            try:
                return await self.db.fetch(query, *args, **options)
            except asyncpg.PostgresError as problem:
                # The transaction is spoilt; what else the operation reads begins another.
                self.db = None
                await self.stack.aclose()
                if isinstance(problem, asyncpg.InsufficientPrivilegeError):
                    raise beyond() from problem
                raise

    async def close(self) -> None:
        """Give the connection back, ending what still runs; the next read begins a new transaction.

        A loader reads in a task of its own, which does not end with the operation's when the caller goes away.
        """
        for task in self.fetching - {asyncio.current_task()}:
            if task:
                task.cancel()
        async with self.lock:
            self.db = None
            await self.stack.aclose()
