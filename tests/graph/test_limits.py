"""What a document may ask for at most: told before it runs, in time linear in its length, and by name."""

import gc
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from graphql import GraphQLSyntaxError, Lexer, Source, TokenKind, get_introspection_query, parse
from hypothesis import given, reject
from hypothesis import strategies as st

from gateway.app import make_app
from gateway.graph.cost import Costing, declared_weights
from gateway.graph.limits import TOKEN, Limits, beyond_reading
from gateway.graph.schema import schema
from gateway.settings import Settings
from tests.graph.test_dashboard import DASHBOARD
from tests.helpers import Api

NAMES = "{ organizations { nodes { displayName } } }"


def doubled(times: int) -> str:
    """A short document whose fragments, written out, are 2 to the power of `times` aliases."""
    fragments = "".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }} " for n in range(times))
    return f"{{ ...F0 }} {fragments} fragment F{times} on Query {{ a: __typename }}"


MEMBERS_OF_MEMBERS = """{ organizations(first: 100) { nodes { memberships(first: 100) { nodes {
    user { memberships(first: 100) { nodes { id } } } } } } } }"""
MEMBERS_IN_FRAGMENTS = """{ organizations(first: 3) { ...Page } }
    fragment Page on OrganizationConnection { nodes { ...O } }
    fragment O on Organization { memberships(first: 2) { nodes { user { id } } } }"""

TYPES_OF_TYPES = """{ __schema { types { fields { type { ...T } } } } }
    fragment T on __Type { fields { type { interfaces { name } } } }"""

BEYOND: dict[str, tuple[str, int]] = {
    "characters": (NAMES + " " * 100_000, 100_000 + len(NAMES)),
    "root_fields": ("{" + " __typename" * 51 + "}", 51),
    "mutations": (
        "mutation {" + " ".join(f'm{n}: deleteUser(input: {{id: "usr_"}}) {{ __typename }}' for n in range(11)) + "}",
        11,
    ),
    "depth": (
        "{ organizations { nodes" + " { memberships { nodes { organization" * 5 + " { id" + " } } }" * 5 + " } } }",
        18,
    ),
    "introspection_depth": (
        "{ __schema { types { fields { type" + " { ofType" * 18 + " { name" + " }" * 18 + " } } } } }",
        23,
    ),
    "introspection_lists": (TYPES_OF_TYPES, 3),
    "aliases": ("{" + " ".join(f"a{n}: __typename" for n in range(101)) + "}", 101),
    "directives": ("{ __typename" + " @include(if: true)" * 101 + " }", 101),
    "fragments": (
        "{ ...F0 }" + "".join(f" fragment F{n} on Query {{ __typename }}" for n in range(101)),
        101,
    ),
    "tokens": ("{ # a comment" + "\n id" * 10_001 + "}", 10_004),
    "cost": (MEMBERS_OF_MEMBERS, 1 + 100 * (1 + 1 + 100 * (1 + 1 + 1 + 100))),
}  # fmt: skip


@pytest.mark.parametrize("limit", BEYOND)
async def test_beyond_a_limit_the_refusal_names_it_and_a_usual_query_is_answered_afterwards(
    api: Api, limit: str
) -> None:
    query, value = BEYOND[limit]
    maximum = getattr(api.settings, f"max_{limit}")
    body = await api.execute(query)
    assert "data" not in body
    found = [error for error in body["errors"] if error["extensions"].get("limit") == limit]
    assert [error["extensions"] for error in found] == [
        {"code": "LIMIT_EXCEEDED", "limit": limit, "maximum": maximum, "value": value}
    ]
    assert str(value) in found[0]["message"]
    assert str(maximum) in found[0]["message"]
    assert (await api(NAMES))["organizations"] == {"nodes": []}


async def test_what_is_nested_too_deeply_to_be_read_is_beyond_the_depth(api: Api) -> None:
    (error,) = (await api.execute("{ a" * 1000 + " }" * 1000))["errors"]
    assert error["extensions"] == {"code": "LIMIT_EXCEEDED", "limit": "depth", "maximum": 15, "value": 1000}


UNFINISHED = ('"\\', '"""\\', '"""', '"', '""""', '"""""\\', "{", "#", "-", "1.", ".", "a", "\\", "é", '"\n', '"""\n')


