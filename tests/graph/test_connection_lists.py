"""SSO connections in lists, as nodes and as entities: filters, orders, statements sent, scopes."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.graph.portal import (
    CONNECTION,
    OIDC,
    SAML,
    certificate,
    complete,
    customer,
    oidc,
    saml,
)
from tests.helpers import Api

BY_ID = f"query ($id: ID!) {{ connection(id: $id) {{ __typename id ...on Node {{ id }} {CONNECTION} {SAML} {OIDC} }} }}"
LIST = """query ($filter: ConnectionFilter, $orderBy: ConnectionOrder, $first: Int, $after: String) {
    connections(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
        totalCount nodes { id } pageInfo { hasNextPage endCursor } } }"""


async def test_lists_are_filtered(api: Api) -> None:
    one, two = await customer(api), await customer(api)
    soon = await saml(api, one, **complete(provider="OKTA", certificates=[certificate(), certificate(10)]))
    late = await saml(api, two, certificates=[certificate()])
    other = await oidc(api, two, provider="AUTH0")
    await api.mutate("enableConnection", id=soon["id"])
    in_a_month = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    for given, expected in (
        ({}, [soon, late, other]),
        ({"protocol": "SAML"}, [soon, late]),
        ({"protocol": "OIDC"}, [other]),
        ({"enabled": True}, [soon]),
        ({"enabled": False, "protocol": "SAML"}, [late]),
        ({"provider": "AUTH0"}, [other]),
        ({"certificateExpiresBefore": in_a_month}, [soon]),
        ({"organizationIds": [two]}, [late, other]),
        ({"organizationIds": []}, []),
        ({"protocol": None, "enabled": None}, [soon, late, other]),
    ):
        found = (await api(LIST, filter=given))["connections"]
        assert [node["id"] for node in found["nodes"]] == [each["id"] for each in expected]
        assert found["totalCount"] == len(expected)
    refused = await api.execute(LIST, filter={"certificateExpiresBefore": "0001-01-01T00:00:00Z"})
    assert refused["errors"][0]["extensions"]["fields"][0]["field"] == "filter.certificateExpiresBefore"


@pytest.mark.parametrize("field", ["CREATED_AT", "UPDATED_AT", "CERTIFICATE_EXPIRES_AT"])
async def test_every_order_is_paged_whole_in_both_directions(api: Api, field: str) -> None:
    id = await api.organization()
    made = [
        (await saml(api, id, certificates=[certificate(days)] if days else []))["id"]
        for days in (40, None, 20, None, 30)
    ]
    for direction in ("ASC", "DESC"):
        order, seen, after = {"field": field, "direction": direction}, [], None
        while True:
            page = (await api(LIST, orderBy=order, first=2, after=after))["connections"]
            seen += [node["id"] for node in page["nodes"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        expected = [made[2], made[4], made[0], made[1], made[3]] if field == "CERTIFICATE_EXPIRES_AT" else made
        assert seen == (expected if direction == "ASC" else expected[::-1])


@pytest.mark.parametrize("after", ["", "x", "bm90IGpzb24", "WyJVUERBVEVEX0FUIiwibm8gdGltZSIsImNvbm5fMSJd"])
async def test_a_malformed_cursor_gets_a_typed_error(api: Api, after: str) -> None:
    body = await api.execute(LIST, orderBy={"field": "UPDATED_AT"}, after=after)
    assert body["errors"][0]["extensions"]["fields"] == [
        {
            "field": "after",
            "rule": "MALFORMED_CURSOR",
            "message": body["errors"][0]["extensions"]["fields"][0]["message"],
            "limit": None,
        }
    ]


async def test_connections_of_many_organizations_are_one_statement(api: Api, sent: list[str]) -> None:
    for _ in range(3):
        id = await customer(api)
        await saml(api, id, **complete())
        await oidc(api, id)
    sent.clear()
    data = await api(
        """{ organizations { nodes { connections(first: 5, filter: {enabled: false}) { totalCount nodes {
            id status active organization { id }
            ... on SamlIdentityProvider { certificates { subject daysLeft } } } } } } }"""
    )
    assert all(node["connections"]["totalCount"] == 2 for node in data["organizations"]["nodes"])
    assert sorted(sent) == [
        "connections.OF_ORGANIZATIONS.PAGE",
        "connections.OF_ORGANIZATIONS.TOTAL",
        "organizations.BY_IDS",
        "organizations.ORGANIZATIONS.PAGE",
    ]


async def test_identity_providers_are_entities_and_nodes(api: Api, sent: list[str]) -> None:
    id = await api.organization()
    made, other = await saml(api, id), await oidc(api, id)
    representations = [
        {"__typename": "SamlIdentityProvider", "id": made["id"]},
        {"__typename": "OidcIdentityProvider", "id": other["id"]},
        {"__typename": "OidcIdentityProvider", "id": made["id"]},
        {"__typename": "SamlIdentityProvider", "id": "conn_1"},
    ]
    sent.clear()
    query = """query ($given: [_Any!]!) { _entities(representations: $given) {
        __typename ... on SamlIdentityProvider { id } ... on OidcIdentityProvider { id } } }"""
    found = (await api(query, given=representations * 25))["_entities"]
    assert found[:4] == [
        {"__typename": "SamlIdentityProvider", "id": made["id"]},
        {"__typename": "OidcIdentityProvider", "id": other["id"]},
        None,
        None,
    ]
    assert sent == ["connections.BY_IDS"]
    nodes = await api("query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", ids=[made["id"], other["id"]])
    assert [node["__typename"] for node in nodes["nodes"]] == ["SamlIdentityProvider", "OidcIdentityProvider"]


async def test_reading_and_writing_need_their_scopes(api: Api) -> None:
    id = await api.organization()
    made = await saml(api, id)
    for caller in (await api.with_scopes("organizations:read", "connections:write"), api.as_(None)):
        body = await caller.execute(LIST)
        assert body["errors"][0]["extensions"]["code"] in {"FORBIDDEN", "UNAUTHENTICATED"}
        body = await caller.execute("query ($id: ID!) { connection(id: $id) { __typename } }", id=made["id"])
        assert body["errors"][0]["extensions"]["code"] in {"FORBIDDEN", "UNAUTHENTICATED"}
    reader = await api.with_scopes("connections:read")
    await reader(BY_ID.replace("organization { id }", ""), id=made["id"])
    assert (await reader.mutate("deleteConnection", id=made["id"]))["code"] == "FORBIDDEN"
    assert (await reader.mutate("createOidcConnection", organizationId=id, displayName="X"))["code"] == "FORBIDDEN"
