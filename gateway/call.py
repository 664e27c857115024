"""One call of an action: on which database, by whom, under which settings, from where."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from asyncpg import Pool
from asyncpg.pool import PoolConnectionProxy

from gateway.database.pool import transaction
from gateway.database.sharing import Reads, Session
from gateway.settings import Settings
from gateway.viewer import Viewer


def nobody_waits() -> None:
    """What is told of a commit where nobody waits for one."""


@dataclass(frozen=True, slots=True)
class Call:
    pool: Pool
    viewer: Viewer
    settings: Settings
    address: str = ""
    """The caller's address on the network."""
    committed: Callable[[], None] = nobody_waits
    """Called after each commit."""
    reads: Reads | None = None
    """How the operations of this process read together; None where there is one alone."""

    def session(self) -> Session:
        """The reads of one operation, confined as its viewer is."""
        return (self.reads or Reads(self.pool)).session(self.viewer.confinement)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[PoolConnectionProxy]:
        """The action's one transaction, confined as its viewer is."""
        async with transaction(self.pool, self.viewer.confinement) as db:
            yield db
        self.committed()
