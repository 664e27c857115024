"""Pages of the origins in the settings may call /graphql from a browser, and no others."""

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer

from gateway.app import make_app
from tests.helpers import Api

ORIGIN = "https://app.example"
PREFLIGHT = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}


@pytest.fixture
async def shared(api: Api) -> AsyncIterator[Api]:
    """A gateway that pages of one origin may call."""
    settings = api.settings.model_copy(update={"cors_origins": (ORIGIN,)})
    async with TestClient(TestServer(make_app(settings, api.pool))) as client:
        yield Api(client, api.pool, settings, api.token)


async def test_a_listed_origin_may_call_with_a_credential_and_read_the_answer(shared: Api) -> None:
    asked = await shared.client.options("/graphql", headers={"Origin": ORIGIN, **PREFLIGHT})
    assert asked.status == 204
    assert asked.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "POST" in asked.headers["Access-Control-Allow-Methods"]
    assert {"Authorization", "Content-Type"} <= set(asked.headers["Access-Control-Allow-Headers"].split(", "))
    headers = {"Origin": ORIGIN, "Authorization": f"Bearer {shared.token}"}
    answered = await shared.client.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
    assert answered.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "X-Request-ID" in answered.headers["Access-Control-Expose-Headers"]
    assert answered.headers["Vary"] == "Origin"


async def test_an_answer_that_is_an_error_can_be_read_as_well(shared: Api) -> None:
    headers = {"Origin": ORIGIN, "Authorization": "Bearer wrong"}
    answered = await shared.client.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
    assert (answered.status, answered.headers["Access-Control-Allow-Origin"]) == (401, ORIGIN)


@pytest.mark.parametrize("origin", ["https://other.example", "https://app.example.evil", "null", "http://app.example"])
async def test_any_other_origin_is_told_nothing(shared: Api, origin: str) -> None:
    asked = await shared.client.options("/graphql", headers={"Origin": origin, **PREFLIGHT})
    answered = await shared.client.post("/graphql", json={"query": "{ __typename }"}, headers={"Origin": origin})
    for response in (asked, answered):
        assert not [name for name in response.headers if name.startswith("Access-Control")]
        assert response.headers["Vary"] == "Origin"


async def test_without_the_setting_there_is_no_sharing(api: Api) -> None:
    asked = await api.client.options("/graphql", headers={"Origin": ORIGIN, **PREFLIGHT})
    assert asked.status == 405
    assert not [name for name in asked.headers if name.startswith("Access-Control")]
