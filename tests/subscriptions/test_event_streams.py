"""Server-sent events, line by line (GraphQL over SSE, distinct connections mode)."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientResponse
from asyncpg import Pool

from gateway.graph import server_sent_events
from gateway.settings import Settings
from tests.helpers import Api
from tests.members import member
from tests.subscriptions.sockets import EVENTS, SECONDS, TYPES, figure, rename, until, until_subscriptions

ACCEPT = {"Accept": "text/event-stream"}


@asynccontextmanager
async def streaming(api: Api, query: str, **variables: object) -> AsyncIterator[ClientResponse]:
    headers = {**ACCEPT, "Authorization": f"Bearer {api.token}"} if api.token else ACCEPT
    body = {"query": query, "variables": variables}
    async with api.client.post("/graphql", json=body, headers=headers) as response:
        yield response


async def event(response: ClientResponse) -> tuple[str, Any]:
    """The name and data of the next event; comments are passed over."""
    async with asyncio.timeout(SECONDS):
        fields: dict[str, str] = {}
        while (line := (await response.content.readline()).decode()) != "\n" or not fields:
            assert line, "the stream has ended"
            name, _, value = line.rstrip("\n").partition(":")
            if name:
                fields[name] = value.lstrip()
    return fields["event"], json.loads(fields["data"]) if fields["data"] else None


async def test_each_event_is_sent_as_next(api: Api) -> None:
    id = await api.organization()
    async with streaming(api, EVENTS, id=id) as response:
        assert (response.status, response.headers["Content-Type"]) == (200, "text/event-stream; charset=utf-8")
        assert response.headers["X-Request-ID"].startswith("req_")
        await until_subscriptions(api, 1)
        await rename(api, id, "A", "B")
        for sequence in (2, 3):
            name, body = await event(response)
            assert (name, body["data"]["organizationEvents"]["node"]["sequence"]) == ("next", sequence)
        cursor = body["data"]["organizationEvents"]["cursor"]
    await until_subscriptions(api, 0)
    await rename(api, id, "C")
    async with streaming(api, EVENTS, id=id, after=cursor) as response:
        assert (await event(response))[1]["data"]["organizationEvents"]["node"]["sequence"] == 4


async def test_a_query_is_one_result_and_complete(api: Api) -> None:
    async with streaming(api, "{ organizations { totalCount } }") as response:
        name, body = await event(response)
        assert (name, body["data"]) == ("next", {"organizations": {"totalCount": 0}})
        assert await event(response) == ("complete", None)
        assert await response.content.read() == b""
    headers = {**ACCEPT, "Authorization": f"Bearer {api.token}"}
    async with api.client.get("/graphql", params={"query": "{ __typename }"}, headers=headers) as response:
        name, body = await event(response)
        assert (name, body["data"]) == ("next", {"__typename": "Query"})


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ nothing }", "BAD_REQUEST"),
        (TYPES, "NOT_FOUND"),
        ("subscription { events(after: 1) { cursor } }", "BAD_REQUEST"),
    ],
)
async def test_what_is_wrong_with_the_operation_is_its_only_result(api: Api, query: str, code: str) -> None:
    async with streaming(api, query, id="org_none") as response:
        assert response.status == 200
        name, body = await event(response)
        assert (name, body["errors"][0]["extensions"]["code"], "data" in body) == ("next", code, False)
        assert (await event(response))[0] == "complete"


async def test_what_is_wrong_with_the_request_is_an_answer_without_a_stream(api: Api) -> None:
    async with streaming(api.as_("nobody"), EVENTS, id="x") as response:
        assert (response.status, response.content_type) == (401, "application/json")
    async with api.client.post(
        "/graphql", data=b"{", headers={**ACCEPT, "Content-Type": "application/json"}
    ) as response:
        assert (response.status, response.content_type) == (400, "application/json")
    params = {"query": 'mutation { deleteOrganization(input: {id: "x"}) { __typename } }'}
    async with api.client.get("/graphql", params=params, headers=ACCEPT) as response:
        assert (response.status, response.headers["Allow"]) == (405, "POST")


async def test_a_client_that_takes_json_too_is_answered_in_json(api: Api) -> None:
    status, body = await api.post({"query": "{ __typename }"}, Accept="application/json, text/event-stream")
    assert (status, body["data"]) == (200, {"__typename": "Query"})


async def test_a_removed_member_is_told_so_and_the_stream_is_complete(api: Api) -> None:
    id = await api.organization()
    await member(api, id)
    gone = await member(api, id)
    mem = (await gone("{ viewer { ... on Member { activeMembership { id } } } }"))["viewer"]["activeMembership"]["id"]
    async with streaming(gone, TYPES, id=id) as response:
        await until_subscriptions(api, 1)
        await api.mutate("deleteMembership", id=mem)
        async with asyncio.timeout(5):
            bodies = []
            while (found := await event(response))[0] == "next":
                bodies.append(found[1])
        assert bodies[-1]["errors"][0]["extensions"]["code"] == "FORBIDDEN"
        assert found == ("complete", None)


async def test_a_stream_on_which_nothing_happens_is_kept_alive_longer_than_a_request(
    pool: Pool, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_sent_events, "KEEP_ALIVE_SECONDS", 0.2)
    async with Api.start(pool, settings.model_copy(update={"request_timeout_seconds": 0.5})) as api:
        id = await api.organization()
        async with streaming(api, TYPES, id=id) as response, asyncio.timeout(SECONDS):
            assert await response.content.readexactly(3 * 5) == b":\n\n" * 5
            await rename(api, id, "A")
            assert (await event(response))[0] == "next"


async def test_streams_of_clients_that_have_gone_are_closed(api: Api) -> None:
    id = await api.organization()
    async with streaming(api, TYPES, id=id), streaming(api, TYPES, id=id):
        await until_subscriptions(api, 2)
        assert await figure(api, "gateway_open_connections") == 2
    await rename(api, id, "A")

    async def none_open() -> bool:
        return await figure(api, "gateway_open_connections") == 0

    await until(none_open)


async def test_pages_of_origins_that_are_allowed_may_read_the_stream(pool: Pool, settings: Settings) -> None:
    allowed = settings.model_copy(update={"cors_origins": ("https://app.example.com",)})
    async with Api.start(pool, allowed) as api:
        headers = {**ACCEPT, "Origin": "https://app.example.com"}
        async with api.client.get("/graphql", params={"query": "{ __typename }"}, headers=headers) as response:
            assert response.headers["Access-Control-Allow-Origin"] == "https://app.example.com"
