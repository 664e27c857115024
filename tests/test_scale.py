"""Every list, with every filter and every order, at scale: no sequential scan over a large table, no slow answer.

    GATEWAY_TEST_SCALE=100000 pytest tests/test_scale.py --log-cli-level=INFO

At the real scale (50,000 organizations and more) the plans are those the planner chooses, and each is run and timed.
On the few rows of CI a sequential scan is often the right choice: there `enable_seqscan` is off, which proves only that
another way exists; what that way costs is told by the real scale alone.
"""

import base64
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import product
from typing import Any

import orjson
import pytest
import pytest_asyncio
from asyncpg import Record
from pydantic import SecretStr

from gateway.database.listing import Filter, Listing, Order
from gateway.database.page import Window
from gateway.database.pool import confine, open_pool
from gateway.organizations.store import ORGANIZATIONS
from gateway.sample_data import seed
from gateway.settings import Settings
from gateway.statistics.actions import first_moments
from gateway.statistics.store import features_in_use, organizations_by_month, totals
from gateway.viewer import Confinement
from tests.conftest import dsn_of, sql
from tests.seeded_world import EVERYBODY, REAL_SCALE, SCALE, World, world_of
from tests.test_statements import LISTINGS

LOGGER = logging.getLogger(__name__)
SLOW_MILLISECONDS = 1000
SETTINGS = Settings(encryption_keys=(SecretStr(base64.b64encode(b"k" * 32).decode()),))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(server_dsn: str, template: str) -> AsyncIterator[World]:
    name = f"{template}_at_scale"
    await sql(server_dsn, f"CREATE DATABASE {name} TEMPLATE {template}")
    pool = await open_pool(dsn_of(server_dsn, name), statement_timeout_seconds=60)
    await seed(pool, SETTINGS, organizations=SCALE, random_seed=1)
    yield await world_of(pool)
    await pool.close()
    await sql(server_dsn, f"DROP DATABASE {name} WITH (FORCE)")


def table_of(listing: Listing[Any]) -> str:
    return listing.name.partition(".")[0]


def filters_of(world: World, listing: Listing[Any]) -> Iterator[Filter]:
    """None, each filter with each of its values, and each two filters that go together with their first values."""
    yield ()
    values = world.values.get(table_of(listing), {})
    names = list(listing.filters or {})
    for name in names:
        for value in values[name]:
            yield ((name, value),)
    for index, name in enumerate(names):
        for other in names[index + 1 :]:
            if (name, other) != ("feature_on", "feature_off"):  # one argument asks for either
                yield (name, values[name][0]), (other, values[other][0])


def parents_of(world: World, listing: Listing[Any], organization_id: str | None) -> list[list[str]]:
    """Parents to ask for: the largest alone, and as many as a page has."""
    if listing.parent is None:
        return [[""]]
    if listing.parent.endswith(".user_id"):
        return [world.users[:1], world.users]
    return [[organization_id]] if organization_id else [world.organizations[:1], world.organizations]


async def middle_of(world: World, listing: Listing[Any], order: str, parent: str) -> tuple[str, str] | None:
    """The cursor of the row in the middle of the list."""
    key = listing.orders[order].expression
    where = f"({listing.where}) AND ({listing.parent} = $1)" if listing.parent else f"({listing.where}) AND $1 = ''"
    source = f"FROM {listing.source} WHERE {where}"
    rows = await world.pool.fetch(
        f"SELECT ({key})::text, {listing.id} {source} ORDER BY {key}, {listing.id} "
        f"OFFSET (SELECT count(*) / 2 {source}) LIMIT 1",
        parent,
    )
    return (rows[0][0], rows[0][1]) if rows else None


async def windows_of(world: World, listing: Listing[Any], parent: str) -> list[Window]:
    """Every order, from each end and from the middle, up and down."""
    windows = []
    for order in listing.orders:
        middle = await middle_of(world, listing, order, parent)
        for descending, backward in product((False, True), repeat=2):
            window = Window(order=order, descending=descending, backward=backward)
            windows.append(window)
            if middle:
                windows += [replace(window, after=middle), replace(window, before=middle)]
    return windows


