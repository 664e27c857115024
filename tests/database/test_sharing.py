"""Reads that are asked for at the same time are one statement; each operation has its own share of what comes."""

import asyncio
import gc

import pytest
from asyncpg import InterfaceError, Pool, PostgresError

from gateway.database.pool import count_statements
from gateway.database.protocol import Database
from gateway.database.sharing import MOST_KEYS, MOST_OPERATIONS, Reads, SharedReads
from gateway.viewer import Confinement

ASK = "/* tests.DOUBLED */ SELECT key, key * 2 FROM unnest($1::int[]) AS asked (key)"
SLOW = "/* tests.SLOW */ SELECT key, pg_sleep(20) FROM unnest($1::int[]) AS asked (key)"
RUNNING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND query LIKE '/* tests.SLOW%'"


async def doubled(db: Database, keys: list[int]) -> dict[int, int]:
    return dict(await db.fetch(ASK, keys))


async def slowly(db: Database, keys: list[int]) -> dict[int, None]:
    return dict(await db.fetch(SLOW, keys))


async def for_a_moment(db: Database, keys: list[int]) -> dict[int, None]:
    return dict(await db.fetch(SLOW.replace("20", "2"), keys))


async def until_running(pool: Pool, number: int) -> None:
    async with asyncio.timeout(10):
        while await pool.fetchval(RUNNING) != number:
            await asyncio.sleep(0.02)


async def test_what_is_asked_for_in_one_turn_is_one_statement(pool: Pool, sent: list[str]) -> None:
    shared = SharedReads(pool)
    sent.clear()
    found = await asyncio.gather(*(shared.many("doubled", [number, 7], doubled) for number in range(5)))
    assert [each[number] for number, each in enumerate(found)] == [0, 2, 4, 6, 8]
    assert {each[7] for each in found} == {14}
    assert sent == ["tests.DOUBLED"]


async def test_other_ways_to_read_are_other_statements(pool: Pool, sent: list[str]) -> None:
    shared = SharedReads(pool)
    sent.clear()
    await asyncio.gather(shared.many("one", [1], doubled), shared.many("other", [1], doubled))
    assert sent == ["tests.DOUBLED"] * 2


async def test_what_is_asked_for_later_is_read_later(pool: Pool, sent: list[str]) -> None:
    shared = SharedReads(pool)
    sent.clear()
    for _ in range(2):
        assert await shared.many("doubled", [1], doubled) == {1: 2}
    assert sent == ["tests.DOUBLED"] * 2


async def test_a_batch_that_has_many_keys_takes_no_more(pool: Pool, sent: list[str]) -> None:
    shared = SharedReads(pool)
    sent.clear()
    await asyncio.gather(
        shared.many("doubled", range(MOST_KEYS), doubled), *(shared.many("doubled", [key], doubled) for key in (1, 2))
    )
    assert sent == ["tests.DOUBLED"] * 2


async def test_each_operation_counts_the_statement_it_had_a_share_of(pool: Pool) -> None:
    shared = SharedReads(pool)

    async def operation(key: int) -> int:
        count = count_statements()
        await shared.many("doubled", [key], doubled)
        return count.sent

    assert await asyncio.gather(*(operation(key) for key in range(3))) == [1, 1, 1]


async def test_who_gives_up_takes_nothing_from_the_others(pool: Pool) -> None:
    shared = SharedReads(pool)
    one, other = (asyncio.create_task(shared.many("slowly", [key], for_a_moment)) for key in (1, 2))
    await until_running(pool, 1)
    one.cancel()
    with pytest.raises(asyncio.CancelledError):
        await one
    async with asyncio.timeout(30):
        assert 2 in await other


async def test_what_nobody_waits_for_any_more_is_cancelled(pool: Pool) -> None:
    shared = SharedReads(pool)
    tasks = [asyncio.create_task(shared.many("slowly", [key], slowly)) for key in (1, 2)]
    await until_running(pool, 1)
    for each in tasks:
        each.cancel()
        with pytest.raises(asyncio.CancelledError):
            await each
    await until_running(pool, 0)


async def test_what_nobody_waits_for_any_more_is_not_begun(pool: Pool, sent: list[str]) -> None:
    shared = SharedReads(pool)
    sent.clear()
    task = asyncio.create_task(shared.many("doubled", [1], doubled))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.sleep(0)
    assert sent == []


async def test_a_failure_is_told_to_all_who_wait_and_to_nobody_later(pool: Pool) -> None:
    shared = SharedReads(pool)
    failing = [False, True]

    async def read(db: Database, keys: list[int]) -> dict[int, int]:
        if failing.pop():
            await db.fetch("SELECT 1 / 0")
        return await doubled(db, keys)

    found = await asyncio.gather(*(shared.many("read", [key], read) for key in (1, 2)), return_exceptions=True)
    assert all(isinstance(each, PostgresError) for each in found)
    assert await shared.many("read", [1], read) == {1: 2}


CALLER = Confinement("org_1", "usr_1", "usr_1")
WHO = """/* tests.WHO */ SELECT key, current_setting('gateway.caller'), pg_backend_pid()
    FROM unnest($1::int[]) AS asked (key)"""


async def who(db: Database, keys: list[int]) -> dict[int, tuple[str, int]]:
    """Whom the database sees, and through which connection."""
    return {key: (caller, backend) for key, caller, backend in await db.fetch(WHO, keys)}


def begun(sent: list[str]) -> int:
    return sent.count("database.CONFINE")


async def until_given_back(pool: Pool) -> None:
    async with asyncio.timeout(10):
        while pool.get_idle_size() < pool.get_size():
            await asyncio.sleep(0.01)


