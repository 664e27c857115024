"""Seeding: how much is made, when it is refused, and that it is all or nothing."""

import asyncio
from datetime import UTC, datetime

import pytest
from asyncpg import Pool

from gateway.ids import id_as_of
from gateway.sample_data import SeedRefused, make_sample_data, seed
from gateway.sample_data.population import Population, id_of, milliseconds, sizes_of_block
from gateway.settings import Settings


async def test_another_seed_adds_other_rows(pool: Pool, settings: Settings) -> None:
    for random_seed in (1, 2):
        made = await seed(pool, settings, organizations=20, random_seed=random_seed)
        assert (made.organizations, made.users, made.memberships) == (20, 100, 400)
    assert await pool.fetchval("SELECT count(*) FROM users") == 200


async def test_a_seed_that_was_used_is_refused_and_nothing_is_added(pool: Pool, settings: Settings) -> None:
    await seed(pool, settings, organizations=20, random_seed=1)
    with pytest.raises(SeedRefused, match="seed 1 is there already"):
        await seed(pool, settings, organizations=10, random_seed=1)
    await seed(pool, settings, organizations=10, random_seed=11)
    assert await pool.fetchval("SELECT count(*) FROM organizations") == 30


async def test_of_two_that_use_one_seed_at_once_one_wins_and_the_other_is_told(pool: Pool, settings: Settings) -> None:
    answers = await asyncio.gather(
        *(seed(pool, settings, organizations=20, random_seed=5) for _ in range(2)), return_exceptions=True
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["SeedRefused", "Seeded"]
    assert await pool.fetchval("SELECT count(*) FROM organizations") == 20


async def test_what_fails_on_the_way_leaves_nothing(pool: Pool, settings: Settings) -> None:
    def fail(done: int, total: int) -> None:
        if done > 200:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await seed(pool, settings, organizations=300, random_seed=1, progress=fail)
    assert await pool.fetchval("SELECT count(*) FROM organizations") == 0


@pytest.mark.parametrize(("organizations", "random_seed"), [(1, -1), (1, 2**31), (0, 1)])
async def test_numbers_that_make_no_sense_are_refused(
    pool: Pool, settings: Settings, organizations: int, random_seed: int
) -> None:
    with pytest.raises(SeedRefused):
        await seed(pool, settings, organizations=organizations, random_seed=random_seed)


@pytest.mark.parametrize(("organizations", "memberships"), [(1, 5), (2, 20), (3, 45), (4, 80), (41, 820)])
async def test_few_organizations_have_as_many_memberships_as_there_are_users_for(
    pool: Pool, settings: Settings, organizations: int, memberships: int
) -> None:
    made = await seed(pool, settings, organizations=organizations, random_seed=1)
    assert (made.users, made.memberships) == (organizations * 5, memberships)


async def test_progress_only_grows_and_ends_at_the_whole(pool: Pool, settings: Settings) -> None:
    told: list[tuple[int, int]] = []
    await seed(pool, settings, organizations=600, random_seed=1, progress=lambda *step: told.append(step))
    assert told == sorted(told)
    assert told[-1] == (600, 600)
    assert len(told) > 5


def test_sizes_are_20_on_average_and_one_organization_in_a_thousand_is_large() -> None:
    for count in (1, 39, 40, 41, 240, 999, 1000):
        assert sum(sizes_of_block(count)) == 20 * count
    assert max(sizes_of_block(1000)) == 1640


def test_an_id_is_what_the_time_and_its_random_bits_make_it() -> None:
    for chance in (0, 1, 2**80 - 1, 0x0123456789ABCDEF0123, 0xFEDCBA98765432100FED):
        bits = (chance >> 64 & 0xFFF) << 62 | chance & (1 << 62) - 1
        at = datetime(2026, 1, 2, 3, 4, 5, 678000, UTC)
        assert id_of("org", milliseconds(at), chance) == id_as_of("org", at, bits)


def test_no_two_people_have_the_same_address() -> None:
    population = Population("1", 2000, datetime(2026, 1, 1, tzinfo=UTC))
    assert len({population.person(number).email for number in range(population.users)}) == population.users


async def test_a_developer_finds_the_organization_of_the_guide_first(pool: Pool, settings: Settings) -> None:
    made = await make_sample_data(pool, settings)
    assert (made.organizations, made.users, made.memberships) == (240, 1200, 4800)
    first = await pool.fetchrow("SELECT * FROM organizations ORDER BY id LIMIT 1")
    assert first is not None
    assert (first["display_name"], first["external_id"]) == ("Acme Corporation", "acme-corp-123")
    assert first["metadata"] == {"plan": "enterprise", "industry": "technology"}
    await seed(pool, settings, organizations=10, random_seed=0)
    with pytest.raises(SeedRefused):
        await make_sample_data(pool, settings)
