"""A database that is restored from a dump, in a cluster whose transactions count from lower than the dump's."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from asyncpg import Pool

from gateway.database.embedded.binaries import programs
from gateway.database.migrate import Standing, migrate, migrations_in, schema_state
from gateway.database.pool import open_pool
from gateway.running.dev import CannotServe
from gateway.running.production import check_database
from gateway.settings import Settings
from tests.database.embedded.conftest import room
from tests.database.embedded.gateways import running, system_folder
from tests.helpers import Api
from tests.subscriptions.sockets import ALL_EVENTS, rename, socket, until_subscriptions

__all__ = ["room"]

EVENTS = """query ($after: String, $types: [String!]) {
    events(first: 100, after: $after, filter: {types: $types}) {
        totalCount pageInfo { endCursor } nodes { type subjectId after } } }"""
ROLE = "CREATE ROLE gateway_confined NOLOGIN; GRANT gateway_confined TO gateway WITH SET TRUE, INHERIT FALSE"
USE_UP = "DO $$ BEGIN FOR i IN 1..5000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$"


@pytest.fixture
async def new_server(room: Path) -> AsyncIterator[str]:
    """The DSN of another cluster, with an empty database."""
    async with running(room / "data") as server:
        await execute(server.dsn, ROLE)
        yield server.dsn


async def execute(dsn: str, statement: str) -> None:
    db = await asyncpg.connect(dsn)
    await db.execute(statement)
    await db.close()


async def restore(old: str, new: str, room: Path) -> None:
    """What `pg_dump OLD | psql NEW` does."""
    folder = programs(system_folder(room / "data"))
    dump = await asyncio.create_subprocess_exec(folder / "pg_dump", old, stdout=asyncio.subprocess.PIPE)
    text, _ = await dump.communicate()
    assert dump.returncode == 0
    strictly = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1")
    psql = await asyncio.create_subprocess_exec(
        folder / "psql", *strictly, new, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL
    )
    await psql.communicate(text)
    assert psql.returncode == 0


@asynccontextmanager
async def gateway_on(dsn: str, settings: Settings) -> AsyncIterator[Api]:
    pool = await open_pool(dsn, max_size=4)
    async with Api.start(pool, settings) as api:
        yield api
    await pool.close()


async def names_after(api: Api, after: str | None) -> tuple[list[str], str]:
    """The names that organizations were given by events after a cursor, in order, and the cursor of the last one."""
    found = (await api(EVENTS, after=after, types=["organization.updated"]))["events"]
    return [event["after"]["display_name"] for event in found["nodes"]], found["pageInfo"]["endCursor"]


async def standing_of(dsn: str) -> Standing:
    db = await asyncpg.connect(dsn)
    try:
        return (await schema_state(db, migrations_in())).standing
    finally:
        await db.close()


async def test_after_a_dump_is_restored_in_another_cluster_the_stream_goes_on_where_it_was(
    api: Api, pool: Pool, dsn: str, new_server: str, room: Path, settings: Settings
) -> None:
    await pool.execute(USE_UP)
    id = await api.organization()
    await rename(api, id, "One", "Two")
    _, cursor = await names_after(api, None)
    await rename(api, id, "Three", "Four")
    await restore(dsn, new_server, room)
    await migrate(new_server)
    async with gateway_on(new_server, settings) as restored, socket(restored) as one:
        await one.operate(ALL_EVENTS, types=["organization.updated"], after=cursor)
        await until_subscriptions(restored, 1)
        await rename(restored, id, "Five", "Six")
        told: list[Any] = [(await one.data()) for _ in range(4)]
        assert await names_after(restored, None) == (["One", "Two", "Three", "Four", "Five", "Six"], told[-1]["cursor"])
        assert await names_after(restored, cursor) == (["Three", "Four", "Five", "Six"], told[-1]["cursor"])
        await one.operate(ALL_EVENTS, types=["organization.updated"], after=told[1]["cursor"])
        assert [(await one.data())["cursor"] for _ in range(2)] == [event["cursor"] for event in told[2:]]


async def test_a_restored_database_is_not_served_before_it_is_migrated(
    api: Api, pool: Pool, dsn: str, new_server: str, room: Path, settings: Settings
) -> None:
    await pool.execute(USE_UP)
    await api.organization()
    await restore(dsn, new_server, room)
    assert await standing_of(dsn) is Standing.CURRENT
    assert await standing_of(new_server) is Standing.RESTORED
    with pytest.raises(CannotServe, match=r"restored .* Run: gateway migrate"):
        await check_database(new_server, apply=False, say=print)
    async with gateway_on(new_server, settings) as restored:
        response = await restored.client.get("/readyz")
        assert (response.status, (await response.json())["status"]) == (503, "unavailable")
        said: list[str] = []
        assert await migrate(new_server, say=said.append) == []
        assert said == ["the log of events was written in another cluster; here it goes on behind it"]
        assert (await restored.client.get("/readyz")).status == 200
    await check_database(new_server, apply=False, say=print)
    assert await migrate(new_server, say=said.append) == []
    assert len(said) == 1


async def test_what_was_restored_can_be_restored_again(
    api: Api, pool: Pool, dsn: str, new_server: str, room: Path, settings: Settings
) -> None:
    await pool.execute(USE_UP)
    id = await api.organization()
    await rename(api, id, "One")
    await restore(dsn, new_server, room)
    await migrate(new_server)
    async with gateway_on(new_server, settings) as restored:
        await execute(new_server, USE_UP)
        await rename(restored, id, "Two")
        _, cursor = await names_after(restored, None)
    async with running(room / "third") as third:
        await execute(third.dsn, ROLE)
        await restore(new_server, third.dsn, room)
        await migrate(third.dsn)
        async with gateway_on(third.dsn, settings) as restored:
            await rename(restored, id, "Three")
            assert (await names_after(restored, None))[0] == ["One", "Two", "Three"]
            assert (await names_after(restored, cursor))[0] == ["Three"]
