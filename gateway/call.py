"""One call of an action: on which database, by whom, under which settings, from where."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from asyncpg import Pool
from asyncpg.pool import PoolConnectionProxy

from gateway.database.pool import transaction
from gateway.settings import Settings
from gateway.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Call:
    pool: Pool
    viewer: Viewer
    settings: Settings
    address: str = ""
    """The caller's address on the network."""

    def transaction(self) -> AbstractAsyncContextManager[PoolConnectionProxy]:
        """The action's one transaction, confined as its viewer is."""
        return transaction(self.pool, self.viewer.confinement)
