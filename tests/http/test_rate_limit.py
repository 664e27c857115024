"""The rate limit over HTTP: what is told of it, and past it."""

import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from asyncpg import Pool

from gateway.settings import Settings, SettingsWrong, read_settings
from tests.helpers import Api
from tests.subscriptions.sockets import rename, socket, until_subscriptions

LIMITED = {"rate_limit": 1, "rate_burst": 1000, "max_cost": 1000}
"""Refilled so slowly that a slow machine makes no difference."""
NAMES = "query ($first: Int!) { organizations(first: $first) { nodes { id } } }"
LEFT = "{ rateLimit { requested limit remaining resetAt } }"


@pytest.fixture
async def limited(pool: Pool, settings: Settings) -> AsyncIterator[Api]:
    async with Api.start(pool, settings.model_copy(update=LIMITED)) as api:
        yield api


async def test_each_answer_tells_what_it_cost_and_what_is_left(limited: Api) -> None:
    cost = (await limited.execute(NAMES, first=50))["extensions"]["cost"]
    assert cost["requested"] > 50
    assert cost["limit"] == 1000
    assert abs(cost["remaining"] - (1000 - cost["requested"])) <= 20
    assert 0 < (datetime.fromisoformat(cost["resetAt"]) - datetime.now(UTC)).total_seconds() <= cost["requested"]
    body = await limited.execute(LEFT)
    told = {**body["data"]["rateLimit"], "resetAt": body["extensions"]["cost"]["resetAt"]}
    assert told == body["extensions"]["cost"]


async def test_past_the_limit_is_429_with_retry_after_and_nothing_runs(limited: Api, sent: list[str]) -> None:
    statuses = []
    for _ in range(100):
        status, body = await limited.post({"query": NAMES, "variables": {"first": 100}})
        statuses.append(status)
        if status == 429:
            break
    assert statuses[:5] == [200] * 5
    assert status == 429
    assert "data" not in body
    [error] = body["errors"]
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert 1 <= error["extensions"]["retryAfterSeconds"] <= body["extensions"]["cost"]["requested"]
    assert body["extensions"]["cost"]["remaining"] < body["extensions"]["cost"]["requested"]
    sent.clear()
    response = await limited.client.post(
        "/graphql",
        json={"query": NAMES, "variables": {"first": 100}},
        headers={"Authorization": f"Bearer {limited.token}", "Accept": "application/graphql-response+json"},
    )
    assert response.status == 429
    assert 1 <= int(response.headers["Retry-After"]) <= error["extensions"]["retryAfterSeconds"]
    assert sent == []
    other = await limited.with_scopes("organizations:read")
    assert (await other.execute(NAMES, first=10))["data"]


async def test_what_costs_more_than_is_ever_there_is_refused_by_the_limit_of_one_operation(limited: Api) -> None:
    query = "{ organizations(first: 100) { nodes { memberships(first: 100) { nodes { id } } } } }"
    status, body = await limited.post({"query": query})
    assert (status, body["errors"][0]["extensions"]["limit"]) == (200, "cost")


async def test_a_second_worker_knows_what_was_spent_at_the_first(pool: Pool, limited: Api) -> None:
    async with Api.start(pool, limited.settings) as second:
        same = second.as_(limited.token)
        statuses = set()
        while 429 not in statuses:
            statuses.add((await limited.post({"query": NAMES, "variables": {"first": 100}}))[0])
        allowed = 0
        for _ in range(20):
            allowed += (await same.post({"query": NAMES, "variables": {"first": 100}}))[0] == 200
        assert allowed == 0


async def test_callers_without_a_credential_have_a_budget_too(limited: Api) -> None:
    anonymous = limited.as_(None)
    statuses = [(await anonymous.post({"query": "{ __typename rateLimit { remaining } }"}))[0] for _ in range(3)]
    assert statuses == [200] * 3
    cost = (await anonymous.execute(LEFT))["extensions"]["cost"]
    assert 990 <= cost["remaining"] < 1000


async def test_without_a_limit_only_the_cost_is_told(pool: Pool, settings: Settings) -> None:
    async with Api.start(pool, settings.model_copy(update={"rate_limit": 0})) as api:
        body = await api.execute(LEFT)
        assert body == {"data": {"rateLimit": None}, "extensions": {"cost": {"requested": 1}}}


@pytest.mark.parametrize(("rate", "burst"), [(50_000, 49_999), (600_000, 500_000), (5, 500_000)])
def test_a_burst_that_fits_neither_an_operation_nor_the_rate_is_refused_at_start(rate: int, burst: int) -> None:
    with pytest.raises(SettingsWrong, match="GATEWAY_RATE_BURST must be at"):
        read_settings(rate_limit=rate, rate_burst=burst)


async def test_each_event_of_a_subscription_is_paid_and_waits_for_the_budget(pool: Pool, settings: Settings) -> None:
    slow = {**LIMITED, "rate_limit": 1, "rate_burst": 40, "max_cost": 40}
    query = "subscription ($id: ID!) { organizationEvents(organizationId: $id) { node { organization { id } } } }"
    async with Api.start(pool, settings) as writer, Api.start(pool, settings.model_copy(update=slow)) as api:
        id = await writer.organization()
        async with socket(api) as one:
            began = time.monotonic()
            await one.operate(query, id=id)
            await until_subscriptions(api, 1)
            await rename(writer, id, *map(str, range(20)))
            told = [(await one.receive())["payload"]["extensions"]["cost"] for _ in range(15)]
            # 3 for its beginning and 3 for each of 15 events, 8 more than there are: the last waits for the refill,
            # of which what one event costs may be leased ahead.
            assert time.monotonic() - began > 4
            assert [each["requested"] for each in told] == [3] * 15
            assert told[0]["remaining"] > told[5]["remaining"] > told[-1]["remaining"]
            assert (await api.execute(LEFT))["extensions"]["cost"]["remaining"] < 10
