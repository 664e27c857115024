"""Queries that join the gateway with two other subgraphs, through real routers."""

from typing import Any

import pytest

from tests.federation.graph import FOLDER, PROJECTS, Router, shown

pytestmark = pytest.mark.asyncio(loop_scope="session")
exact = pytest.mark.parametrize("router", ["Apollo", "Hive"], indirect=True)
"""Hive's older engine asks for all keys of an entity, masks errors that come by two, and errs on some nulls."""


def codes(body: dict[str, Any]) -> set[str]:
    return {error["extensions"]["code"] for error in body.get("errors", ())}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            '{ project(id: "p0") { owner { name } organization { displayName invoices { cents } } } }',
            {
                "project": {
                    "owner": {"name": "Person 0"},
                    "organization": {"displayName": "Org 0", "invoices": [{"cents": 100}]},
                }
            },
        ),
        (
            '{ organization(by: {externalId: "ext-0"}) { invoices { cents } projects { name owner { name } } } }',
            {
                "organization": {
                    "invoices": [{"cents": 100}],
                    "projects": [{"name": "Project 0", "owner": {"name": "Person 0"}}],
                }
            },
        ),
        (
            '{ user(by: {email: "person1@example.test"}) { projects { organization { slug invoices { cents } } } } }',
            {"user": {"projects": [{"organization": {"slug": None, "invoices": []}}]}},
        ),
    ],
    ids=["from projects", "from an organization", "from a user"],
)
async def test_a_query_joins_all_three_subgraphs(router: Router, query: str, expected: dict[str, Any]) -> None:
    assert await router(query) == {"data": expected}


@exact
async def test_an_organization_is_found_by_what_billing_knows_and_null_where_there_is_none(router: Router) -> None:
    body = await router("{ invoices { organization { displayName projects { name } } } }")
    found = {"displayName": "Org 0", "projects": [{"name": "Project 0"}]}
    assert body["data"] == {"invoices": [{"organization": found}, {"organization": None}]}
    assert "errors" not in body


@exact
async def test_an_entity_that_does_not_exist_is_null_and_no_error(router: Router) -> None:
    body = await router('{ project(id: "lost") { name owner { name } organization { displayName } } }')
    assert body["data"] == {"project": {"name": "Lost", "owner": {"name": None}, "organization": None}}
    assert "errors" not in body


@exact
async def test_an_entity_the_caller_may_not_see_is_null_and_no_error(router: Router) -> None:
    body = await router("{ projects(first: 3) { organization { displayName } } }", token=router.world.session)
    own, *others = body["data"]["projects"]
    assert (own, others) == ({"organization": {"displayName": "Org 0"}}, [{"organization": None}] * 2)
    assert "errors" not in body


@exact
async def test_the_credential_is_passed_on_and_decides_what_may_be_read(router: Router) -> None:
    limited = await router.world.api.with_scopes("users:read")
    query = "{ projects(first: 1) { name organization { logoUrl } } }"
    assert codes(await router(query, token=limited.token)) == {"FORBIDDEN"}
    assert codes(await router(query, token="gwk_nothing")) == {"UNAUTHENTICATED"}


async def test_a_hundred_entities_cost_one_statement_per_type(router: Router, statements: list[str]) -> None:
    query = "{ projects(first: %d) { owner { name } organization { displayName } } }"
    await router(query % 1)
    statements.clear()
    body = await router(query % 100)
    names = [(each["owner"]["name"], each["organization"]["displayName"]) for each in body["data"]["projects"]]
    assert names == [(f"Person {n}", f"Org {n}") for n in range(100)]
    # The key is read again every few seconds, whoever calls.
    assert sorted(each for each in statements if not each.startswith("api_keys.")) == [
        "organizations.BY_IDS",
        "users.BY_EMAILS",
    ]


async def test_more_entities_than_the_setting_allows_are_refused(router: Router) -> None:
    body = await router(f"{{ projects(first: {PROJECTS}) {{ owner {{ name }} }} }}")
    assert codes(body) == {"INVALID_INPUT"}
    assert {fault["limit"] for error in body["errors"] for fault in error["extensions"]["fields"]} == {100}


async def test_a_router_that_knows_the_scopes_refuses_what_the_schema_says_they_do_not_allow(guarding: Router) -> None:
    query = "{ projects(first: 1) { organization { displayName metadata } } }"
    assert codes(await guarding(query, **{"x-scopes": "profiles:read"})) == {"UNAUTHORIZED_FIELD_OR_TYPE"}
    assert codes(await guarding(query)) == {"UNAUTHORIZED_FIELD_OR_TYPE"}
    body = await guarding(query, **{"x-scopes": "organizations:read"})
    assert body == {"data": {"projects": [{"organization": {"displayName": "Org 0", "metadata": {}}}]}}


async def test_apollos_gateway_passes_the_credential_on_as_the_readme_shows() -> None:
    assert shown("buildService: ({ url }) => new PassingOn({ url })") in (FOLDER / "apollo.js").read_text()
