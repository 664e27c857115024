"""Figures for Prometheus, summed over the workers of one `gateway serve`.

An operation's name is the client's choice, so only so many different ones are told apart; the others are "other".
"""

import asyncio
import os
from bisect import bisect_left
from collections.abc import Sequence

from aiohttp import web
from asyncpg import Pool
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
STATEMENTS = (0, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50, 100)
TOLD_APART = 200
TOLD_EACH_SECONDS = 1.0
MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"
"""Set by `gateway serve` before this module is imported."""


class Tally:
    """Observations of one histogram that were not told yet."""

    __slots__ = ("bounds", "counts", "sum")

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.sum = 0.0

    def add(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.sum += value

    def tell(self, histogram: Histogram) -> None:
        """Add the observations to the histogram."""
        # prometheus_client takes one at a time only, which costs several times what a request's other figures do.
        histogram._sum.inc(self.sum)
        for number, count in enumerate(self.counts):
            if count:
                histogram._buckets[number].inc(count)


class Figures:
    """Of one operation with one outcome, by one executor: what was not told yet."""

    __slots__ = ("requests", "seconds", "statements")

    def __init__(self) -> None:
        self.requests = 0
        self.seconds = Tally(SECONDS)
        self.statements = Tally(STATEMENTS)


class Metrics:
    """The figures of this process."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.registry = CollectorRegistry()
        self.names: set[str] = set()
        self.untold: dict[tuple[str, str, str], Figures] = {}
        self.requests = Counter(
            "gateway_requests",
            "Requests by operation name, outcome and executor: engine, graphql-core, or none where refused before.",
            ["operation", "outcome", "executor"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "gateway_request_seconds", "How long requests took.", ["operation"], buckets=SECONDS, registry=self.registry
        )
        self.statements = Histogram(
            "gateway_operation_statements",
            "SQL statements per request.",
            ["operation"],
            buckets=STATEMENTS,
            registry=self.registry,
        )
        self.unregistered = Counter(
            "gateway_unregistered_documents",
            "Operations that ran by name, which would be refused where only registered documents run.",
            ["operation"],
            registry=self.registry,
        )
        self.connections = Gauge(
            "gateway_pool_connections",
            "Database connections by state.",
            ["state"],
            registry=self.registry,
            multiprocess_mode="livesum",
        )
        self.open_connections = Gauge(
            "gateway_open_connections",
            "Websockets and event streams.",
            registry=self.registry,
            multiprocess_mode="livesum",
        )
        self.subscriptions = Gauge(
            "gateway_subscriptions", "Subscriptions.", registry=self.registry, multiprocess_mode="livesum"
        )

    def observe(self, operation: str, outcome: str, executor: str, seconds: float, statements: int) -> None:
        """Count one request; it is told within a second."""
        if not self.untold:
            asyncio.get_running_loop().call_later(TOLD_EACH_SECONDS, self.tell)
        key = self.told_apart(operation), outcome, executor
        figures = self.untold.get(key)
        if figures is None:
            figures = self.untold[key] = Figures()
        figures.requests += 1
        figures.seconds.add(seconds)
        figures.statements.add(statements)

    def tell(self) -> None:
        """Put what was counted where it is asked for."""
        untold, self.untold = self.untold, {}
        for (operation, outcome, executor), figures in untold.items():
            self.requests.labels(operation, outcome, executor).inc(figures.requests)
            figures.seconds.tell(self.seconds.labels(operation))
            figures.statements.tell(self.statements.labels(operation))
        idle = self.pool.get_idle_size()
        self.connections.labels("idle").set(idle)
        self.connections.labels("used").set(self.pool.get_size() - idle)

    def observe_unregistered(self, operation: str, number: int) -> None:
        """Count operations that only run because others than registered documents do."""
        self.unregistered.labels(self.told_apart(operation)).inc(number)

    def told_apart(self, operation: str) -> str:
        if operation not in self.names:
            operation = operation if len(self.names) < TOLD_APART else "other"
            self.names.add(operation)
        return operation

    async def handle(self, request: web.Request) -> web.Response:
        """The figures in Prometheus' text format; of all workers, where there are several."""
        self.tell()
        registry = self.registry
        if os.environ.get(MULTIPROCESS):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def close(self, app: web.Application) -> None:
        """Tell what is left to tell."""
        self.tell()
