"""The engine and graphql-core answer alike: the same data, the same errors, the same statements, on sample data."""

import gc
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from graphql import NameNode, ObjectFieldNode, ValueNode, print_schema
from hypothesis import Phase, given
from hypothesis import settings as made_by
from hypothesis import strategies as st
from hypothesis_graphql import nodes, queries

from gateway.app import make_app
from gateway.call import Call
from gateway.database.page import Page
from gateway.graph.execution import Executor, Request
from gateway.graph.loaders import BatchLoader
from gateway.graph.schema import schema
from gateway.sample_data import make_sample_data
from gateway.settings import Settings
from gateway.viewer import SYSTEM
from tests.graph.test_dashboard import DASHBOARD
from tests.graph.walls import ENTITIES
from tests.helpers import Api

EVERY_LIST = """query ($n: Int = 3, $all: Boolean = true) {
  organizations(first: $n, filter: {metadata: {plan: "enterprise"}}, orderBy: {field: DISPLAY_NAME, direction: DESC}) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { ...Whole } } }
  users(last: 4, orderBy: {field: EMAIL}) { nodes { ...Person memberships @include(if: $all) { nodes { id } } } }
  connections(first: 9) { nodes { ...Provider organization { displayName } } }
  roles { nodes { name permissions version } }
  apiKeys { nodes { id name scopes } }
  events(last: 5) { nodes { id type actorType subjectId after createdAt organization { id } } }
  viewer { __typename ... on ApiKey { name } ... on PortalSession { id } } }
fragment Whole on Organization { id externalId slug metadata createdAt deletedAt features { name enabled updatedAt }
  sso: feature(name: SSO) { enabled } few: memberships(first: 2) { ...Members } more: memberships(last: 3,
  filter: {status: ACTIVE}) { ...Members } connections { nodes { ...Provider } } portalLinks { nodes { id status } } }
fragment Members on MembershipConnection { totalCount nodes { id status roles joinedAt invitation { email }
  user { ...Person } organization { id } } }
fragment Person on User { __typename id email name createdAt }
fragment Provider on IdentityProvider { __typename id displayName status ... on SamlIdentityProvider { acsUrl
  certificates { subject daysLeft status } } ... on OidcIdentityProvider { issuer scopes redirectUri } }"""
