"""Every argument of every root field, with every kind of bad value: a typed answer, no bug, nothing half-written."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLScalarType,
    is_leaf_type,
)
from graphql.type import get_named_type, get_nullable_type

from gateway.graph.schema import schema
from tests.helpers import Api

CORE: Any = schema._schema
BAD_TEXTS = {
    "a NUL character": "a\0b",
    "an empty text": "",
    "an over-long text": "x" * 5000,
    "a malformed id": "org_%00'; DROP TABLE users; --",
    "a foreign id": "org_01kb2z6m9vfe8rj3d5w0q4xtnc",
    "another kind's id": "usr_01kb2z6m9vfe8rj3d5w0q4xtnc",
    "wildcards": "%_\\%",
    "emoji and right-to-left marks": "\U0001f9d1\u200f\u202e",
}
PLAIN = {"Int": 2147483647, "Boolean": True, "DateTime": "0001-01-01T00:00:00", "Float": 1e308}


def value_of(type_: Any, bad: str, *, only: str | None = None) -> Any:
    """A value of an input type with `bad` for every text in it; of a oneOf type the field `only`."""
    type_ = get_nullable_type(type_)
    match type_:
        case GraphQLList():
            return [value_of(type_.of_type, bad)]
        case GraphQLEnumType():
            return next(iter(type_.values))
        case GraphQLScalarType() if type_.name in {"Metadata", "JSONObject"}:
            return {bad: bad}
        case GraphQLScalarType():
            return PLAIN.get(type_.name, bad)
        case GraphQLInputObjectType():
            names = [only or next(iter(type_.fields))] if type_.is_one_of else list(type_.fields)
            return {name: value_of(type_.fields[name].type, bad) for name in names}
    raise AssertionError(type_)


def selection_of(type_: Any) -> str:
    return "" if is_leaf_type(get_named_type(type_)) else "{ __typename }"


def variants(argument: GraphQLArgument) -> list[str | None]:
    named = get_named_type(argument.type)
    return list(named.fields) if isinstance(named, GraphQLInputObjectType) and named.is_one_of else [None]


def operations() -> Iterator[tuple[str, str, dict[str, tuple[GraphQLArgument, str | None]]]]:
    """(what it is, document, its variables' arguments) for every root field and way to fill it."""
    for root in (CORE.query_type, CORE.mutation_type):
        for name, field in root.fields.items():
            if not field.args or name == "_entities":
                continue
            longest = max(len(variants(argument)) for argument in field.args.values())
            for index in range(longest):
                chosen = {key: (arg, variants(arg)[index % len(variants(arg))]) for key, arg in field.args.items()}
                # A page takes first or last, not both; a cursor is tried by itself.
                for dropped in ({"last", "before", "after"}, {"first", "before"}) if "last" in chosen else (set(),):
                    given = {key: pair for key, pair in chosen.items() if key not in dropped}
                    head = ", ".join(f"${key}: {arg.type}" for key, (arg, _) in given.items())
                    arguments = ", ".join(f"{key}: ${key}" for key in given)
                    kind = "mutation" if root is CORE.mutation_type else "query"
                    document = f"{kind} ({head}) {{ {name}({arguments}) {selection_of(field.type)} }}"
                    yield f"{name} {sorted(given)} {index}", document, given


OPERATIONS = list(operations())


@pytest.mark.parametrize("what", BAD_TEXTS)
async def test_every_argument_answers_to_bad_input(api: Api, what: str) -> None:
    bad = BAD_TEXTS[what]
    wrong = []
    for name, document, given in OPERATIONS:
        variables = {key: value_of(argument.type, bad, only=only) for key, (argument, only) in given.items()}
        _, body = await api.post({"query": document, "variables": variables})
        codes = {error["extensions"]["code"] for error in body.get("errors", ())}
        if "INTERNAL" in codes or "TIMEOUT" in codes or not (codes or body.get("data")):
            wrong.append((name, body))
    assert wrong == []
    assert await api("{ __typename }") == {"__typename": "Query"}


@pytest.mark.parametrize("id", ["", "org_", "org_x", "\0", "x" * 10_000, "01kb2z6m9vfe8rj3d5w0q4xtnc", "ORG_01KB"])
async def test_a_malformed_id_is_an_id_of_nothing(api: Api, id: str) -> None:
    assert await api("query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }", id=id) == {
        "node": None,
        "nodes": [None],
    }


@pytest.mark.parametrize("cursor", ["", "x", "\0", "W10", "WyJDUkVBVEVEX0FUIiwxLDJd", "é", "A" * 9999])
async def test_a_malformed_cursor_is_refused_with_its_argument(api: Api, cursor: str) -> None:
    for argument in ("after", "before"):
        query = f"query ($cursor: String) {{ organizations({argument}: $cursor) {{ nodes {{ id }} }} }}"
        body = await api.execute(query, cursor=cursor)
        (fault,) = body["errors"][0]["extensions"]["fields"]
        assert (fault["field"], fault["rule"]) == (argument, "MALFORMED_CURSOR")


async def test_as_many_simultaneous_mutations_as_the_pool_has_connections_all_finish(api: Api) -> None:
    async with asyncio.timeout(20):
        answers = await asyncio.gather(
            *(
                api.mutate("createOrganization", "... on Organization { features { name } events { totalCount } }",
                           displayName=f"Acme {n}")
                for n in range(api.pool.get_max_size() * 3)
            )
        )  # fmt: skip
    assert {answer["__typename"] for answer in answers} == {"Organization"}


@pytest.mark.parametrize("value", ["text", 3, ["a"], True])
async def test_what_is_no_object_where_one_is_wanted_is_a_bad_request(api: Api, value: object) -> None:
    create = 'createOrganization(input: {displayName: "Acme", metadata: %s}) { __typename }'
    for body in (
        await api.execute(f"mutation ($metadata: Metadata!) {{ {create % '$metadata'} }}", metadata=value),
        await api.execute(f"mutation {{ {create % json.dumps(value)} }}"),
    ):
        [error] = body["errors"]
        assert error["extensions"]["code"] == "BAD_REQUEST"
        assert "must be a JSON object" in error["message"]
