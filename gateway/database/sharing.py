"""How the operations of one process read: what they ask for in two turns of the event loop is one statement.

Only those share who see the same. The operations of callers who see the whole environment read through the pool. Those
of one confined caller that run at the same time share a connection and its confined transaction, whose statements each
see what was committed before them. Each operation waits for its own reads alone and gives them up alone; a statement
nobody waits for any more is cancelled.
"""

import asyncio
from asyncio import AbstractEventLoop, Future, Task
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from contextvars import Context
from typing import Any

from asyncpg import Pool

from gateway.database.pool import Reader, count_statements, statements
from gateway.database.protocol import Database
from gateway.viewer import Confinement

MOST_KEYS = 1000
"""A batch that has so many keys takes no more: a small read does not wait for ever larger ones."""
MOST_OPERATIONS = 100
"""A confined transaction that so many operations have had a share of takes no more, so that it ends."""
MOST_AT_A_TIME = 32
"""Nor does one that so many have: its connection answers one statement at a time."""
Fetch = Callable[[Database, list[Any]], Awaitable[Mapping[Any, Any]]]
"""Answers with the values by their keys, all of those that are given."""


class Batch:
    """The keys that are asked for in one way, and those who wait for their values."""

    __slots__ = ("fetch", "keys", "task", "waiting")

    def __init__(self, fetch: Fetch) -> None:
        self.fetch = fetch
        self.keys: dict[Any, None] = {}
        self.waiting: list[Future[tuple[Mapping[Any, Any], int]]] = []
        self.task: Task[None] | None = None

    def is_awaited(self) -> bool:
        return not all(each.done() for each in self.waiting)

    async def read(self, db: Database) -> None:
        count = count_statements()
        try:
            found = await self.fetch(db, list(self.keys))
        except Exception as problem:
            for each in self.waiting:
                if not each.done():
                    each.set_exception(problem)
        else:
            for each in self.waiting:
                if not each.done():
                    each.set_result((found, count.sent))


class SharedReads:
    """What is read at the same time through one way to the database."""

    def __init__(self, db: Database, *, in_turn: bool = False) -> None:
        self.db = db
        self.turn: AbstractAsyncContextManager[Any] = asyncio.Lock() if in_turn else nullcontext()
        """Where `db` answers one statement at a time, batches wait for it and take more keys meanwhile."""
        self.gathering: dict[Hashable, Batch] = {}

    async def many(self, what: Hashable, keys: Iterable[Any], fetch: Fetch) -> Mapping[Any, Any]:
        """The values by key, of `keys` and of what others ask for: nobody may change it.

        `what` tells reads apart: `fetch` is the same for the same `what`.
        """
        loop = asyncio.get_running_loop()
        batch = self.gathering.get(what)
        if batch is None or len(batch.keys) >= MOST_KEYS:
            batch = self.gathering[what] = Batch(fetch)
            loop.call_soon(self.begin, loop, what, batch, context=Context())
        batch.keys.update(keys if isinstance(keys, dict) else dict.fromkeys(keys))
        answer: Future[tuple[Mapping[Any, Any], int]] = loop.create_future()
        batch.waiting.append(answer)
        try:
            found, sent = await answer
        except asyncio.CancelledError:
            if not batch.is_awaited():
                self.close(what, batch)
                if batch.task:
                    batch.task.cancel()
            raise
        if (count := statements.get()) is not None:
            count.sent += sent
        return found

    def begin(self, loop: AbstractEventLoop, what: Hashable, batch: Batch) -> None:
        """Have a batch read in the next turn: before it the loop looks for requests that came in meanwhile."""
        batch.task = loop.create_task(self.read(what, batch))

    async def read(self, what: Hashable, batch: Batch) -> None:
        """Read a batch once it is its turn."""
        async with self.turn:
            self.close(what, batch)
            if batch.is_awaited():
                await batch.read(self.db)

    def close(self, what: Hashable, batch: Batch) -> None:
        """A batch takes no more keys."""
        if self.gathering.get(what) is batch:
            del self.gathering[what]


class Joint:
    """A confined transaction that operations of one caller read through."""

    def __init__(self, pool: Pool, confinement: Confinement) -> None:
        self.reader = Reader(pool, confinement)
        self.shared = SharedReads(self.reader, in_turn=True)
        self.joined = 0
        self.inside = 0


class Session:
    """The reads of one operation; a confined one takes its share of a transaction when it first reads."""

    __slots__ = ("confinement", "joint", "reads")

    def __init__(self, reads: "Reads", confinement: Confinement | None) -> None:
        self.reads = reads
        self.confinement = confinement
        self.joint: Joint | None = None

    def entered(self, confinement: Confinement) -> Joint:
        if self.joint is None:
            self.joint = self.reads.join(confinement)
        return self.joint

    async def many(self, what: Hashable, keys: Iterable[Any], fetch: Fetch) -> Mapping[Any, Any]:
        """As of `SharedReads`. Raises Forbidden when it runs into the second wall."""
        shared = self.entered(self.confinement).shared if self.confinement else self.reads.open
        return await shared.many(what, keys, fetch)

    async def fetch(self, query: str, /, *args: Any, **options: Any) -> list[Any]:
        """The rows of one statement. Raises Forbidden when it runs into the second wall."""
        db: Any = self.entered(self.confinement).reader if self.confinement else self.reads.pool
        rows: list[Any] = await db.fetch(query, *args, **options)
        return rows

    def close(self) -> None:
        """Leave the transaction; what is read later has its share of another."""
        joint, self.joint = self.joint, None
        if joint and self.confinement:
            self.reads.leave(self.confinement, joint)


class Reads:
    """The reads of one process."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.open = SharedReads(pool)
        self.joints: dict[Confinement, Joint] = {}
        self.ending: set[Task[None]] = set()

    def session(self, confinement: Confinement | None) -> Session:
        return Session(self, confinement)

    def join(self, confinement: Confinement) -> Joint:
        joint = self.joints.get(confinement)
        if joint is None or joint.joined >= MOST_OPERATIONS or joint.inside >= MOST_AT_A_TIME:
            joint = self.joints[confinement] = Joint(self.pool, confinement)
        joint.joined += 1
        joint.inside += 1
        return joint

    def leave(self, confinement: Confinement, joint: Joint) -> None:
        """The last one ends the transaction; nobody waits for that."""
        joint.inside -= 1
        if joint.inside == 0:
            if self.joints.get(confinement) is joint:
                del self.joints[confinement]
            task = asyncio.get_running_loop().create_task(joint.reader.close(), context=Context())
            self.ending.add(task)
            task.add_done_callback(self.ending.discard)
