"""Tells those who follow a log that it has grown.

The table of events is the log; NOTIFY only says that it is worth a look, and each second there is one anyway: one
statement for all logs that are followed in this process. A process has one connection for it, beside its pool. It also
sends the NOTIFY after commits, many of them in one: in the writing transaction itself it would take a lock of the whole
database and make commits wait for each other (decision 7).
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import Context

from asyncpg import Connection, Pool

from gateway.database.pool import DISCONNECTED, connection_beside
from gateway.events.store import CHANNEL, NOTIFY, heads

log = logging.getLogger(__name__)
LOOK_SECONDS = 1.0
GATHER_SECONDS = 0.02
"""The least time between two looks, and between two NOTIFYs."""
RECONNECT_SECONDS = 0.5
Place = tuple[int, str]
"""A place in a log: the sort key and id of an event."""
BEGINNING: Place = (0, "")


class Following:
    """Somebody who follows one log: that of an organization, or the stream of the whole environment ("")."""

    def __init__(self, organization_id: str) -> None:
        self.organization_id = organization_id
        self.woken = asyncio.Event()
        """Set when there is more, or nothing any more."""
        self.newest: Place | None = None
        """The place of the log's newest event; None when there is no such organization."""

    def told(self, newest: Place | None) -> None:
        if newest != self.newest:
            self.newest = newest
            self.woken.set()


class Feed:
    """All who follow logs in this process; begins when it is first needed."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.following: dict[str, set[Following]] = {}
        self.due = asyncio.Event()
        self.unsent = False
        self.waiting: list[asyncio.Future[None]] = []
        self.task: asyncio.Task[None] | None = None

    def committed(self) -> None:
        """Have every process look, this one included: something may have been added."""
        self.unsent = True
        self.hurry()

    def hurry(self) -> None:
        if self.task is None:
            # It belongs to no request, whoever comes first.
            self.task = asyncio.create_task(self.run(), context=Context())
        self.due.set()

    @contextmanager
    def follow(self, organization_id: str) -> Iterator[Following]:
        """Follow a log; `looked` tells where it stands."""
        following = Following(organization_id)
        self.following.setdefault(organization_id, set()).add(following)
        try:
            yield following
        finally:
            others = self.following[organization_id]
            others.discard(following)
            if not others:
                del self.following[organization_id]

    async def looked(self) -> None:
        """Returns after a look that began after the call, however long the database is away."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.append(done)
        self.hurry()
        await done

    async def close(self) -> None:
        if self.task:
            self.task.cancel()
            await asyncio.wait({self.task})

    async def run(self) -> None:
        """Look and send until cancelled, over one connection after the other."""
        while True:
            try:
                db = await connection_beside(self.pool)
                try:
                    await self.serve(db)
                finally:
                    db.terminate()
            except DISCONNECTED as problem:
                log.warning("the feed of events is disconnected", extra={"problem": type(problem).__name__})
            except Exception:
                log.exception("the feed of events failed")
            await asyncio.sleep(RECONNECT_SECONDS)

    async def serve(self, db: Connection) -> None:
        # Nothing is lost with a NOTIFY: it need not wait for the disk.
        await db.execute("SET synchronous_commit = off")
        own = db.get_server_pid()
        await db.add_listener(CHANNEL, lambda _, sender, *__: None if sender == own else self.due.set())
        db.add_termination_listener(lambda _: self.due.set())
        self.due.set()
        while True:
            await self.something_due()
            self.due.clear()
            if self.unsent:
                await self.send(db)
            if self.following or self.waiting:
                await self.look(db)
            await asyncio.sleep(GATHER_SECONDS)

    async def send(self, db: Connection) -> None:
        """Have the other processes look."""
        self.unsent = False
        try:
            await db.execute(NOTIFY.text)
        except BaseException:
            self.unsent = True
            raise

    async def something_due(self) -> None:
        """Returns when there is reason to look, after a second at the latest where somebody follows a log."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_SECONDS if self.following else None):
                await self.due.wait()

    async def look(self, db: Connection) -> None:
        """Tell all who follow a log where it stands."""
        waiting, self.waiting = self.waiting, []
        wanted = set(self.following)
        try:
            found = await heads(db, wanted - {""}, environment="" in wanted)
        except BaseException:
            self.waiting += waiting
            raise
        places: dict[str, Place] = {head.organization_id: (int(head.key), head.id) for head in found.values()}
        for organization_id in wanted & self.following.keys():
            newest = places.get(organization_id, None if organization_id else BEGINNING)
            for following in self.following[organization_id]:
                # One that has come since is told as well: the look may be older than its beginning, the next is not.
                following.told(newest)
        for done in waiting:
            if not done.done():
                done.set_result(None)
