"""What both Python peers have: their settings, a pool like the gateway's, the check of the key, uvloop."""

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any

import asyncpg
import orjson
import uvloop
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

JSONB_VERSION = b"\x01"


@dataclass(frozen=True, slots=True)
class Given:
    """What the benchmark tells a peer."""

    dsn: str
    port: int
    key: str
    actor: str
    """The key's id, for events."""
    pool_size: int


def given() -> Given:
    names = ("DATABASE_URL", "PORT", "BENCHMARK_KEY", "BENCHMARK_ACTOR", "BENCHMARK_POOL_SIZE")
    dsn, port, key, actor, pool_size = (os.environ[name] for name in names)
    return Given(dsn, int(port), key, actor, int(pool_size))


def checking(key: str) -> Any:
    """A middleware that lets only requests with the key through."""
    expected = f"Bearer {key}".encode()

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not compare_digest(request.headers.get(hdrs.AUTHORIZATION, "").encode(), expected):
            raise web.HTTPUnauthorized
        return await handler(request)

    return check


async def open_pool(given: Given, **options: Any) -> asyncpg.Pool:
    """A pool with the gateway's size and the gateway's settings of the planner; jsonb is read by orjson."""

    async def prepare(db: asyncpg.Connection) -> None:
        await db.set_type_codec(
            "jsonb",
            schema="pg_catalog",
            format="binary",
            encoder=lambda value: JSONB_VERSION + orjson.dumps(value),
            decoder=lambda data: orjson.loads(data[1:]),
        )

    return await asyncpg.create_pool(
        given.dsn,
        min_size=1,
        max_size=given.pool_size,
        init=prepare,
        server_settings={"jit": "off", "random_page_cost": "1.1"},
        **options,
    )


def serve(make: Callable[[Given], Awaitable[web.Application]]) -> None:
    """Serve the application until SIGTERM."""
    chosen = given()

    async def app() -> web.Application:
        return await make(chosen)

    web.run_app(
        app(), host="127.0.0.1", port=chosen.port, access_log=None, print=lambda *_: None, loop=uvloop.new_event_loop()
    )
