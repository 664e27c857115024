"""Floods of sockets and messages change nothing: what is too much is refused, and the next caller is answered."""

import asyncio
import logging
import socket as sockets
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp
import orjson
import pytest
from asyncpg import Pool

from gateway.settings import Settings
from tests.helpers import Api
from tests.subscriptions.sockets import (
    EVENTS,
    PROTOCOL,
    SECONDS,
    TYPES,
    connected,
    figure,
    rename,
    socket,
    until,
    until_subscriptions,
)

USUAL = "{ organizations { totalCount } }"
EVENTS_IN_ALL, BYTES_OF_AN_EVENT = 400, 50_000


async def test_sockets_beyond_the_limit_are_refused_until_one_is_closed(pool: Pool, settings: Settings) -> None:
    async with Api.start(pool, settings.model_copy(update={"max_connections": 3})) as api, AsyncExitStack() as held:
        first = await held.enter_async_context(connected(api))
        for _ in range(2):
            await held.enter_async_context(connected(api))
        for _ in range(20):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await api.client.ws_connect("/graphql", protocols=(PROTOCOL,))
            assert refused.value.status == 503
        headers = {"Accept": "text/event-stream"}
        async with api.client.get("/graphql", params={"query": USUAL}, headers=headers) as response:
            assert (response.status, response.headers["Retry-After"]) == (503, "5")
        assert await api(USUAL) == {"organizations": {"totalCount": 0}}
        await first.ws.close()

        async def one_less() -> bool:
            return await figure(api, "gateway_open_connections") == 2

        await until(one_less)
        async with socket(api) as one:
            await one.operate(USUAL)
            assert await one.data() == {"totalCount": 0}


async def test_a_socket_that_does_not_say_who_it_is_is_closed(pool: Pool, settings: Settings) -> None:
    async with Api.start(pool, settings.model_copy(update={"socket_init_seconds": 0.3})) as api:
        async with connected(api) as silent, connected(api) as pinging:
            await pinging.send(type="ping")
            for each in (silent, pinging):
                assert await each.closed() == (4408, "Connection initialisation timeout")
        assert await api(USUAL) == {"organizations": {"totalCount": 0}}


async def test_an_oversized_message_closes_the_socket(pool: Pool, settings: Settings) -> None:
    async with Api.start(pool, settings.model_copy(update={"max_body_bytes": 10_000})) as api:
        async with socket(api) as one, socket(api) as other:
            await one.send(type="ping", payload={"x": "x" * 20_000})
            assert (await one.closed())[0] == 1009
            await other.operate(USUAL)
            assert await other.data() == {"totalCount": 0}
        assert await api(USUAL) == {"organizations": {"totalCount": 0}}


async def test_an_oversized_message_in_small_parts_closes_the_socket(pool: Pool, settings: Settings) -> None:
    async with Api.start(pool, settings.model_copy(update={"max_body_bytes": 10_000})) as api:
        parts = [frame(b" " * 1000, opcode=0 if number else 1, final=False) for number in range(20)]
        reader, writer = await asyncio.open_connection(api.client.host, api.client.port)
        writer.write(b"".join([*over_websocket(api.token, USUAL), *parts]))
        async with asyncio.timeout(SECONDS):
            answer = await reader.read()
        writer.close()
        assert b"connection_ack" in answer
        assert answer.endswith(struct.pack("!BBH", 0x88, 2, 1009)), "a frame that closes, with its code"
        assert await api(USUAL) == {"organizations": {"totalCount": 0}}


async def test_operations_beyond_those_of_one_socket_are_refused(pool: Pool, settings: Settings) -> None:
    async with Api.start(pool, settings.model_copy(update={"max_socket_operations": 2})) as api:
        id = await api.organization()
        async with socket(api) as one:
            for _ in range(2):
                await one.operate(TYPES, id=id)
            for _ in range(50):
                await one.operate(TYPES, id=id)
                extensions = (await one.error())["extensions"]
                limit = {"limit": "socket_operations", "maximum": 2, "value": 3}
                assert extensions == {"code": "LIMIT_EXCEEDED", **limit}
            await until_subscriptions(api, 2)
            await rename(api, id, "A")
            assert [(await one.data())["node"]["type"] for _ in range(2)] == ["organization.updated"] * 2


@pytest.mark.parametrize("text", ["\0" * 1000, "'; DROP TABLE events; --", "\\ud800", "{" * 10_000, "9" * 10_000])
async def test_nonsense_closes_one_socket_and_no_other(api: Api, text: str) -> None:
    async with socket(api) as one, socket(api) as other:
        await one.ws.send_str(text)
        code, reason = await one.closed()
        assert code == 4400
        assert "asyncpg" not in reason
        await other.operate(USUAL)
        assert await other.data() == {"totalCount": 0}