async def test_operations_of_one_confined_caller_share_a_transaction(pool: Pool, sent: list[str]) -> None:
    reads = Reads(pool)
    sessions = [reads.session(CALLER) for _ in range(3)]
    found = await asyncio.gather(*(each.many("who", [key], who) for key, each in enumerate(sessions)))
    assert {each[key] for key, each in enumerate(found)} == {("usr_1", found[0][0][1])}
    assert (begun(sent), sent.count("tests.WHO")) == (1, 1)
    for each in sessions:
        each.close()
    await until_given_back(pool)
    assert reads.joints == {}


async def test_other_callers_have_transactions_of_their_own(pool: Pool, sent: list[str]) -> None:
    reads = Reads(pool)
    sessions = [reads.session(Confinement("org_1", user, user)) for user in ("usr_1", "usr_2")]
    found = await asyncio.gather(*(each.many("who", [1], who) for each in sessions))
    assert [each[1][0] for each in found] == ["usr_1", "usr_2"]
    assert begun(sent) == 2
    for each in sessions:
        each.close()
    await until_given_back(pool)


async def test_a_transaction_that_many_have_shared_takes_no_more(pool: Pool, sent: list[str]) -> None:
    reads = Reads(pool)
    held = reads.session(CALLER)
    await held.many("who", [1], who)
    for _ in range(MOST_OPERATIONS):
        session = reads.session(CALLER)
        await session.many("who", [1], who)
        session.close()
    assert begun(sent) == 2
    held.close()
    await until_given_back(pool)


async def test_what_spoils_a_shared_transaction_is_told_to_who_asked(pool: Pool, sent: list[str]) -> None:
    async def failing(db: Database, keys: list[int]) -> dict[int, int]:
        return dict(await db.fetch("SELECT 1, 1 / 0"))

    reads = Reads(pool)
    one, other = reads.session(CALLER), reads.session(CALLER)
    await other.many("who", [1], who)
    with pytest.raises(PostgresError):
        await one.many("failing", [1], failing)
    assert (await other.many("who", [1], who))[1][0] == "usr_1"
    assert begun(sent) == 2
    one.close()
    other.close()
    await until_given_back(pool)


async def test_a_connection_that_was_lost_is_left_by_all_who_share_it(pool: Pool) -> None:
    reads = Reads(pool)
    held = reads.session(CALLER)
    ((_, backend),) = (await held.many("who", [1], who)).values()
    await pool.execute("SELECT pg_terminate_backend($1)", backend)
    async with asyncio.timeout(10):
        while await pool.fetchval("SELECT count(*) FROM pg_stat_activity WHERE pid = $1", backend):
            await asyncio.sleep(0.01)
    with pytest.raises((PostgresError, InterfaceError, OSError)):
        await held.many("who", [1], who)
    for _ in range(5):
        session = reads.session(CALLER)
        assert (await session.many("who", [1], who))[1][0] == "usr_1"
        session.close()
    held.close()
    await until_given_back(pool)


async def test_whoever_ends_a_transaction_whose_connection_is_going_fails_at_nothing(pool: Pool) -> None:
    unheard = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: unheard.append(context))
    reads = Reads(pool)
    for turns in range(40):
        session = reads.session(CALLER)
        ((_, backend),) = (await session.many("who", [1], who)).values()
        await pool.execute("SELECT pg_terminate_backend($1)", backend)
        for _ in range(turns):
            await asyncio.sleep(0)
        session.close()
        await until_given_back(pool)
    gc.collect()
    assert not unheard


async def test_who_gives_up_a_shared_transaction_leaves_it_to_the_others(pool: Pool) -> None:
    reads = Reads(pool)
    one, other = reads.session(CALLER), reads.session(CALLER)
    await other.many("who", [1], who)
    task = asyncio.create_task(one.many("slowly", [1], slowly))
    await until_running(pool, 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await until_running(pool, 0)
    assert (await other.many("who", [1], who))[1][0] == "usr_1"
    one.close()
    other.close()
    await until_given_back(pool)


async def test_what_waits_for_the_connection_takes_more_keys(pool: Pool, sent: list[str]) -> None:
    reads = Reads(pool)
    sessions = [reads.session(CALLER) for _ in range(4)]
    held = asyncio.create_task(sessions[0].many("slowly", [1], slowly))
    await until_running(pool, 1)
    waiting = []
    for key, each in enumerate(sessions[1:]):
        waiting.append(asyncio.create_task(each.many("who", [key], who)))
        await asyncio.sleep(0.02)
    held.cancel()
    found = await asyncio.gather(*waiting)
    assert [each[key][0] for key, each in enumerate(found)] == ["usr_1"] * 3
    assert sent.count("tests.WHO") == 1
    for session in sessions:
        session.close()
    await until_given_back(pool)


async def test_what_nobody_waits_for_takes_no_keys_while_the_connection_is_busy(pool: Pool) -> None:
    reads = Reads(pool)
    one, other = reads.session(CALLER), reads.session(CALLER)
    held = asyncio.create_task(one.many("slowly", [1], slowly))
    await until_running(pool, 1)
    given_up = asyncio.create_task(other.many("who", [1], who))
    await asyncio.sleep(0.02)
    given_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await given_up
    later = asyncio.create_task(other.many("who", [2], who))
    await asyncio.sleep(0.02)
    held.cancel()
    assert list(await later) == [2]
    one.close()
    other.close()
    await until_given_back(pool)


async def test_what_is_read_after_leaving_is_read_in_another_transaction(pool: Pool, sent: list[str]) -> None:
    session = Reads(pool).session(CALLER)
    await session.many("who", [1], who)
    session.close()
    assert (await session.fetch(WHO, [1]))[0][1] == "usr_1"
    session.close()
    assert begun(sent) == 2
    await until_given_back(pool)
