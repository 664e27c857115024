"""Budgets: what callers may spend on operations. A token is a point of cost."""

import math
import time
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Rate:
    """A token bucket: how fast it is refilled and how much it holds."""

    per_second: int
    burst: int


@dataclass(frozen=True, slots=True)
class Budget:
    """What a caller has left once an operation is paid."""

    requested: int
    limit: int
    remaining: int
    full_at: float
    """When all of it is there again, if nothing is spent meanwhile; in seconds since 1970."""

    @property
    def reset_at(self) -> datetime:
        return datetime.fromtimestamp(self.full_at, UTC)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a caller's bucket was left with, and the tokens it gave away to be spent."""

    caller: str
    tokens: float
    granted: float


def budget_of(rate: Rate, remaining: float, requested: int) -> Budget:
    """The budget of a caller who has so many tokens; below zero there are none."""
    seconds = (rate.burst - remaining) / rate.per_second
    return Budget(requested, rate.burst, max(0, int(remaining)), time.time() + seconds)


class Exhausted(Exception):
    """The operation costs more than the caller has left."""

    def __init__(self, rate: Rate, remaining: float, requested: int) -> None:
        super().__init__("the caller's budget is used up")
        self.budget = budget_of(rate, remaining, requested)
        self.retry_after_seconds = max(1, math.ceil((requested - remaining) / rate.per_second))