@asynccontextmanager
async def reading_nothing(api: Api, *data: bytes) -> AsyncIterator[None]:
    """A client with a small buffer that sends this, and never reads."""
    raw = sockets.socket()
    raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    raw.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(raw, (api.client.host, api.client.port))
    try:
        for each in data:
            await loop.sock_sendall(raw, each)
        yield
    finally:
        raw.close()


def over_websocket(token: str | None, query: str, **variables: object) -> list[bytes]:
    """What subscribes over a websocket."""
    lines = [
        "GET /graphql HTTP/1.1", "Host: gateway", "Upgrade: websocket", "Connection: Upgrade",
        "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: " + "A" * 22 + "==", f"Sec-WebSocket-Protocol: {PROTOCOL}",
    ]  # fmt: skip
    messages = (
        {"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}},
        {"type": "subscribe", "id": "1", "payload": {"query": query, "variables": variables}},
    )
    return ["\r\n".join([*lines, "", ""]).encode(), *(frame(orjson.dumps(message)) for message in messages)]


def frame(data: bytes, *, opcode: int = 1, final: bool = True) -> bytes:
    """A frame of a websocket's client, masked with zeros (RFC 6455, section 5.2)."""
    return struct.pack("!BBH4x", (0x80 if final else 0) | opcode, 0x80 | 126, len(data)) + data


def over_event_stream(token: str | None, query: str, **variables: object) -> list[bytes]:
    """What subscribes by server-sent events."""
    body = orjson.dumps({"query": query, "variables": variables})
    lines = [
        "POST /graphql HTTP/1.1", "Host: gateway", f"Authorization: Bearer {token}", "Accept: text/event-stream",
        "Content-Type: application/json", f"Content-Length: {len(body)}",
    ]  # fmt: skip
    return ["\r\n".join([*lines, "", ""]).encode() + body]


async def large_events(api: Api, pool: Pool) -> str:
    """The id of an organization with many large events."""
    id = await api.organization()
    await pool.execute(
        """INSERT INTO events (organization_id, id, sequence, type, actor_type, subject_id, after, created_at)
           SELECT $1, 'evt_' || n, n, 'test', 'SYSTEM', 'x',
                  jsonb_build_object('text', (SELECT string_agg(md5((n * 10000 + m)::text), '')
                                                FROM generate_series(1, $3 / 32) AS m)), now()
             FROM generate_series(2, $2 + 1) AS n""",
        id, EVENTS_IN_ALL, BYTES_OF_AN_EVENT,
    )  # fmt: skip
    await pool.execute("UPDATE event_sequences SET last = $2 WHERE organization_id = $1", id, EVENTS_IN_ALL + 1)
    return id


async def first_cursor(api: Api, id: str) -> str:
    query = "query ($id: ID!) { organization(by: {id: $id}) { events(first: 1) { edges { cursor } } } }"
    data = await api(query, id=id)
    cursor: str = data["organization"]["events"]["edges"][0]["cursor"]
    return cursor


@pytest.mark.parametrize(
    ("subscribing", "reason"),
    [(over_websocket, "1013 the client reads too slowly"), (over_event_stream, "the client reads too slowly")],
)
async def test_a_client_that_reads_nothing_is_sent_little_and_disconnected_with_a_reason(
    pool: Pool,
    settings: Settings,
    sent: list[str],
    caplog: pytest.LogCaptureFixture,
    subscribing: Callable[..., list[bytes]],
    reason: str,
) -> None:
    caplog.set_level(logging.INFO, "gateway.request")
    async with Api.start(pool, settings.model_copy(update={"slow_reader_seconds": 1.0})) as api:
        id = await large_events(api, pool)
        after = await first_cursor(api, id)
        sent.clear()
        request = subscribing(api.token, EVENTS, id=id, after=after)
        async with reading_nothing(api, *request), socket(api) as other:
            await until_subscriptions(api, 1)
            await until_subscriptions(api, 0)
            pages = sent.count("events.OF_ORGANIZATIONS.PAGE")
            assert 1 <= pages < EVENTS_IN_ALL / 20 / 2, "it reads no further than the client does"
            await other.operate(USUAL)
            assert await other.data() == {"totalCount": 1}

            async def told() -> bool:
                return reason in [getattr(each, "closed", "") for each in caplog.records]

            await until(told)


async def test_a_client_that_reads_at_last_gets_every_event(api: Api, pool: Pool) -> None:
    id = await large_events(api, pool)
    async with socket(api) as one:
        await one.operate(EVENTS, id=id, after=await first_cursor(api, id))
        await until_subscriptions(api, 1)
        assert await one.sequences(EVENTS_IN_ALL) == list(range(2, EVENTS_IN_ALL + 2))