DOCUMENTS: list[tuple[str, dict[str, Any]]] = [
    (DASHBOARD, {}),
    (EVERY_LIST, {}),
    (EVERY_LIST, {"n": 1, "all": False}),
    ("query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on User { email } } }", {"ids": "some"}),
    ("{ organizations(first: 101) { totalCount } roles { nodes { name } } }", {}),
    ('{ organizations(after: "x") { totalCount } }', {}),
    ('{ organization(by: {id: "org_none"}) { id } user(by: {email: "no"}) { id } node(id: "usr_1") { id } }', {}),
    ('{ __schema { types { name fields { name args { name } } } } __type(name: "User") { name } }', {}),
    ('{ _entities(representations: [{__typename: "User", id: "usr_no"}, {__typename: "No"}]) { __typename } }', {}),
    ('mutation { a: createOrganization(input: {displayName: ""}) { __typename ... on Problem { message code } } }', {}),
    ("query ($n: Int!) { organizations(first: $n) { totalCount } }", {"n": "many"}),
    ("subscription { nothing }", {}),
]
AUTHENTICATION = {"api_keys.CREDENTIAL", "api_keys.TOUCH"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Without a rate limit: what is left differs from one request to the next."""
    return settings.model_copy(update={"rate_limit": 0})


@pytest.fixture
async def reference(api: Api) -> AsyncIterator[Api]:
    """The same gateway, whose operations graphql-core executes."""
    await make_sample_data(api.pool, api.settings)
    without_engine = api.settings.model_copy(update={"engine": False})
    async with TestClient(TestServer(make_app(without_engine, api.pool))) as client:
        yield Api(client, api.pool, without_engine, api.token)


def told(body: dict[str, Any]) -> dict[str, Any]:
    """The answer without the order of errors, which is open."""
    return {**body, "errors": sorted(body.get("errors", ()), key=str)}


async def test_the_engine_answers_as_graphql_core_does_with_the_same_statements(
    api: Api, reference: Api, sent: list[str]
) -> None:
    ids = [*(row["id"] for row in await api.pool.fetch("SELECT id FROM users LIMIT 3")), "usr_no", "lnk_1"]
    for document, values in DOCUMENTS:
        variables = {"ids": ids} if values.get("ids") else values
        answers, statements = [], []
        for executor in (api, reference):
            sent.clear()
            answers.append(told(await executor.execute(document, **variables)))
            statements.append(sorted(name for name in sent if name not in AUTHENTICATION))
        assert answers[0] == answers[1], document
        assert statements[0] == statements[1], document


SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "DateTime": st.just(nodes.String("2026-01-01T00:00:00Z")),
    "Metadata": st.just(nodes.Object([])),
    "JSONObject": st.just(nodes.Object([])),
}
GENERATED = 500


def generated_queries(ids: list[str]) -> list[str]:
    """Queries of our whole schema, made up by hypothesis-graphql; where they name an id, one of these."""
    some_id = st.sampled_from(ids).map(nodes.String)

    def representation(id: ValueNode, type_name: str) -> ValueNode:
        entries = {"id": id, "__typename": nodes.String(type_name)}
        return nodes.Object([ObjectFieldNode(name=NameNode(value=key), value=entries[key]) for key in entries])

    any_representation = st.builds(representation, some_id, st.sampled_from(ENTITIES))
    made: list[str] = []

    @made_by(max_examples=GENERATED, deadline=None, database=None, derandomize=True, phases=[Phase.generate])
    @given(queries(print_schema(schema._schema), custom_scalars={**SCALARS, "ID": some_id, "_Any": any_representation}))
    def make(query: str) -> None:
        made.append(query)

    make()
    return made


async def test_made_up_queries_are_answered_alike(api: Api, reference: Api) -> None:
    """Of siblings within what an error nulls, either may be the one that is reported (specification, section 6.4.4)."""
    tables = ("organizations", "users", "memberships", "connections", "portal_links", "api_keys")
    rows = [row for table in tables for row in await api.pool.fetch(f"SELECT id FROM {table} ORDER BY id LIMIT 4")]
    made = generated_queries([*(row["id"] for row in rows), "usr_no"])
    answered = 0
    for query in made:
        ours, theirs = [await executor.execute(query) for executor in (api, reference)]
        assert ours.get("data") == theirs.get("data"), query
        assert ("errors" in ours) == ("errors" in theirs), query
        if ours.get("data") is not None:
            assert told(ours) == told(theirs), query
        answered += ours.get("data") is not None
    assert len(made) >= GENERATED / 2
    assert answered > GENERATED / 4


@pytest.mark.parametrize("engine", [True, False])
async def test_an_operation_leaves_nothing_to_the_garbage_collector(api: Api, *, engine: bool) -> None:
    """What it has loaded goes at once: collecting it would take a third of the time of a loaded server."""
    await make_sample_data(api.pool, api.settings)
    settings = api.settings.model_copy(update={"engine": engine})
    executor, call = Executor(settings), Call(api.pool, SYSTEM, settings)
    await executor.execute(Request(DASHBOARD), call, "")
    gc.collect()
    gc.disable()
    try:
        response = await executor.execute(Request(DASHBOARD), call, "")
        assert len(response.body["data"]["organizations"]["nodes"]) == 20
        del response
        kept = Counter(type(each).__name__ for each in gc.get_objects() if isinstance(each, Page | BatchLoader))
    finally:
        gc.enable()
    assert not kept


@pytest.mark.parametrize(
    ("operation", "x", "data"),
    [
        ("B", [{"__typename": "User", "id": "usr_1"}], {"_entities": [None]}),
        ("C", {}, {"organizations": {"nodes": []}}),
        ("A", False, {}),
    ],
)
async def test_a_condition_may_be_named_like_a_variable_of_another_operation(
    api: Api, operation: str, x: object, data: dict[str, Any]
) -> None:
    query = """query A($x: Boolean!) { organizations(first: 1) @include(if: $x) { nodes { id } } }
        query B($x: [_Any!]!) { _entities(representations: $x) { __typename } }
        query C($x: OrganizationFilter) { organizations(filter: $x) { nodes { id } } }"""
    status, body = await api.post({"query": query, "operationName": operation, "variables": {"x": x}})
    assert (status, body["data"]) == (200, data)
