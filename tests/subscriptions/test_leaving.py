"""The gateway stops while an event is read for a client that has left, or while one comes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

import pytest
from asyncpg import Connection, Pool

from gateway.database.pool import connection_beside
from gateway.settings import Settings
from tests.helpers import Api
from tests.subscriptions.sockets import ALL_EVENTS, SECONDS, socket, until
from tests.subscriptions.test_event_streams import streaming

Following = Callable[[Api, str], AbstractAsyncContextManager[None]]
CONNECTIONS = """subscription ($after: String) {
    events(after: $after) { node { organization { connections { totalCount } } } } }"""
WAITED_FOR = """SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = $1::regclass
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


@asynccontextmanager
async def locked(pool: Pool, table: str) -> AsyncIterator[Connection]:
    """Nobody else can read the table."""
    db = await connection_beside(pool)
    async with db.transaction():
        await db.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield db
    await db.close()


async def until_read(db: Connection, table: str) -> None:
    """Returns when somebody waits for the table."""

    async def waited_for() -> bool:
        return bool(await db.fetchval(WAITED_FOR, table))

    await until(waited_for)


@asynccontextmanager
async def closing_its_socket(api: Api, after: str) -> AsyncIterator[None]:
    async with socket(api) as one:
        await one.operate(CONNECTIONS, after=after)
        yield


@asynccontextmanager
async def completing(api: Api, after: str) -> AsyncIterator[None]:
    async with socket(api) as one:
        id = await one.operate(CONNECTIONS, after=after)
        yield
        await one.send(type="complete", id=id)


@asynccontextmanager
async def leaving_its_stream(api: Api, after: str) -> AsyncIterator[None]:
    async with streaming(api, CONNECTIONS, after=after):
        yield


@pytest.mark.parametrize("following", [closing_its_socket, completing, leaving_its_stream])
async def test_the_gateway_closes_after_what_it_reads_for_who_has_left(
    pool: Pool, settings: Settings, following: Following
) -> None:
    """By graphql-core, which executes an event to its end; the engine is cancelled."""
    gateway = AsyncExitStack()
    api = await gateway.enter_async_context(Api.start(pool, settings.model_copy(update={"engine": False})))
    await api.organization()
    (edge,) = (await api("{ events(first: 1) { edges { cursor } } }"))["events"]["edges"]
    await api.organization()
    async with locked(pool, "connections") as db:
        async with following(api, edge["cursor"]):
            await until_read(db, "connections")
        closing = asyncio.create_task(gateway.aclose())
        await asyncio.wait({closing}, timeout=1)
        assert not closing.done()
    await closing


async def all_told(api: Api) -> bytes:
    """What a stream of all events says until it ends."""
    async with streaming(api, ALL_EVENTS) as response:
        return await response.content.read()


async def test_who_comes_while_the_gateway_stops_is_sent_away(pool: Pool, settings: Settings) -> None:
    async with Api.start(pool, settings) as api:
        async with locked(pool, "api_keys") as db:
            coming = asyncio.create_task(all_told(api))
            await until_read(db, "api_keys")
            stopping = asyncio.create_task(api.client.server.close())
            await asyncio.sleep(0.1)
        assert await asyncio.wait_for(coming, SECONDS) == b""
        await stopping
