"""Who pays for an operation: a caller with a credential from a budget all workers share, others by their address."""

import time
from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from asyncpg import Pool
from cachetools import LRUCache

from gateway.budgets.leases import Leases
from gateway.budgets.model import Budget, Exhausted, Rate, budget_of
from gateway.settings import Settings
from gateway.viewer import Viewer

KEPT_ADDRESSES = 10_000


class Budgets:
    """The budgets of those who call one worker."""

    def __init__(self, pool: Pool, rate: Rate) -> None:
        self.leases = Leases(pool, rate)
        self.addresses = Addresses(rate)

    @classmethod
    def of(cls, pool: Pool, settings: Settings) -> "Budgets | None":
        """None where there is no rate limit."""
        rate = Rate(settings.rate_limit, settings.rate_burst)
        return cls(pool, rate) if rate.per_second else None

    async def spend(self, viewer: Viewer, address: str, cost: int) -> Budget:
        """What the caller has left after an operation of this cost. Raises Exhausted."""
        if viewer.id:
            return await self.leases.spend(viewer.id, cost)
        return self.addresses.spend(address, cost)

    async def close(self) -> None:
        """Give back what was leased."""
        await self.leases.close()


class Addresses:
    """The budgets of callers without a credential, by the network they call from; each worker has its own."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate = rate
        self.clock = clock
        self.buckets: LRUCache[str, tuple[float, float]] = LRUCache(KEPT_ADDRESSES)
        """The tokens of each, and when that was."""

    def spend(self, address: str, cost: int) -> Budget:
        """What is left after an operation of this cost. Raises Exhausted."""
        now, network = self.clock(), network_of(address)
        tokens, at = self.buckets.get(network, (self.rate.burst, now))
        tokens = min(self.rate.burst, tokens + self.rate.per_second * (now - at))
        if tokens < cost:
            raise Exhausted(self.rate, tokens, cost)
        self.buckets[network] = tokens - cost, now
        return budget_of(self.rate, tokens - cost, cost)


@lru_cache(KEPT_ADDRESSES)
def network_of(address: str) -> str:
    """What one caller is given of the internet: an IPv4 address, or the first 64 bits of an IPv6 one."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return parsed.exploded[:19] if isinstance(parsed, IPv6Address) else address
