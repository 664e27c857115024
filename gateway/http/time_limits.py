"""How long requests may take: what asyncio.timeout does, with one timer for all of them.

All have the same time, so they run out of it in the order in which they began.
"""

import asyncio
from types import TracebackType
from typing import Self


class TimeLimits:
    """The requests of one process that have `seconds` each."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.running: dict[TimeLimit, None] = {}
        self.timer: asyncio.TimerHandle | None = None

    def end(self) -> None:
        """End those whose time is over, and look again when the next one's is."""
        loop = asyncio.get_running_loop()
        self.timer = None
        while self.running:
            first = next(iter(self.running))
            if first.ends_at > loop.time():
                self.timer = loop.call_at(first.ends_at, self.end)
                break
            first.expire()


class TimeLimit:
    """A block of the task that runs: it is cancelled when its time is over, and then raises TimeoutError."""

    __slots__ = ("cancelling", "ends_at", "expired", "limits", "task")

    def __init__(self, limits: TimeLimits) -> None:
        self.limits = limits
        self.expired = False

    def __enter__(self) -> Self:
        loop, limits = asyncio.get_running_loop(), self.limits
        # Not aiohttp's request.task: that is the connection's, which waits for the one that handles the request.
        task = asyncio.current_task(loop)
        assert task
        self.task, self.cancelling = task, task.cancelling()
        self.ends_at = loop.time() + limits.seconds
        limits.running[self] = None
        if limits.timer is None:
            limits.timer = loop.call_at(self.ends_at, limits.end)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.lift()
        if self.expired and self.task.uncancel() <= self.cancelling and kind is asyncio.CancelledError:
            raise TimeoutError from problem

    def lift(self) -> None:
        """Let the block take as long as it wants."""
        self.limits.running.pop(self, None)

    def expire(self) -> None:
        self.lift()
        self.expired = True
        self.task.cancel()
