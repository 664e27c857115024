"""What HTTP's parser cannot read gets a 4xx in JSON as well, at once; nothing of it is quoted, to nobody."""

import asyncio
import gzip
import json
import logging
import zlib
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from asyncpg import Pool

from gateway.app import make_app, make_runner
from gateway.http.logs import request_id
from gateway.http.protocol import log
from gateway.settings import Settings

QUERY = b'{"query": "{ __typename }"}'
SECRET = "5f2c"
POST = "POST /graphql HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n"


def post(body: bytes, *headers: str) -> tuple[bytes, bytes]:
    length = [] if any("Transfer-Encoding" in each for each in headers) else [f"Content-Length: {len(body)}"]
    return (POST + "\r\n".join([*headers, *length]) + "\r\n\r\n").encode(), body


BODIES = {
    "no gzip": post(b"broken", "Content-Encoding: gzip"),
    "gzip cut off": post(gzip.compress(QUERY, mtime=0)[:-12], "Content-Encoding: gzip"),
    "no deflate": post(b"broken", "Content-Encoding: deflate"),
    "deflate cut off": post(zlib.compress(QUERY)[:-6], "Content-Encoding: deflate"),
    "no Brotli": post(b"\xff\xffbroken", "Content-Encoding: br"),
    "no Zstandard": post(b"broken", "Content-Encoding: zstd"),
    "no chunk": post(b"zz\r\nabc\r\n0\r\n\r\n", "Transfer-Encoding: chunked"),
    "a chunk without end": post(b"3\r\nabcdef\r\n0\r\n\r\n", "Transfer-Encoding: chunked"),
}
HEADS = {
    "a credential without end": post(QUERY, "Authorization: Bearer " + SECRET * 3000),
    "a URL without end": (b"GET /graphql?query=" + SECRET.encode() * 3000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", b""),
    "headers without end": post(QUERY, *(f"X-{n}: 1" for n in range(2000))),
    "a length that is none": post(QUERY, "Content-Length: abc"),
    "two lengths": post(QUERY, "Content-Length: 3"),
    "NUL in a header": post(QUERY, f"X-Key: {SECRET}\0"),
    "a header without name": post(QUERY, SECRET),
    "an unknown expectation": post(QUERY, "Expect: miracles"),
    "an encoding of the transfer that is none": post(b"abc", "Transfer-Encoding: foo"),
    "no host": (b"GET /graphql HTTP/1.1\r\n\r\n", b""),
    "no URL": (b"GET http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n", b""),
    "no HTTP": (SECRET.encode() + b"\r\n\r\n", b""),
}


@pytest.fixture
async def port(pool: Pool, settings: Settings) -> AsyncIterator[int]:
    """Where a gateway listens, served as `gateway serve` and `gateway dev` serve it."""
    runner = make_runner(make_app(settings, pool), settings)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield runner.addresses[0][1]
    await runner.cleanup()


async def answer(port: int, *parts: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the answer to what comes in parts, which comes soon."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for part in parts:
        writer.write(part)
        await writer.drain()
        await asyncio.sleep(0.05)
    async with asyncio.timeout(5):
        status, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines)
        body = await reader.readexactly(int(headers["content-length"]))
    writer.close()
    return int(status.split()[1]), headers, body


async def refused_quietly(port: int, logs: pytest.LogCaptureFixture, *parts: bytes) -> None:
    status, headers, body = await answer(port, *parts)
    assert 400 <= status < 500
    assert (headers["content-type"], headers["cache-control"]) == ("application/json; charset=utf-8", "no-store")
    (error,) = json.loads(body)["errors"]
    assert error["extensions"]["code"] == "BAD_REQUEST"
    assert SECRET not in f"{headers} {body!r} {logs.text}"
    assert not [record for record in logs.records if record.levelno >= logging.WARNING or record.exc_info]
    assert (await answer(port, *post(QUERY)))[0] == 200


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("request_", BODIES.values(), ids=BODIES)
async def test_a_body_that_cannot_be_read_is_refused_with_its_head_and_after_it(
    port: int, caplog: pytest.LogCaptureFixture, request_: tuple[bytes, bytes], apart: bool
) -> None:
    caplog.set_level(logging.INFO)
    await refused_quietly(port, caplog, *(request_ if apart else [b"".join(request_)]))


@pytest.mark.parametrize("request_", HEADS.values(), ids=HEADS)
async def test_what_is_no_http_is_refused(
    port: int, caplog: pytest.LogCaptureFixture, request_: tuple[bytes, bytes]
) -> None:
    caplog.set_level(logging.INFO)
    await refused_quietly(port, caplog, b"".join(request_))


async def test_a_refusal_has_an_id_that_the_log_has_too(port: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    logged = []

    def note(record: logging.LogRecord) -> bool:
        logged.append((vars(record)["problem"], request_id.get()))
        return True

    log.addFilter(note)
    try:
        _, headers, _ = await answer(port, *HEADS["no HTTP"])
    finally:
        log.removeFilter(note)
    assert logged == [("BadHttpMethod", headers["x-request-id"])]
    assert headers["server"] == "gateway"
