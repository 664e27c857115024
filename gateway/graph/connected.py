"""Connections that stay open, websockets and event streams: how many there may be, and how all of them end."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from aiohttp import web

from gateway.graph.execution import Executor
from gateway.graph.live import Gauge, Live
from gateway.settings import Settings
from gateway.viewer import Viewer

LIFT_TIME_LIMIT: web.RequestKey[Callable[[], None]] = web.RequestKey("lift_time_limit")
"""Called by a connection that stays, as any other request is ended after a while."""
CLOSED = web.RequestKey("closed", str)
"""Why a connection that stayed was closed by us."""
STOPPING = "the gateway is stopping"
TOO_SLOW = "the client reads too slowly"
RETRY_SECONDS = "5"
CLOSE_SECONDS = 2.0
"""How long a client is waited for when its connection is closed."""
ENDING_SECONDS = 3.0
"""How long operations are waited for when the gateway stops."""

T = TypeVar("T")
log = logging.getLogger(__name__)


async def taken(sending: Coroutine[Any, Any, Any], seconds: float) -> bool:
    """Whether what is being sent was taken in time. Raises ConnectionError when the client has gone.

    It is never cancelled: in aiohttp all who write to a connection wait for one future, unshielded, so that cancelling
    one would cancel the others. It ends with the connection.
    """
    task = asyncio.ensure_future(sending)
    # Nobody may be left to be told of what goes wrong.
    task.add_done_callback(lambda ended: ended.cancelled() or ended.exception())
    done, _ = await asyncio.wait({task}, timeout=seconds)
    if done:
        task.result()
    return bool(done)


class Connection(Protocol):
    """One that is open."""

    def end(self, code: int, reason: str) -> None:
        """Close it with a code of RFC 6455 or of the protocol; returns at once."""
        ...


class Connections:
    """All that are open in this process."""

    def __init__(self, most: int, gauge: Gauge) -> None:
        self.most = most
        self.gauge = gauge
        self.open: set[Connection] = set()
        self.tasks: set[asyncio.Task[Any]] = set()
        self.stopping = False

    def refusal(self) -> web.Response | None:
        """The answer where no more may be opened."""
        if not self.stopping and len(self.open) < self.most:
            return None
        reason = STOPPING if self.stopping else "too many connections are open"
        error = {"message": reason, "extensions": {"code": "UNAVAILABLE"}}
        return web.json_response({"errors": [error]}, status=503, headers={"Retry-After": RETRY_SECONDS})

    @contextmanager
    def opened(self, connection: Connection) -> Iterator[None]:
        self.open.add(connection)
        self.gauge.inc()
        if self.stopping:
            connection.end(1001, STOPPING)
        try:
            yield
        finally:
            self.open.discard(connection)
            self.gauge.dec()

    def run(self, work: Awaitable[T]) -> asyncio.Task[T]:
        """Begin a part of what a connection does, which may end a while after the connection."""
        task: asyncio.Task[T] = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    async def close(self) -> None:
        """End all of them, so that their clients connect to another process."""
        self.stopping = True
        for connection in list(self.open):
            connection.end(1001, STOPPING)

    async def all_ended(self) -> None:
        """Returns when nothing runs for a connection any more, or says how much does after a while."""
        if not self.tasks:
            return
        _, running = await asyncio.wait(self.tasks, timeout=ENDING_SECONDS)
        if running:
            log.warning("operations did not end", extra={"operations": len(running)})


@dataclass(frozen=True, slots=True)
class Doors:
    """What both kinds of connections need."""

    executor: Executor
    authenticate: Callable[[str | None], Awaitable[Viewer]]
    live: Live
    connections: Connections
    settings: Settings
    observe: Callable[[str, str, str, float, int], Any]
    """Told of each operation: its name, outcome, executor, seconds and statements."""
