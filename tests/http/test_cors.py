"""Pages of the origins in the settings may call /graphql from a browser, and no others."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer

from gateway.app import make_app
from gateway.settings import SettingsWrong, read_settings
from gateway.viewer import Viewer
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


async def test_a_preflight_has_an_id_a_log_line_and_a_figure(shared: Api, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "gateway.request")
    headers = {"Origin": ORIGIN, "X-Request-ID": "asked-1", **PREFLIGHT}
    asked = await shared.client.options("/graphql", headers=headers)
    assert (asked.status, asked.headers["X-Request-ID"]) == (204, "asked-1")
    (line,) = [vars(record) for record in caplog.records if record.name == "gateway.request"]
    assert (line["method"], line["status"], line["operation"]) == ("OPTIONS", 204, "preflight")
    figures = await (await shared.client.get("/metrics")).text()
    assert 'gateway_requests_total{executor="none",operation="preflight",outcome="ok"} 1.0' in figures


async def test_an_answer_that_is_an_error_can_be_read_as_well(shared: Api) -> None:
    headers = {"Origin": ORIGIN, "Authorization": "Bearer wrong"}
    answered = await shared.client.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
    assert (answered.status, answered.headers["Access-Control-Allow-Origin"]) == (401, ORIGIN)


async def test_a_bug_and_a_timeout_can_be_read_as_well(api: Api) -> None:
    settings = api.settings.model_copy(update={"cors_origins": (ORIGIN,), "request_timeout_seconds": 0.2})
    seconds = [5, 0]

    async def authenticate(_: object) -> Viewer:
        await asyncio.sleep(seconds.pop(0))
        raise ZeroDivisionError

    async with TestClient(TestServer(make_app(settings, api.pool, authenticate=authenticate))) as client:
        for status in (504, 500):
            headers = {"Origin": ORIGIN, "Authorization": "Bearer x"}
            answered = await client.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
            assert (answered.status, answered.headers.get("Access-Control-Allow-Origin")) == (status, ORIGIN)
            assert answered.headers["X-Request-ID"]


@pytest.mark.parametrize("value", ["https://app.example/", "app.example", "*", "https://a.example/path"])
async def test_what_is_no_origin_is_refused_at_start_or_tidied(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY_CORS_ORIGINS", value)
    if value.endswith("/"):
        assert read_settings().cors_origins == (ORIGIN,)
    else:
        with pytest.raises(SettingsWrong, match=r"GATEWAY_CORS_ORIGINS: .*must be an origin"):
            read_settings()


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
