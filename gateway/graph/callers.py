"""Callers who stay: those who have opened a socket or a stream, for as long as their credential counts.

All of them are renewed together, every few seconds, so that what a caller has lost ends within five. Where the database
was away meanwhile, a caller is renewed before it is shown anything.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import Context

from gateway.database.pool import DISCONNECTED
from gateway.errors import Unauthenticated
from gateway.viewer import Viewer

log = logging.getLogger(__name__)
ROUND_SECONDS = 2.0
CERTAIN_SECONDS = 4.0
"""How long what was found out about a caller counts."""
ENDED = "the credential has expired or was revoked"
Renew = Callable[[Sequence[Viewer]], Awaitable[dict[Viewer, Viewer]]]


class Caller:
    """One who stays."""

    def __init__(self, viewer: Viewer, address: str) -> None:
        self.known = viewer
        self.address = address
        self.ended = False
        self.renewed_at = time.monotonic()
        self.watching: set[Callable[[], None]] = set()
        """Called when the viewer has become another one, or has ended."""

    @property
    def viewer(self) -> Viewer:
        """Who is calling. Raises Unauthenticated when the credential counts no more."""
        if self.ended:
            raise Unauthenticated(ENDED)
        return self.known

    def told(self, viewer: Viewer | None) -> None:
        self.renewed_at = time.monotonic()
        if viewer == self.known:
            return
        self.known, self.ended = viewer or self.known, viewer is None
        for tell in list(self.watching):
            tell()


class Callers:
    """All who stay, in this process."""

    def __init__(self, renew: Renew) -> None:
        self.renew = renew
        self.staying: set[Caller] = set()
        self.task: asyncio.Task[None] | None = None

    @contextmanager
    def stay(self, viewer: Viewer, address: str) -> Iterator[Caller]:
        caller = Caller(viewer, address)
        self.staying.add(caller)
        if self.task is None:
            # It belongs to no request, whoever comes first.
            self.task = asyncio.create_task(self.run(), context=Context())
        try:
            yield caller
        finally:
            self.staying.discard(caller)

    async def certain(self, caller: Caller) -> None:
        """Returns when it is known who the caller is now."""
        if time.monotonic() - caller.renewed_at > CERTAIN_SECONDS:
            await self.renew_all([caller])

    async def renew_all(self, callers: Sequence[Caller]) -> None:
        """Tell each caller who it is now. Raises one of DISCONNECTED."""
        known = {caller: caller.known for caller in callers if not caller.ended}
        renewed = await self.renew(list(known.values()))
        for caller, viewer in known.items():
            caller.told(renewed.get(viewer))

    async def run(self) -> None:
        while True:
            await asyncio.sleep(ROUND_SECONDS)
            try:
                await self.renew_all(list(self.staying))
            except DISCONNECTED as problem:
                log.warning("callers are not renewed", extra={"problem": type(problem).__name__})
            except Exception:
                log.exception("callers are not renewed")

    async def close(self) -> None:
        if self.task:
            self.task.cancel()
            await asyncio.wait({self.task})
