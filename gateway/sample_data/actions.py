"""Filling a database with made-up data: all in one transaction, so that nothing is half-written."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from datetime import UTC, datetime
from functools import partial
from random import Random
from typing import Any, NamedTuple, TypeVar

from asyncpg import Pool, UniqueViolationError

from gateway.sample_data import store
from gateway.sample_data.certificates import certificate_pool
from gateway.sample_data.connections import ConnectionMaker
from gateway.sample_data.memberships import membership_rows
from gateway.sample_data.model import (
    TABLES,
    ConnectionRow,
    EventRow,
    EventSequenceRow,
    FeatureSettingRow,
    MembershipRow,
    OrganizationRow,
    PortalLinkRow,
    Progress,
    Seeded,
    SeedRefused,
    UserRow,
)
from gateway.sample_data.organizations import Tenant, event_rows, feature_rows, tenant, user_rows
from gateway.sample_data.population import BELONGINGS, Company, Population
from gateway.sample_data.portal_links import portal_link_rows
from gateway.sealing import seal
from gateway.settings import Settings

BATCH = 250
"""Organizations whose rows are in memory at a time."""
T = TypeVar("T")
Rows = dict[type[NamedTuple], list[Any]]


class Part(NamedTuple):
    """A part of the whole work."""

    start: float
    share: float


FIRST_PART, SECOND_PART = Part(0.0, 0.22), Part(0.22, 0.72)
"""What is left is for tidying up."""
LARGEST_SEED = 2**31 - 1
SAMPLE_LABEL, SAMPLE_ORGANIZATIONS = "sample", 240
SAMPLE_COMPANIES = (
    Company("Acme Corporation", "acme", "acme-corp-123", {"plan": "enterprise", "industry": "technology"}),
    Company("Harborlight Logistics", "harborlight", "harborlight-7", {"plan": "business", "industry": "logistics"}),
    Company("Nordwind Energie GmbH", "nordwind", "nordwind-energie", {"plan": "enterprise", "industry": "energy"}),
    Company("Fern & Fable Books", "fern-and-fable", "fern-fable", {"plan": "starter", "industry": "retail"}),
    Company("Clínica Río Verde", "rio-verde", "rio-verde-01", {"plan": "business", "industry": "healthcare"}),
    Company("Umi Robotics K.K.", "umi-robotics", "umi-robotics", {"plan": "enterprise", "industry": "manufacturing"}),
)


def no_progress(done: int, total: int) -> None:
    """Tell nobody."""


async def seed(
    pool: Pool, settings: Settings, *, organizations: int, random_seed: int, progress: Progress = no_progress
) -> Seeded:
    """What was made: 5 users and 20 memberships per organization, and what else belongs to them.

    The same seed on the same day (in UTC) makes the same rows, but for the encryption of client secrets. `progress` is
    told in organizations. Raises SeedRefused when rows of this seed exist, or the numbers make no sense.
    """
    if not 0 <= random_seed <= LARGEST_SEED:
        raise SeedRefused(f"the random seed must be from 0 to {LARGEST_SEED}")
    if organizations < 1:
        raise SeedRefused("at least one organization must be made")
    return await fill(pool, settings, Population(str(random_seed), organizations, today()), progress)


async def make_sample_data(pool: Pool, settings: Settings) -> Seeded:
    """What was made for a developer: 240 organizations, the first few by name. Raises SeedRefused when they exist."""
    population = Population(SAMPLE_LABEL, SAMPLE_ORGANIZATIONS, today(), SAMPLE_COMPANIES)
    return await fill(pool, settings, population, no_progress)


def today() -> datetime:
    """Midnight of this day in UTC."""
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


async def fill(pool: Pool, settings: Settings, population: Population, progress: Progress) -> Seeded:
    async with pool.acquire() as db, db.transaction():
        if await store.has_external_ids(db, population.external_ids):
            raise SeedRefused(f"the data of the seed {population.label} is there already: choose another random seed")
        await store.allow_long_statements(db)
        try:
            seeded = await write(db, settings, population, progress)
        except UniqueViolationError as problem:
            raise SeedRefused(f"some of the data is there already, nothing was added: {problem.detail}") from problem
    await store.tidy(pool)
    progress(population.organizations, population.organizations)
    return seeded


async def write(db: Any, settings: Settings, population: Population, progress: Progress) -> Seeded:
    maker = ConnectionMaker(population.until, certificate_pool(population.until), partial(seal, settings))
    total, counts = population.organizations, Counter[type[NamedTuple]]()
    async with aclosing(ahead(batches(population, maker))) as made:
        async for done, rows in made:
            for table in TABLES:
                if found := rows.get(table):
                    await store.copy(db, table, found)
                    counts[table] += len(found)
            progress(int(total * done), total)
    return Seeded(counts[OrganizationRow], counts[UserRow], counts[MembershipRow], counts[ConnectionRow])


async def ahead(items: Iterator[T]) -> AsyncGenerator[T, None]:
    """The items, each made in a thread while the one before is in use."""
    coming = asyncio.ensure_future(asyncio.to_thread(next, items, None))
    try:
        while (item := await coming) is not None:
            coming = asyncio.ensure_future(asyncio.to_thread(next, items, None))
            yield item
    finally:
        await asyncio.wait([coming])


def batches(population: Population, maker: ConnectionMaker) -> Iterator[tuple[float, Rows]]:
    """All rows, and how much of the work is done with them.

    Organizations and users come first, for memberships lead to users of any organization.
    """
    total, sizes = population.organizations, population.sizes()
    for part, rows_of in (
        (FIRST_PART, partial(organizations_and_people, population)),
        (SECOND_PART, partial(belongings, population, sizes, maker)),
    ):
        for start in range(0, total, BATCH):
            numbers = range(start, min(start + BATCH, total))
            rows = rows_of([tenant(population, number) for number in numbers])
            yield part.start + part.share * numbers.stop / total, rows


def organizations_and_people(population: Population, tenants: list[Tenant]) -> Rows:
    """The rows of organizations and of the people at home in them."""
    return {
        OrganizationRow: [each.row for each in tenants],
        UserRow: [row for each in tenants for row in user_rows(population, each)],
    }


def belongings(population: Population, sizes: Iterator[int], maker: ConnectionMaker, tenants: list[Tenant]) -> Rows:
    """The rows of all that belongs to these organizations, the next ones of `sizes`."""
    rows: Rows = {table: [] for table in TABLES}
    for each in tenants:
        random = Random(population.chance(BELONGINGS, each.number))  # noqa: S311
        features = feature_rows(population, each, random)
        events, sequence = event_rows(each, random)
        rows[FeatureSettingRow] += features
        rows[EventRow] += events
        rows[EventSequenceRow].append(sequence)
        rows[ConnectionRow] += maker.rows(each, features, random)
        rows[PortalLinkRow] += portal_link_rows(each, features, population.until, random)
        rows[MembershipRow] += membership_rows(population, each, next(sizes), random)
    return rows
