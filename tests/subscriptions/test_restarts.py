"""The database goes away and comes back: no event is lost, none comes twice."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import asyncpg
import pytest
from asyncpg import Pool

from gateway.database.migrate import migrate
from gateway.database.pool import connection_beside, open_pool
from gateway.settings import Settings
from tests.database.embedded.conftest import room
from tests.database.embedded.gateways import running
from tests.helpers import Api
from tests.subscriptions.sockets import ALL_EVENTS, EVENTS, rename, socket, until, until_subscriptions

__all__ = ["room"]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kills a process of the server")


@pytest.fixture
async def crashing(room: Path) -> AsyncIterator[Pool]:
    """A pool on a server of the test's own, which may be killed, and keeps what was committed."""
    async with running(room / "data", synchronous_commit="on") as server:
        await migrate(server.dsn)
        pool = await open_pool(server.dsn, max_size=8)
        yield pool
        pool.terminate()


async def crash(pool: Pool) -> None:
    """Kill one of the server's processes: it ends them all, and recovers from its log."""
    witness = await connection_beside(pool)
    os.kill(await pool.fetchval("SELECT pg_backend_pid()"), signal.SIGKILL)

    async def ended() -> bool:
        return witness.is_closed()

    async def answers() -> bool:
        try:
            return bool(await pool.fetchval("SELECT true"))
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False

    await until(ended)
    await until(answers)


async def test_subscribers_go_on_where_they_were(crashing: Pool, settings: Settings) -> None:
    async with Api.start(crashing, settings) as api, socket(api) as one, socket(api) as all_of_them:
        id = await api.organization()
        await one.operate(EVENTS, id=id)
        await all_of_them.operate(ALL_EVENTS, types=["organization.updated"])
        await until_subscriptions(api, 2)
        expected = 2
        for round in range(3):
            await rename(api, id, f"Before {round}")
            await crash(crashing)
            await rename(api, id, f"After {round}", f"Later {round}")
            assert await one.sequences(3) == list(range(expected, expected + 3))
            assert [(await all_of_them.data())["node"]["subjectId"] for _ in range(3)] == [id] * 3
            expected += 3
        await rename(api, id, "At last")
        assert await one.sequences(1) == [expected]


async def test_a_client_that_writes_while_the_server_crashes_is_shown_what_was_committed(
    crashing: Pool, settings: Settings
) -> None:
    async with Api.start(crashing, settings) as api, socket(api) as one:
        id = await api.organization()
        await one.operate(EVENTS, id=id)
        await until_subscriptions(api, 1)

        async def write(number: int) -> None:
            for n in range(20):
                await api.execute(
                    "mutation ($i: UpdateOrganizationInput!) { updateOrganization(input: $i) { __typename } }",
                    i={"id": id, "displayName": f"{number} {n}"},
                )

        writing = [asyncio.create_task(write(number)) for number in range(4)]
        await one.sequences(5)
        await crash(crashing)
        await asyncio.gather(*writing)
        await rename(api, id, "The end")
        last = await crashing.fetchval("SELECT last FROM event_sequences WHERE organization_id = $1", id)
        assert await one.sequences(last - 6) == list(range(7, last + 1))


async def test_a_cursor_resumes_after_a_restart_on_another_gateway(room: Path, settings: Settings) -> None:
    async with running(room / "data") as server:
        await migrate(server.dsn)
        pool = await open_pool(server.dsn, max_size=8)
        async with Api.start(pool, settings) as api, socket(api) as one:
            id = await api.organization()
            await one.operate(EVENTS, id=id)
            await until_subscriptions(api, 1)
            await rename(api, id, "A", "B", "C")
            cursors = [(await one.data())["cursor"] for _ in range(2)]
        await pool.close()
    async with running(room / "data") as server:
        pool = await open_pool(server.dsn, max_size=8)
        async with Api.start(pool, settings) as api, socket(api) as one:
            await one.operate(EVENTS, id=id, after=cursors[-1])
            assert await one.sequences(1) == [4]
            await rename(api, id, "D")
            assert await one.sequences(1) == [5]
        await pool.close()


async def test_a_gateway_without_its_database_still_says_pong(crashing: Pool, settings: Settings) -> None:
    async with Api.start(crashing, settings) as api, socket(api) as one:
        await crash(crashing)
        await one.send(type="ping")
        assert await one.receive() == {"type": "pong"}
        async with aiohttp.ClientSession() as client, client.get(api.client.make_url("/livez")) as response:
            assert response.status == 200
