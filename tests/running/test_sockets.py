"""Sockets of `gateway serve` and `gateway dev` as real processes: what they take, and how they end."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp
import psutil
import pytest

from tests.running.processes import ask, new_key, serving
from tests.subscriptions.sockets import EVENTS, PROTOCOL, Socket, until_shown

IDLE_SOCKETS = 1000
MOST_KIBIBYTES_OF_A_SUBSCRIBER = 60
CREATE = 'mutation { createOrganization(input: {displayName: "Acme"}) { ... on Organization { id } } }'


async def organization(url: str, key: str) -> str:
    _, body = await ask(url, key, CREATE)
    id: str = body["data"]["createOrganization"]["id"]
    return id


async def rename(url: str, key: str, id: str, name: str) -> None:
    query = f'mutation {{ updateOrganization(input: {{id: "{id}", displayName: "{name}"}}) {{ __typename }} }}'
    assert (await ask(url, key, query))[1]["data"] == {"updateOrganization": {"__typename": "Organization"}}


@asynccontextmanager
async def clients() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        yield session


async def opened(held: AsyncExitStack, session: aiohttp.ClientSession, url: str, key: str) -> Socket:
    """A new socket on which somebody has said who it is."""
    connecting = session.ws_connect(f"{url}/graphql", protocols=(PROTOCOL,))
    socket = Socket(await held.enter_async_context(connecting))
    await socket.init(key)
    return socket


@pytest.mark.parametrize("command", [("serve", "--workers=2"), ("dev", "--no-sample-data")])
async def test_sockets_are_told_to_connect_elsewhere_when_the_gateway_stops(
    env: dict[str, str], tmp_path: Path, command: tuple[str, ...]
) -> None:
    key, log = await new_key(env), tmp_path / "log"
    async with serving(*command, env=env, output=log) as (process, url), AsyncExitStack() as held:
        session = await held.enter_async_context(clients())
        id = await organization(url, key)
        sockets = [await opened(held, session, url, key) for _ in range(10)]
        for each in sockets:
            await each.operate(EVENTS, id=id)
        await until_shown(url, "gateway_subscriptions 10.0")
        await rename(url, key, id, "Whoever writes it")
        for each in sockets:
            assert (await each.data())["node"]["sequence"] == 2
        process.send_signal(signal.SIGTERM)
        for each in sockets:
            assert await each.closed() == (1001, "the gateway is stopping")
        async with asyncio.timeout(10):
            assert await process.wait() == 0
    text = log.read_text()
    assert "Traceback" not in text
    if command[0] == "serve":
        assert text.count('"closed":"1001 the gateway is stopping"') == 10
        assert text.count('"message":"operation"') == 10
        assert key not in text


async def test_a_thousand_idle_subscribers_take_little_memory_and_are_woken_together(
    env: dict[str, str], tmp_path: Path
) -> None:
    key = await new_key(env)
    async with (
        serving("serve", "--workers=1", env=env, output=tmp_path / "log") as (process, url),
        AsyncExitStack() as held,
    ):
        (worker,) = psutil.Process(process.pid).children()
        session = await held.enter_async_context(clients())
        id = await organization(url, key)
        for _ in range(50):  # what is made once is not counted
            await (await opened(held, session, url, key)).operate(EVENTS, id=id)
        await until_shown(url, "gateway_subscriptions 50.0")
        before = worker.memory_info().rss
        sockets = [await opened(held, session, url, key) for _ in range(IDLE_SOCKETS)]
        for each in sockets:
            await each.operate(EVENTS, id=id)
        await until_shown(url, f"gateway_subscriptions {IDLE_SOCKETS + 50}.0")
        of_each = (worker.memory_info().rss - before) / IDLE_SOCKETS / 1024
        await rename(url, key, id, "All of them")
        for each in sockets:
            assert (await each.data())["node"]["sequence"] == 2
    assert of_each < MOST_KIBIBYTES_OF_A_SUBSCRIBER
