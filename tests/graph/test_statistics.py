"""The figures of the environment: right, bounded, and for its operator alone."""

from datetime import UTC, datetime, timedelta

import pytest
from asyncpg import Pool

from gateway.features.model import Feature
from gateway.ids import id_as_of
from gateway.statistics.actions import first_moments
from tests.graph.people import user
from tests.graph.portal import certificate, complete, customer, enabled, saml, switch
from tests.helpers import Api
from tests.members import member

FIGURES = """query ($months: Int) { statistics(months: $months) {
    organizations users enabledConnections expiringConnections
    organizationsByMonth { month created total } features { name organizations } } }"""


async def made_in(pool: Pool, month: datetime, number: int) -> None:
    """An organization of another time."""
    at = month + timedelta(days=3)
    insert = "INSERT INTO organizations (id, display_name, created_at, updated_at) VALUES ($1, 'Old', $2, $2)"
    await pool.execute(insert, id_as_of("org", at, number), at)


async def test_what_is_there_is_counted_and_what_is_deleted_is_not(api: Api) -> None:
    one, other, gone = [await customer(api) for _ in range(3)]
    await api.organization()
    await user(api)
    await switch(api, one, "DIR_SYNC", enabled=True)
    for organization in (one, other, gone):
        await enabled(api, organization)
    await saml(api, one)
    for organization in (one, gone):
        soon = await saml(api, organization, **complete(certificates=[certificate(59)]))
        await api.mutate("enableConnection", id=soon["id"])
    await saml(api, one, **complete(certificates=[certificate(20)]))
    await api.mutate("deleteOrganization", id=gone)
    figures = (await api(FIGURES))["statistics"]
    assert (figures["organizations"], figures["users"]) == (3, 1)
    assert (figures["enabledConnections"], figures["expiringConnections"]) == (3, 1)
    on = {each["name"]: each["organizations"] for each in figures["features"]}
    assert on == dict.fromkeys(Feature, 0) | {"SSO": 2, "DIR_SYNC": 1}


async def test_organizations_are_counted_by_month_with_those_before(api: Api, pool: Pool) -> None:
    months = first_moments(datetime.now(UTC), 14)
    for number, month in enumerate((months[0], months[5], months[11], months[11])):
        await made_in(pool, month, number)
    await api.organization()
    figures = (await api(FIGURES, months=3))["statistics"]
    told = figures["organizationsByMonth"]
    assert [datetime.fromisoformat(each["month"]) for each in told] == months[11:14]
    assert [(each["created"], each["total"]) for each in told] == [(2, 4), (0, 4), (1, 5)]
    assert figures["organizations"] == 5
    assert len((await api(FIGURES))["statistics"]["organizationsByMonth"]) == 12


@pytest.mark.parametrize("months", [0, 37])
async def test_the_months_are_bounded(api: Api, months: int) -> None:
    [error] = (await api.execute(FIGURES, months=months))["errors"]
    assert (error["extensions"]["code"], error["extensions"]["fields"][0]["limit"]) == ("INVALID_INPUT", 36)


async def test_the_figures_are_the_operators(api: Api) -> None:
    admin = await member(api, await api.organization(), roles=["admin"])
    for caller in (admin, await api.with_scopes("events:read")):
        [error] = (await caller.execute("{ statistics { organizations } }"))["errors"]
        assert error["extensions"]["code"] == "FORBIDDEN"
    assert (await (await api.with_scopes("organizations:read"))("{ statistics { organizations } }"))["statistics"]


def test_months_go_over_the_turn_of_the_year() -> None:
    moments = first_moments(datetime(2026, 1, 31, 23, tzinfo=UTC), 2)
    assert [moment.isoformat()[:10] for moment in moments] == ["2025-12-01", "2026-01-01"]
