"""What every resolver can reach; made anew for each operation."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import strawberry

from gateway.budgets.model import Budget
from gateway.call import Call
from gateway.database.sharing import Session
from gateway.graph.loaders import Loaders, Reads
from gateway.viewer import Viewer

if TYPE_CHECKING:
    from gateway.graph.live import Subscriber


@dataclass(slots=True)
class Context:
    """One operation: its caller, its reads and the rows it has loaded."""

    call: Call
    request_id: str
    session: Session
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
        session = call.session()
        loaders = Loaders(session, call.viewer, reads)
        return cls(call, request_id, session, loaders, datetime.now(UTC), reads, budget)

    @property
    def viewer(self) -> Viewer:
        return self.call.viewer

    def close(self) -> None:
        """End what is still read, and let go what was loaded."""
        self.loaders.forget()
        self.session.close()

    def begin_write(self) -> None:
        """Forget what was loaded: what is read next comes after the write."""
        self.close()
        self.loaders = Loaders(self.session, self.viewer, self.reads)


Info = strawberry.Info[Context, None]