@pytest.mark.parametrize("part", UNFINISHED)
def test_counting_the_tokens_of_what_cannot_be_parsed_takes_linear_time(part: str) -> None:
    limits = Limits.of(Settings())
    started = time.process_time()
    beyond_reading(limits, part * (100_000 // len(part)))
    assert time.process_time() - started < 1


STRINGS = ['"x"', '"a\\"b"', '""', '"""b"""', '"""a\\"""b"""', '"""a"b""c"""', '"é"', '"']
TOKENS = st.sampled_from([*"{}()[]!$&:=@|,", "...", "name", "_1", "-1.5e+10", "0", '#c {"\n', "\ufeff", *STRINGS])


@given(st.lists(TOKENS))
def test_tokens_are_counted_as_the_parser_does(parts: list[str]) -> None:
    text = " ".join(parts)
    lexer = Lexer(Source(text))
    try:
        while lexer.advance().kind is not TokenKind.EOF:
            pass
    except GraphQLSyntaxError:
        reject()
    number, token = -1, lexer.token
    while token.prev:
        number, token = number + 1, token.prev
    assert len(TOKEN.findall(text)) == number


@pytest.mark.parametrize(
    "query",
    [
        "{ organizations { nodes { " + "id " * 1000 + "} } }",
        "{ organizations { " + "nodes { id } " * 500 + "} }",
        "{ organizations { " + ("nodes { " + "id " * 30 + "} ") * 30 + "} }",
        "".join(f"query Q{n}($a: ID!) {{ ...F }} " for n in range(50))
        + "fragment F on Query { nodes(ids: [" + "$a " * 4000 + "]) { id } }",
    ],
    ids=["a field", "an object", "objects within objects", "a variable of many operations"],
)  # fmt: skip
async def test_what_is_selected_again_and_again_is_not_compared_for_long(api: Api, query: str) -> None:
    gc.collect()
    gc.freeze()  # as where it serves: what other tests have left takes seconds to be looked through
    started = time.process_time()
    (error,) = (await api.execute(query))["errors"]
    taken = time.process_time() - started
    gc.unfreeze()
    assert taken < 2
    assert error["extensions"] == {"code": "LIMIT_EXCEEDED", "limit": "comparisons", "maximum": 50_000}
    assert (await api(NAMES))["organizations"] == {"nodes": []}


async def test_fields_of_many_fragments_overlap_as_they_do_in_front_ends(api: Api) -> None:
    fields = "id displayName slug externalId features { name enabled } memberships { totalCount nodes { id roles } }"
    parts = " ".join(f"fragment F{n} on Organization {{ {fields} own{n}: version }}" for n in range(40))
    query = f"{{ organizations {{ nodes {{ {' '.join(f'...F{n}' for n in range(40))} }} }} }} {parts}"
    assert (await api(query))["organizations"] == {"nodes": []}


@pytest.mark.parametrize("times", [20, 90])
async def test_fragments_within_fragments_take_no_more_time_than_their_text(api: Api, times: int) -> None:
    started = time.perf_counter()
    body = await api.execute(doubled(times))
    assert time.perf_counter() - started < 1
    values = {error["extensions"]["limit"]: error["extensions"]["value"] for error in body["errors"]}
    assert values["aliases"] == min(2**times, 2**53 - 1)


async def test_fragments_in_a_circle_are_refused(api: Api) -> None:
    body = await api.execute("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }")
    assert "within itself" in body["errors"][0]["message"]


async def test_the_full_introspection_query_is_within_the_limits(api: Api) -> None:
    query = get_introspection_query(input_value_deprecation=True, directive_is_repeatable=True)
    assert (await api(query))["__schema"]["types"]


@pytest.fixture
async def strict(api: Api) -> AsyncIterator[Api]:
    """A gateway with limits of its own."""
    settings = api.settings.model_copy(update={"max_depth": 2, "max_cost": 30})
    async with TestClient(TestServer(make_app(settings, api.pool))) as client:
        yield Api(client, api.pool, settings, api.token)


async def test_limits_are_settings(strict: Api) -> None:
    assert (await strict.execute("{ organizations { totalCount } }"))["data"]
    limits = [error["extensions"]["limit"] for error in (await strict.execute(NAMES))["errors"]]
    assert limits == ["depth"]
    query = "query ($n: Int) { organizations(first: $n) { totalCount nodes { __typename } } }"
    assert (await strict.execute(query.replace("nodes { __typename }", ""), n=100))["data"]


COSTS: list[tuple[str, dict[str, Any], int]] = [
    ("{ __typename }", {}, 1),
    ("{ __schema { types { name fields { name } } } a: __schema { types { name } } }", {}, 2 * 5000),
    ('{ __type(name: "Query") { fields { name } } rateLimit { limit } }', {}, 100 + 1),
    ('{ organization(by: {id: "x"}) { id displayName } }', {}, 1),
    ("{ organizations { nodes { id } } }", {}, 1 + 20),
    ("{ organizations(first: 3) { totalCount nodes { id } } }", {}, 1 + 5 + 3),
    ("query ($n: Int = 7) { organizations(last: $n) { nodes { id } } }", {}, 1 + 7),
    ("query ($n: Int = 7) { organizations(last: $n) { edges { node { id } } } }", {"n": 2}, 1 + 2 * 2),
    (MEMBERS_IN_FRAGMENTS, {}, 1 + 3 * (1 + 1 + 2 * 2)),
    ('{ users(filter: {search: "ada"}) { totalCount } }', {}, 1 + 5 + 5),
    ("query ($f: UserFilter) { users(filter: $f) { totalCount } }", {"f": {"search": "ada"}}, 1 + 5 + 5),
    ("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["a", "b", "c"]}, 1 + 3),
    ('mutation { deleteUser(input: {id: "x"}) { ... on User { id } ... on Problem { code } } }', {}, 10),
]  # fmt: skip


@pytest.mark.parametrize(("query", "variables", "cost"), COSTS, ids=[query for query, _, _ in COSTS])
async def test_an_operation_costs_its_fields_times_the_sizes_of_its_pages(
    api: Api, query: str, variables: dict[str, Any], cost: int
) -> None:
    limited = api.settings.model_copy(update={"max_cost": max(cost - 1, 1)})
    async with TestClient(TestServer(make_app(limited, api.pool))) as client:
        body = await Api(client, api.pool, limited, api.token).execute(query, **variables)
    if cost > 1:
        assert body["errors"][0]["extensions"]["value"] == cost
    else:
        assert "limit" not in str(body.get("errors"))


def test_the_dashboard_costs_a_small_part_of_what_is_allowed() -> None:
    document = parse(DASHBOARD)
    costing = Costing(schema._schema, declared_weights(schema), document, {})
    (operation,) = document.definitions
    cost = costing.of(operation)  # type: ignore[arg-type]
    assert 500 < cost < 5000, cost