@dataclass
class Explainer:
    """Stands where a database does: explains each statement in place of answering it, and keeps what is wrong."""

    db: Any
    large_tables: frozenset[str]
    asked: str = ""
    faults: dict[str, str] = field(default_factory=dict)
    times: list[tuple[float, str]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    async def fetch(self, query: str, /, *args: Any, **options: Any) -> list[Record]:
        question = repr((query, args))  # one end downwards is the other end upwards
        if question not in self.seen:
            self.seen.add(question)
            await self.explain(query, args)
        return []

    async def explain(self, query: str, args: tuple[Any, ...]) -> None:
        options = "FORMAT JSON, ANALYZE, TIMING OFF" if SCALE >= REAL_SCALE else "FORMAT JSON"
        (explained,) = orjson.loads(orjson.dumps(await self.db.fetchval(f"EXPLAIN ({options}) {query}", *args)))
        scanned = {node["Relation Name"] for node in nodes(explained["Plan"]) if node["Node Type"] == "Seq Scan"}
        what = f"{query.split()[1]} {self.asked}"
        if scanned & self.large_tables:
            self.faults[what] = f"sequential scan of {', '.join(scanned & self.large_tables)}"
        time = explained.get("Execution Time", 0.0)
        self.times.append((time, what))
        if time > SLOW_MILLISECONDS:
            self.faults[what] = f"takes {time:.0f} ms"


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


@asynccontextmanager
async def explaining(
    world: World, confined_to: str | None, *, user: str = "", planner_chooses: bool = SCALE >= REAL_SCALE
) -> AsyncIterator[Explainer]:
    """An explainer as one caller; what is slow is printed in the end."""
    async with world.pool.acquire() as db, db.transaction():
        if not planner_chooses:
            await db.execute("SET LOCAL enable_seqscan = off")
        if confined_to:
            await db.execute(confine(Confinement(confined_to, user or world.session, user)))
        explainer = Explainer(db, world.large_tables)
        yield explainer
    times = sorted(explainer.times)
    median, p99 = times[len(times) // 2][0], times[len(times) * 99 // 100][0]
    LOGGER.info("%d statements, half within %.1f ms, 99 %% within %.1f ms; the slowest:", len(times), median, p99)
    for time, what in times[:-6:-1]:
        LOGGER.info("%8.1f ms  %s", time, what)


async def explain_all(world: World, explainer: Explainer, listing: Listing[Any], confined_to: str | None) -> None:
    """Every question that can be asked about a list."""
    for parents in parents_of(world, listing, confined_to):
        windows = await windows_of(world, listing, parents[0])
        for filter in filters_of(world, listing):
            explainer.asked = f"of {len(parents)}, {filter}"
            if ("search", EVERYBODY) not in filter:
                await listing.totals(explainer, parents, filter)
            for window in windows:
                explainer.asked = f"of {len(parents)}, {filter}, {window}"
                await listing.pages(explainer, parents, window, filter)


CALLERS = ("environment-wide", "portal session", "member")


@pytest.mark.parametrize(
    ("name", "caller"),
    # Whole users are for callers of the whole environment: the second wall refuses their columns to others.
    [pair for pair in product(LISTINGS, CALLERS) if pair[0] != "users.USERS" or pair[1] == "environment-wide"],
)
@pytest.mark.asyncio(loop_scope="module")
async def test_no_filter_or_order_of_a_list_scans_a_large_table(world: World, name: str, caller: str) -> None:
    confined_to = None if caller == "environment-wide" else world.organizations[0]
    members = "SELECT user_id FROM memberships WHERE organization_id = $1 AND status = 'ACTIVE' LIMIT 1"
    user = await world.pool.fetchval(members, confined_to) if caller == "member" else ""
    async with explaining(world, confined_to, user=user) as explainer:
        await explain_all(world, explainer, LISTINGS[name], confined_to)
    assert not explainer.faults, "\n".join(f"{fault}: {what}" for what, fault in explainer.faults.items())


@pytest.mark.asyncio(loop_scope="module")
async def test_an_order_without_an_index_would_be_noticed(world: World) -> None:
    wrong = replace(ORGANIZATIONS, orders={"VERSION": Order("o.version", "integer")}, filters={})
    async with explaining(world, None, planner_chooses=True) as explainer:
        await explain_all(world, explainer, wrong, None)
    assert set(explainer.faults.values()) == {"sequential scan of organizations"}


@pytest.mark.asyncio(loop_scope="module")
async def test_the_figures_of_the_environment_take_no_longer_than_a_list(world: World) -> None:
    """Whole tables are counted: how they are read is the planner's choice."""
    async with explaining(replace(world, large_tables=frozenset()), None) as explainer:
        with suppress(AssertionError):
            await totals(explainer)
        with suppress(ValueError):
            await organizations_by_month(explainer, first_moments(datetime.now(UTC), 12))
        await features_in_use(explainer)
    assert len(explainer.times) == 3
    assert not explainer.faults
