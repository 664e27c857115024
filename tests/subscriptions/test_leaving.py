"""A client leaves while an event is read for it: the gateway that closes then closes after all that it has begun."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from inspect import iscoroutine
from typing import Any

import pytest
from asyncpg import Connection, Pool
from asyncpg.transaction import Transaction

from gateway.database.pool import connection_beside
from gateway.settings import Settings
from tests.helpers import Api
from tests.subscriptions.sockets import socket, until
from tests.subscriptions.test_event_streams import streaming

Following = Callable[[Api, str], AbstractAsyncContextManager[None]]
CONNECTIONS = """subscription ($after: String) {
    events(after: $after) { node { organization { connections { totalCount } } } } }"""
SECONDS_LATER = 0.3


async def until_read(db: Connection) -> None:
    """Returns when somebody waits for what the connection holds."""

    async def waited_for() -> bool:
        return bool(await db.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"))

    await until(waited_for)


async def end_later(holding: Transaction) -> None:
    await asyncio.sleep(SECONDS_LATER)
    await holding.rollback()


def operations() -> list[Any]:
    """What runs or executes any; a statement that was cancelled may still be about to end."""
    running = [task.get_coro() for task in asyncio.all_tasks()]
    return [each for each in running if any(folder in file_of(each) for folder in ("/gateway/graph/", "/graphql/"))]


def file_of(running: Any) -> str:
    """Where it was written; an asynchronous generator does not say."""
    return str(running.cr_code.co_filename) if iscoroutine(running) else "/gateway/graph/"


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


@pytest.mark.parametrize("engine", [True, False], ids=["by the engine", "by graphql-core"])
@pytest.mark.parametrize("following", [closing_its_socket, completing, leaving_its_stream])
async def test_no_operation_runs_once_the_gateway_has_closed(
    pool: Pool, settings: Settings, engine: bool, following: Following
) -> None:
    db = await connection_beside(pool)
    async with Api.start(pool, settings.model_copy(update={"engine": engine})) as api:
        await api.organization()
        (edge,) = (await api("{ events(first: 1) { edges { cursor } } }"))["events"]["edges"]
        await api.organization()
        holding = db.transaction()
        await holding.start()
        await db.execute("LOCK TABLE connections IN ACCESS EXCLUSIVE MODE")
        async with following(api, edge["cursor"]):
            await until_read(db)
        # graphql-core reads an event to its end.
        releasing = asyncio.create_task(end_later(holding))
    assert operations() == []
    await releasing
    await db.close()
