"""The second wall by itself, in SQL: what a confined transaction sees and may write, however it is asked."""

from typing import Any

import pytest
from asyncpg import Pool

from gateway.database.pool import transaction
from gateway.errors import Forbidden
from gateway.viewer import Confinement
from tests.graph.tenants import Customer
from tests.helpers import Api

SEEN = {
    "connections": ("member", "portal session"),
    "event_sequences": ("member", "portal session"),
    "events": ("member",),
    "feature_settings": ("member", "portal session"),
    "logos": ("member",),
    "memberships": ("member",),
    "portal_links": ("member", "portal session"),
    "portal_sessions": ("portal session",),
}
"""Every table of things of organizations, and who sees those of its own one."""
OF_ORGANIZATIONS = """
    SELECT c.table_name
      FROM information_schema.columns c
      JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.column_name = 'organization_id' AND t.table_type = 'BASE TABLE' AND c.table_schema = current_schema()
     ORDER BY c.table_name"""
LOGO = "INSERT INTO logos (organization_id, id, media_type, content) VALUES ($1, 'hash', 'image/png', '')"
CALLERS = ("member", "portal session")


class World:
    """Two customers that have rows in all tables."""

    def __init__(self, pool: Pool, ours: Customer, theirs: Customer) -> None:
        self.pool = pool
        self.ours, self.theirs = ours.ids["organization"], theirs.ids["organization"]
        self.callers = {
            "member": Confinement(self.ours, ours.ids["user"], ours.ids["user"]),
            "portal session": Confinement(self.ours, ours.ids["session"]),
        }

    async def rows(self, table: str, organization: str) -> list[Any]:
        return await self.pool.fetch(f"SELECT * FROM {table} WHERE organization_id = $1", organization)

    async def refused(self, caller: str, statement: str, *args: object) -> bool:
        """Whether the statement is refused, and not only without effect."""
        try:
            async with transaction(self.pool, self.callers[caller]) as db:
                await db.execute(statement, *args)
        except Forbidden:
            return True
        return False


@pytest.fixture
async def world(api: Api) -> World:
    made = World(api.pool, await Customer.made(api, "ours"), await Customer.made(api, "theirs"))
    for organization in (made.ours, made.theirs):
        await api.pool.execute(LOGO, organization)
    return made


async def test_every_table_of_things_of_organizations_is_looked_at_here(pool: Pool) -> None:
    assert [row["table_name"] for row in await pool.fetch(OF_ORGANIZATIONS)] == list(SEEN)


@pytest.mark.parametrize("caller", CALLERS)
async def test_rows_of_its_own_organization_are_all_that_is_seen(world: World, caller: str) -> None:
    for table, who in SEEN.items():
        assert await world.rows(table, world.ours), table
        assert await world.rows(table, world.theirs), table
        async with transaction(world.pool, world.callers[caller]) as db:
            seen = {row[0] for row in await db.fetch(f"SELECT DISTINCT organization_id FROM {table}")}
        assert seen == ({world.ours} if caller in who else set()), table


@pytest.mark.parametrize("caller", CALLERS)
async def test_no_row_of_another_organization_is_added(world: World, caller: str) -> None:
    for table in SEEN:
        before = await world.rows(table, world.theirs)
        copy = f"INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table}, $1)).*"
        row = await world.pool.fetchval(f"SELECT to_jsonb(t) FROM {table} t WHERE organization_id = $1", world.theirs)
        assert await world.refused(caller, copy, {**row, "id": f"{row.get('id')}x"}), table
        assert await world.rows(table, world.theirs) == before, table


@pytest.mark.parametrize("caller", CALLERS)
async def test_no_row_is_taken_from_another_organization_or_given_to_it(world: World, caller: str) -> None:
    for table in SEEN:
        before = await world.rows(table, world.theirs)
        for statement, organization in (
            (f"DELETE FROM {table} WHERE organization_id = $1", world.theirs),
            (f"UPDATE {table} SET organization_id = '{world.ours}' WHERE organization_id = $1", world.theirs),
            (f"UPDATE {table} SET organization_id = '{world.theirs}' WHERE organization_id = $1", world.ours),
        ):
            await world.refused(caller, statement, organization)  # or it finds no row
            assert await world.rows(table, world.theirs) == before, statement


async def test_the_tables_of_the_environment_show_what_is_the_callers_own(world: World) -> None:
    async with transaction(world.pool, world.callers["member"]) as db:
        assert [row["id"] for row in await db.fetch("SELECT id FROM organizations")] == [world.ours]
        assert await db.fetch("SELECT id FROM api_keys") == []
    async with transaction(world.pool, world.callers["portal session"]) as db:
        assert [row["id"] for row in await db.fetch("SELECT id FROM organizations")] == [world.ours]
        for table in ("api_keys", "users", "roles"):
            assert await db.fetch(f"SELECT FROM {table}") == []
