"""Several operations in one request: off unless the operator allows them, in order, each as if it had come alone."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from asyncpg import Pool

from gateway.settings import Settings
from tests.graph.documents import COUNT, apollo, hash_of, in_mode, register
from tests.helpers import Api

CREATE = """mutation Create($name: String!) { createOrganization(input: {displayName: $name}) {
    ... on Organization { displayName } ... on Problem { code } } }"""


@pytest.fixture
async def batching(pool: Pool, settings: Settings) -> AsyncIterator[Api]:
    """A gateway that answers up to 5 operations at once."""
    async with Api.start(pool, settings.model_copy(update={"max_batch": 5})) as api:
        yield api


async def sent(api: Api, batch: list[Any]) -> tuple[int, Any]:
    """The status and the answers of a batch, or its refusal."""
    return await api.post(batch)


@pytest.mark.parametrize("size", [0, 1, 2, 1000])
async def test_a_batch_is_refused_unless_the_operator_allows_it(api: Api, size: int) -> None:
    status, body = await api.post([{"query": COUNT}] * size)
    assert status == 400
    assert "batch" in body["errors"][0]["message"]


@pytest.mark.parametrize("size", [6, 1000])
async def test_beyond_the_limit_nothing_runs_and_the_refusal_names_it(batching: Api, size: int) -> None:
    status, body = await sent(batching, [{"query": CREATE, "variables": {"name": "Acme"}}] * size)
    (error,) = body["errors"]
    assert (status, error["extensions"]) == (
        400,
        {"code": "LIMIT_EXCEEDED", "limit": "batch", "maximum": 5, "value": size},
    )
    assert await batching(COUNT) == {"organizations": {"totalCount": 0}}


async def test_a_batch_has_no_more_mutations_than_one_operation_may_have(batching: Api) -> None:
    twice = """mutation Create($name: String!) { ...Both }
        fragment Both on Mutation { a: createOrganization(input: {displayName: $name}) { __typename }
        b: createOrganization(input: {displayName: $name}) { __typename } }"""
    thrice = twice.replace("...Both", "...Both c: createOrganization(input: {displayName: $name}) { __typename }")
    batch = [{"query": query, "variables": {"name": "Acme"}} for query in (twice, twice, twice, thrice, twice)]
    status, body = await sent(batching, batch)
    (error,) = body["errors"]
    assert (status, error["extensions"]) == (
        400,
        {"code": "LIMIT_EXCEEDED", "limit": "mutations", "maximum": 10, "value": 11},
    )
    assert await batching(COUNT) == {"organizations": {"totalCount": 0}}
    assert (await sent(batching, [*batch[:3], batch[1], batch[1]]))[0] == 200
    assert await batching(COUNT) == {"organizations": {"totalCount": 10}}


async def test_operations_are_answered_in_order_and_each_sees_what_those_before_it_wrote(batching: Api) -> None:
    named: list[dict[str, Any]] = [
        {"query": COUNT},
        {"query": CREATE, "variables": {"name": "One"}},
        {"query": COUNT},
        {"query": CREATE, "variables": {"name": "Two"}},
        {"query": COUNT},
    ]
    status, body = await sent(batching, named)
    assert status == 200
    assert [next(iter(answer["data"].values())) for answer in body] == [
        {"totalCount": 0},
        {"displayName": "One"},
        {"totalCount": 1},
        {"displayName": "Two"},
        {"totalCount": 2},
    ]


async def test_an_operation_that_fails_leaves_the_others_as_they_are(batching: Api) -> None:
    asked: list[dict[str, Any]] = [{"query": "{ nothing }"}, {"query": COUNT}, {"documentId": "unknown"}]
    _, body = await sent(batching, asked)
    assert [sorted(answer) for answer in body] == [["errors"], ["data", "extensions"], ["errors"]]


async def test_a_batch_with_a_malformed_request_is_refused_whole(batching: Api) -> None:
    for wrong in (None, 1, "query", [], {}, [{"query": COUNT}], {"query": 1}):
        status, body = await sent(batching, [{"query": CREATE, "variables": {"name": "Acme"}}, wrong])
        assert (status, body["errors"][0]["extensions"]["code"]) == (400, "BAD_REQUEST")
    assert await batching(COUNT) == {"organizations": {"totalCount": 0}}


async def test_a_batch_is_no_way_around_registered_documents(pool: Pool, settings: Settings) -> None:
    async with in_mode(pool, settings, "only", max_batch=5) as api:
        await register(api, apollo(COUNT))
        limited = await api.with_scopes("organizations:read")
        asked = [{"documentId": f"sha256:{hash_of(COUNT)}"}, {"query": "{ organizations { nodes { id } } }"}]
        _, body = await sent(limited, asked)
    assert body[0]["data"] == {"organizations": {"totalCount": 0}}
    assert body[1]["errors"][0]["extensions"]["code"] == "DOCUMENT_NOT_TRUSTED"


async def test_a_batch_is_counted_as_one_request(batching: Api) -> None:
    await sent(batching, [{"query": COUNT}, {"query": COUNT}])
    async with batching.client.get("/metrics") as response:
        figures = await response.text()
    assert 'gateway_requests_total{executor="none",operation="batch",outcome="ok"} 1.0' in figures
