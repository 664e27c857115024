"""Reads that operations have in common: what is asked for in one turn of the event loop is one statement.

The more callers there are at a time, the fewer statements each of them costs. Only operations that see the whole
environment share: a confined caller's statements run in a transaction of its own. Each operation waits for its own read
alone and gives it up alone; a statement nobody waits for any more is cancelled.
"""

import asyncio
from asyncio import AbstractEventLoop, Future, Task
from collections.abc import Awaitable, Callable, Hashable, Sequence
from contextvars import Context
from typing import Any

from asyncpg import Pool

from gateway.database.pool import count_statements, statements
from gateway.database.protocol import Database

MOST_KEYS = 1000
"""A batch that has so many keys takes no more: a small read does not wait for ever larger ones."""
Fetch = Callable[[Database, list[Any]], Awaitable[Sequence[Any]]]
"""Answers with the values of keys, which are all different, in their order."""


class Batch:
    """The keys that are asked for in one way, and those who wait for their values."""

    __slots__ = ("fetch", "keys", "task", "waiting")

    def __init__(self, fetch: Fetch) -> None:
        self.fetch = fetch
        self.keys: dict[Any, None] = {}
        self.waiting: list[Future[tuple[dict[Any, Any], int]]] = []
        self.task: Task[None] | None = None

    def is_awaited(self) -> bool:
        return not all(each.done() for each in self.waiting)

    async def read(self, pool: Pool) -> None:
        count = count_statements()
        keys = list(self.keys)
        try:
            found = dict(zip(keys, await self.fetch(pool, keys), strict=True))
        except Exception as problem:
            for each in self.waiting:
                if not each.done():
                    each.set_exception(problem)
        else:
            for each in self.waiting:
                if not each.done():
                    each.set_result((found, count.sent))


class SharedReads:
    """What the operations of one process read at the same time."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.gathering: dict[Hashable, Batch] = {}

    async def many(self, what: Hashable, keys: Sequence[Any], fetch: Fetch) -> list[Any]:
        """The values of `keys`, in their order. `what` tells reads apart: `fetch` is the same for the same `what`."""
        loop = asyncio.get_running_loop()
        batch = self.gathering.get(what)
        if batch is None or len(batch.keys) >= MOST_KEYS:
            batch = self.gathering[what] = Batch(fetch)
            loop.call_soon(self.begin, loop, what, batch, context=Context())
        batch.keys.update(dict.fromkeys(keys))
        answer: Future[tuple[dict[Any, Any], int]] = loop.create_future()
        batch.waiting.append(answer)
        try:
            found, sent = await answer
        except asyncio.CancelledError:
            if batch.task and not batch.is_awaited():
                batch.task.cancel()
            raise
        if (count := statements.get()) is not None:
            count.sent += sent
        return [found[key] for key in keys]

    def begin(self, loop: AbstractEventLoop, what: Hashable, batch: Batch) -> None:
        """Read a batch, which takes no more keys."""
        if self.gathering.get(what) is batch:
            del self.gathering[what]
        if batch.is_awaited():
            batch.task = loop.create_task(batch.read(self.pool))
