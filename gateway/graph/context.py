"""What every resolver can reach; made anew for each operation."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import strawberry

from gateway.budgets.model import Budget
from gateway.call import Call
from gateway.database.pool import Reader
from gateway.graph.loaders import Loaders, Reads
from gateway.viewer import Viewer

if TYPE_CHECKING:
    from gateway.graph.live import Subscriber


@dataclass(slots=True)
class Context:
    """One operation: its caller, its reads and the rows it has loaded."""

    call: Call
    request_id: str
    reader: Reader
    loaders: Loaders
    now: datetime
    reads: Reads | None
    budget: Budget | None = None
    """What the caller has left; None where there is no rate limit."""
    subscriber: "Subscriber | None" = None
    """Of a subscription, whose events come from there."""

    @classmethod
    def of(cls, call: Call, request_id: str, reads: Reads | None, budget: Budget | None = None) -> "Context":
        """The context of an operation that reads these attributes of rows, or any (None)."""
        reader = Reader(call.pool, call.viewer.confinement)
        loaders = Loaders(reader, call.viewer, reads, call.shared)
        return cls(call, request_id, reader, loaders, datetime.now(UTC), reads, budget)

    @property
    def viewer(self) -> Viewer:
        return self.call.viewer

    async def close(self) -> None:
        """Give the reader's connection back, and let go what was loaded."""
        await self.reader.close()
        self.loaders.forget()

    async def begin_write(self) -> None:
        """Give the reader's connection back and forget what was loaded: what is read next comes after the write."""
        await self.close()
        self.loaders = Loaders(self.reader, self.viewer, self.reads, self.call.shared)


Info = strawberry.Info[Context, None]
