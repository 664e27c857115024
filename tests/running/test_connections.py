"""Connections that bring no request: they are not held for ever, and what they bring is told in one line."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import pytest

from tests.running.processes import ask, new_key, serving

COUNT = "{ organizations { totalCount } }"
UNFINISHED = {
    "nothing": b"",
    "half a request line": b"POST /gra",
    "half a header": b"POST /graphql HTTP/1.1\r\nHost: gateway\r\nX-",
    "a request and half another": b"GET /livez HTTP/1.1\r\nHost: gateway\r\n\r\nGET /",
}
NO_HTTP = (b"\x16\x03\x01\x02\x00", b"GET / HTTP/9\r\n\r\n", b"GET / HTTP/1.1\r\nX: " + b"x" * 20_000 + b"\r\n\r\n")


@asynccontextmanager
async def sent(url: str, data: bytes) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection on which these bytes were sent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
    writer.write(data)
    yield reader, writer
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()


@pytest.mark.parametrize("command", [("serve", "--workers=1"), ("dev", "--no-sample-data")])
async def test_a_connection_without_a_whole_request_is_closed(
    env: dict[str, str], tmp_path: Path, command: tuple[str, ...]
) -> None:
    env = {**env, "GATEWAY_KEEP_ALIVE_SECONDS": "1"}
    key = await new_key(env)
    async with serving(*command, env=env, output=tmp_path / "log") as (_, url), AsyncExitStack() as held:
        slow = [await held.enter_async_context(sent(url, data)) for data in UNFINISHED.values()]
        trickling, writer = await held.enter_async_context(sent(url, b"POST /graphql HTTP/1.1\r\n"))
        async with asyncio.timeout(20):
            for reader, _ in slow:
                await reader.read()
            number = 0
            with suppress(ConnectionError):  # closed before all was read that has come
                while not trickling.at_eof():
                    writer.write(f"X-{(number := number + 1)}: x\r\n".encode())
                    with suppress(TimeoutError):
                        async with asyncio.timeout(0.2):
                            await trickling.read()
        assert (await ask(url, key, COUNT))[1]["data"] == {"organizations": {"totalCount": 0}}


async def test_bytes_that_are_no_request_are_refused_and_told_without_a_stack(
    env: dict[str, str], tmp_path: Path
) -> None:
    log = tmp_path / "log"
    async with serving("serve", "--workers=1", env=env, output=log) as (_, url):
        for data in NO_HTTP:
            async with sent(url, data) as (reader, _), asyncio.timeout(10):
                assert (await reader.readline()).split()[1] == b"400"
    lines = [line for line in log.read_text().splitlines() if '"problem"' in line]
    assert len(lines) == len(NO_HTTP)
    assert all('"level":"INFO"' in line and '"status":400' in line for line in lines)
    assert "Traceback" not in log.read_text()
