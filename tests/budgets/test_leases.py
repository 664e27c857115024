"""Budgets shared by workers: what they let a caller spend together, and what that costs the database."""

import asyncio
import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest
from asyncpg import Pool

from gateway.budgets.leases import Leases
from gateway.budgets.model import Exhausted, Rate
from gateway.budgets.spending import Addresses
from gateway.budgets.store import settle
from gateway.database.pool import open_pool, prepare_connection

RATE = Rate(per_second=1000, burst=5000)
TOKENS = "SELECT tokens FROM budgets WHERE caller = $1"


@asynccontextmanager
async def workers(pool: Pool, number: int, rate: Rate = RATE) -> AsyncIterator[list[Leases]]:
    """The leases of so many workers on one database."""
    leases = [Leases(pool, rate) for _ in range(number)]
    try:
        yield leases
    finally:
        for each in leases:
            await each.close()


async def spent_by(leases: Leases, cost: int, until: float) -> int:
    """What one worker lets a caller spend that never stops asking."""
    spent = 0
    while time.monotonic() < until:
        try:
            await leases.spend("key_1", cost)
            spent += cost
        except Exhausted:
            pass
        await asyncio.sleep(0)
    return spent


async def in_bucket(pool: Pool, at_least: float, at_most: float = math.inf) -> float:
    """The caller's tokens, once there are so many of them."""
    while not at_least <= (tokens := float(await pool.fetchval(TOKENS, "key_1") or 0)) <= at_most:
        await asyncio.sleep(0.02)
    return tokens


@pytest.mark.parametrize("cost", [7, 600])
async def test_workers_together_let_a_caller_spend_what_is_stated_and_no_less_than_it_has(
    pool: Pool, cost: int
) -> None:
    async with workers(pool, 3) as leases:
        began = time.monotonic()
        spent = sum(await asyncio.gather(*(spent_by(each, cost, began + 2.5) for each in leases)))
        seconds = time.monotonic() - began
    stated = RATE.burst + seconds * RATE.per_second + len(leases) * RATE.per_second
    assert spent <= stated
    assert spent >= RATE.burst + (seconds - 1) * RATE.per_second - len(leases) * cost


async def test_nobody_waits_for_the_first_lease(pool: Pool) -> None:
    leases = Leases(pool, RATE, clock=lambda: 0)  # its second does not pass: nothing is given back
    async with pool.acquire() as db, db.transaction():
        await db.execute("LOCK TABLE budgets IN ACCESS EXCLUSIVE MODE")
        async with asyncio.timeout(20):
            for _ in range(100):
                await leases.spend("key_1", 10)
    async with asyncio.timeout(20):
        assert await in_bucket(pool, 1, RATE.burst - 1) == 3000  # it is full before it is settled
    await leases.close()


async def test_many_callers_are_settled_by_one_statement(pool: Pool, dsn: str) -> None:
    statements: list[str] = []

    async def listen(db: asyncpg.Connection) -> None:
        await prepare_connection(db)
        db.add_query_logger(lambda query: statements.append(query.query))

    counted = await open_pool(dsn, init=listen)
    rate = Rate(per_second=100_000, burst=1_000_000)
    async with workers(counted, 1, rate) as [leases]:
        for caller in range(300):
            for _ in range(10):
                await leases.spend(f"key_{caller}", 10)
        await in_bucket(pool, 1)
    await counted.close()
    assert len([text for text in statements if "budgets." in text]) <= 6


async def test_what_is_leased_and_not_spent_is_given_back(pool: Pool) -> None:
    async with workers(pool, 2) as [one, other]:
        await one.spend("key_1", 2000)
        await other.spend("key_1", 1)
        assert await in_bucket(pool, 2999) <= 5000
        async with asyncio.timeout(5):
            while one.accounts or other.accounts:
                await asyncio.sleep(0.02)
        assert await in_bucket(pool, 3000) <= 5000


async def test_closing_gives_back_at_once(pool: Pool) -> None:
    async with workers(pool, 1) as [leases]:
        await leases.spend("key_1", 3000)
    assert 1999 <= await pool.fetchval(TOKENS, "key_1") < 2200


async def test_who_has_nothing_left_is_told_when_to_come_back_and_others_are_not_touched(pool: Pool) -> None:
    async with workers(pool, 1, Rate(per_second=100, burst=5000)) as [leases]:
        await leases.spend("key_1", 5000)
        with pytest.raises(Exhausted) as refusal:
            await leases.spend("key_1", 900)
        assert 4 <= refusal.value.retry_after_seconds <= 9
        assert refusal.value.budget.requested == 900
        with pytest.raises(Exhausted) as refusal:
            await leases.spend("key_1", 2500)
        assert 20 <= refusal.value.retry_after_seconds <= 25
        assert (await leases.spend("key_2", 900)).remaining >= 4000
        await asyncio.sleep(1)
        assert (await leases.spend("key_1", 60)).requested == 60


async def test_one_operation_may_cost_more_than_a_second_gives(pool: Pool) -> None:
    async with workers(pool, 1) as [leases]:
        assert (await leases.spend("key_1", 4500)).remaining <= 600


async def test_without_its_database_a_worker_gives_what_the_rate_gives(
    pool: Pool, caplog: pytest.LogCaptureFixture
) -> None:
    broken = Leases(pool, RATE)
    await pool.execute("ALTER TABLE budgets RENAME TO elsewhere")
    began = time.monotonic()
    spent = await spent_by(broken, 10, began + 1.5)
    await broken.close()
    assert 1000 <= spent <= 2 * RATE.per_second + 1.6 * RATE.per_second
    assert len([record for record in caplog.records if record.name == "gateway.budgets.leases"]) <= 4


def test_callers_without_a_credential_are_told_apart_by_their_network() -> None:
    now = 0.0
    addresses = Addresses(RATE, lambda: now)
    for address, same in (
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::2"),
        ("2001:db8:0:1::1", "2001:db8:0:1::9"),
    ):
        assert addresses.spend(address, 4000).remaining == 1000
        with pytest.raises(Exhausted):
            addresses.spend(same, 1001)
    now = 1.0
    assert addresses.spend("192.0.2.1", 1500).remaining == 500


async def test_a_settlement_counts_what_another_worker_has_settled_meanwhile(pool: Pool) -> None:
    await settle(pool, RATE, {"key_1": 0.0}, {})
    async with pool.acquire() as db, db.transaction():
        await db.execute("UPDATE budgets SET tokens = 100, settled_at = clock_timestamp()")
        waiting = asyncio.create_task(settle(pool, RATE, {"key_1": 0.0}, {"key_1": 1000.0}))
        while not await db.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
            await asyncio.sleep(0.01)
    assert 100 <= (await waiting)["key_1"].granted < 900
