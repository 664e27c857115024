"""What one worker knows of its callers' budgets: tokens that it has leased ahead, so that hardly a request waits.

A worker leases at most one second's refill for a caller (more only where a single operation costs more), and before the
lease has come it lets the caller spend as much ahead. What it has spent ahead is taken from the bucket with the next
lease, and what a caller leaves is given back after a second. So in any time that begins with a full bucket the workers
together let a caller spend

    burst + seconds * per_second + workers * per_second

at most, and `per_second` in the long run. Only a caller who has spent all that waits for a lease, once, until it is
known that its bucket is empty.
"""

import asyncio
import logging
import math
import time
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context
from dataclasses import dataclass, field

import asyncpg
from asyncpg import Pool

from gateway.budgets.model import Budget, Exhausted, Rate, budget_of
from gateway.budgets.store import settle
from gateway.database.pool import DISCONNECTED

EACH_SECONDS = 1.0
"""How often what is known of a caller is settled with the database."""
LEAST_PAUSE_SECONDS = 0.01
"""Between two settlements of one worker, whoever waits for them."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Account:
    """One caller's tokens on this worker."""

    settled_at: float
    bucket: float
    """The tokens left in the bucket when it was settled, as far as is known."""
    left: float = 0
    """Leased and not spent; below zero where more was spent than leased."""
    short: bool = False
    """Whether the bucket had less than was wanted."""
    wanted: float = 0
    used: bool = True
    """Since it was settled."""
    waiting: list[asyncio.Future[None]] = field(default_factory=list)


class Leases:
    """The budgets of the callers of one worker."""

    def __init__(self, pool: Pool, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self.pool = pool
        self.rate = rate
        self.clock = clock
        self.accounts: dict[str, Account] = {}
        self.hurry = asyncio.Event()
        self.keeping: asyncio.Task[None] | None = None

    async def spend(self, caller: str, cost: int) -> Budget:
        """What the caller has left after an operation of this cost. Raises Exhausted."""
        account = self.accounts.get(caller)
        if account is None:
            account = self.accounts[caller] = Account(self.clock(), self.rate.burst)
        account.used = True
        self.keep()
        if account.left < cost and not self.may_spend_ahead(account, cost):
            if self.estimate(account) >= cost:
                await self.leased(account, cost)
            if account.left < cost:
                raise Exhausted(self.rate, self.estimate(account), cost)
        account.left -= cost
        if account.left < self.rate.per_second / 2 and not account.short:
            self.hurry.set()
        return budget_of(self.rate, self.estimate(account), cost)

    def may_spend_ahead(self, account: Account, cost: int) -> bool:
        """Whether the caller may spend what is not leased yet, but likely there."""
        ahead = cost - account.left
        return not account.short and ahead <= self.rate.per_second and self.estimate(account) >= cost

    async def leased(self, account: Account, cost: int) -> None:
        """Wait for a lease that is worth `cost`, if the bucket has it."""
        account.wanted = max(account.wanted, cost)
        done = asyncio.get_running_loop().create_future()
        account.waiting.append(done)
        self.hurry.set()
        await done

    def estimate(self, account: Account) -> float:
        """The caller's tokens now: those leased, and those the bucket had, with what was refilled since."""
        refilled = self.rate.per_second * (self.clock() - account.settled_at)
        return min(self.rate.burst, account.bucket + refilled + account.left)

    def keep(self) -> None:
        """See to it that accounts are settled as long as there are any."""
        if self.keeping is None or self.keeping.done():
            # Nothing of the request that happens to be the first: neither its id nor its count of statements.
            self.keeping = asyncio.create_task(self.keep_settled(), context=Context())

    async def keep_settled(self) -> None:
        while self.accounts:
            with suppress(TimeoutError):
                async with asyncio.timeout(EACH_SECONDS):
                    await self.hurry.wait()
            self.hurry.clear()
            settled = await self.settle()
            await asyncio.sleep(LEAST_PAUSE_SECONDS if settled else EACH_SECONDS)

    async def settle(self) -> bool:
        """Give back and lease anew for all whose turn it is; who has asked for nothing since gets nothing.

        False where the database could not be asked.
        """
        now = self.clock()
        due = {
            caller: account
            for caller, account in self.accounts.items()
            if account.waiting or account.left < self.rate.per_second / 2 or now - account.settled_at >= EACH_SECONDS
        }
        given = {caller: account.left for caller, account in due.items()}
        wanted = {caller: max(self.rate.per_second, account.wanted) for caller, account in due.items() if account.used}
        waiting = [done for account in due.values() for done in account.waiting]
        for account in due.values():
            account.left, account.used, account.wanted, account.waiting = 0, False, 0, []
        try:
            return await self.settle_with_database(due, given, wanted)
        finally:
            for done in waiting:
                if not done.done():
                    done.set_result(None)

    async def settle_with_database(
        self, due: dict[str, Account], given: dict[str, float], wanted: dict[str, float]
    ) -> bool:
        settled = None
        try:
            settled = await settle(self.pool, self.rate, given, wanted)
        except (asyncpg.PostgresError, *DISCONNECTED) as problem:
            log.warning("budgets cannot be settled", extra={"problem": type(problem).__name__})
        now = self.clock()
        for caller, account in due.items():
            refilled, account.settled_at = self.rate.per_second * (now - account.settled_at), now
            if settled is None or caller not in settled:
                # Until its database is back, each worker gives what the rate gives.
                account.left += min(self.rate.per_second, given[caller] + refilled)
                continue
            account.bucket, granted = settled[caller].tokens, settled[caller].granted
            account.left += granted
            account.short = granted < wanted.get(caller, 0)
            if caller not in wanted and not account.used:
                del self.accounts[caller]
        return settled is not None

    async def close(self) -> None:
        """Give back what was leased."""
        if self.keeping:
            self.keeping.cancel()
            await asyncio.wait({self.keeping})
        for account in self.accounts.values():
            account.used, account.settled_at = False, -math.inf
        if self.accounts:
            await self.settle()
