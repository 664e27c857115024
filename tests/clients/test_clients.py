"""The clients that front ends and servers use get data, problems and errors as each of them shows them."""

from pathlib import Path
from typing import Any

import pytest
from gql import Client, GraphQLRequest
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.exceptions import TransportQueryError, TransportServerError

from tests.helpers import Api
from tests.running.node import answer

CLIENTS = Path(__file__).with_name("node") / "clients.mjs"
CREATE = """mutation ($input: CreateOrganizationInput!) { createOrganization(input: $input) {
    __typename ... on Organization { id displayName metadata }
    ... on InvalidInputProblem { code fields { field rule } } } }"""
LIST = """{ organizations(first: 1) {
    totalCount nodes { id displayName } pageInfo { hasNextPage endCursor } } }"""


def assert_told(told: dict[str, Any]) -> None:
    created = told["created"]
    assert {name: value for name, value in created.items() if name != "id"} == {
        "__typename": "Organization",
        "displayName": "Acme",
        "metadata": {"plan": "pro"},
    }
    fault = {"field": "displayName", "rule": "TOO_SHORT"}
    refused = [
        {name: value for name, value in each.items() if name != "__typename"} for each in told["refused"]["fields"]
    ]
    assert (told["refused"]["code"], refused) == ("INVALID_INPUT", [fault])
    assert told["listed"]["totalCount"] == 1
    assert told["listed"]["nodes"][0]["id"] == created["id"]
    assert told["listed"]["pageInfo"]["hasNextPage"] is False
    assert told["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize("client", ["apollo", "urql", "graphql-request"])
async def test_a_javascript_client_reads_writes_and_is_told_what_is_wrong(api: Api, client: str) -> None:
    url = str(api.client.make_url("/graphql"))
    assert_told(await answer(CLIENTS, given={"url": url, "token": api.token, "client": client}))


async def test_gql_reads_writes_and_is_told_what_is_wrong(api: Api) -> None:
    url = str(api.client.make_url("/graphql"))
    transport = AIOHTTPTransport(url, headers={"Authorization": f"Bearer {api.token}"})
    async with Client(transport=transport, fetch_schema_from_transport=True) as session:
        given = {"displayName": "Acme", "metadata": {"plan": "pro"}}
        created = await session.execute(GraphQLRequest(CREATE, variable_values={"input": given}))
        refused = await session.execute(GraphQLRequest(CREATE, variable_values={"input": {"displayName": " "}}))
        listed = await session.execute(GraphQLRequest(LIST))
    async with Client(transport=AIOHTTPTransport(url)) as nobody:
        with pytest.raises((TransportQueryError, TransportServerError)) as error:
            await nobody.execute(GraphQLRequest(LIST))
    (problem,) = getattr(error.value, "errors", None) or [{}]
    assert_told(
        {
            "created": created["createOrganization"],
            "refused": refused["createOrganization"],
            "listed": listed["organizations"],
            "code": problem.get("extensions", {}).get("code"),
        }
    )
