"""Where the events of a subscription come from: what its context has beside that of any other operation."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from gateway.call import Call
from gateway.events.feed import Feed
from gateway.graph.callers import Caller, Callers
from gateway.graph.permissions import Needed, refusals
from gateway.viewer import CallerKind, Viewer


class Gauge(Protocol):
    """How many there are of something."""

    def inc(self) -> None: ...
    def dec(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Live:
    """What the subscriptions of a process share."""

    feed: Feed
    callers: Callers
    make_call: Callable[[Viewer, str], Call]
    reading: asyncio.Semaphore
    """Held while a subscription uses a connection of the pool, so that some are left for everybody else."""
    subscriptions: Gauge


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Who subscribes, and what the document needs."""

    live: Live
    caller: Caller
    needed: Needed

    @property
    def viewer(self) -> Viewer:
        """Who is calling now. Raises what is wrong when it may no longer read what was asked for."""
        viewer = self.caller.viewer
        for error in refusals(self.needed, viewer.permissions, anonymous=viewer.kind is CallerKind.ANONYMOUS):
            raise error
        return viewer
