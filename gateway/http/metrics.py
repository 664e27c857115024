"""Figures for Prometheus, summed over the workers of one `gateway serve`.

An operation's name is the client's choice, so only so many different ones are told apart; the others are "other".
"""

import os
from dataclasses import dataclass

from aiohttp import web
from asyncpg import Pool
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
STATEMENTS = (0, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50, 100)
TOLD_APART = 200
MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"
"""Set by `gateway serve` before this module is imported."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one operation with one outcome, by one executor."""

    requests: Counter
    seconds: Histogram
    statements: Histogram


class Metrics:
    """The figures of this process."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.registry = CollectorRegistry()
        self.names: set[str] = set()
        self.known: dict[tuple[str, str, str], Figures] = {}
        self.shown: dict[str, int] = {}
        """How many connections were in each state when last told."""
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
        """Count one request."""
        operation = self.told_apart(operation)
        of = self.known.get((operation, outcome, executor)) or self.figures_of(operation, outcome, executor)
        of.requests.inc()
        of.seconds.observe(seconds)
        of.statements.observe(statements)
        idle = self.pool.get_idle_size()
        states = {"idle": idle, "used": self.pool.get_size() - idle}
        for state, number in states.items():
            if self.shown.get(state) != number:
                self.connections.labels(state).set(number)
        self.shown = states

    def observe_unregistered(self, operation: str, number: int) -> None:
        """Count operations that only run because others than registered documents do."""
        self.unregistered.labels(self.told_apart(operation)).inc(number)

    def told_apart(self, operation: str) -> str:
        if operation not in self.names:
            operation = operation if len(self.names) < TOLD_APART else "other"
            self.names.add(operation)
        return operation

    def figures_of(self, operation: str, outcome: str, executor: str) -> Figures:
        figures = self.known[operation, outcome, executor] = Figures(
            self.requests.labels(operation, outcome, executor),
            self.seconds.labels(operation),
            self.statements.labels(operation),
        )
        return figures

    async def handle(self, request: web.Request) -> web.Response:
        """The figures in Prometheus' text format; of all workers, where there are several."""
        registry = self.registry
        if os.environ.get(MULTIPROCESS):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})
