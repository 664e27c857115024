"""What the schema's text tells routers."""

from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    ObjectTypeDefinitionNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
    parse,
    print_ast,
)
from strawberry.federation.schema_directives import ListSize

from gateway.graph.schema import schema
from gateway.graph.sdl import MACHINERY, ROOTS, subgraph_sdl
from tests.graph.tenants import confined
from tests.helpers import Api
from tests.subscriptions.sockets import first_answers

SDL = "{ _service { sdl } }"
CORE = schema._schema


def fields_of(sdl: str) -> dict[str, set[str]]:
    """The directives on each field of an object type, by `Type.field`."""
    return {
        f"{node.name.value}.{field.name.value}": {print_ast(each) for each in field.directives or ()}
        for node in parse(sdl).definitions
        if isinstance(node, ObjectTypeDefinitionNode)
        for field in node.fields or ()
    }


PLAIN = fields_of(subgraph_sdl(schema, access_directives=False))
GUARDED = fields_of(subgraph_sdl(schema, access_directives=True))
ROOT_FIELDS = [
    name
    for name in PLAIN
    if name.startswith(tuple(f"{root}." for root in ROOTS)) and name.partition(".")[2] not in MACHINERY
]


@pytest.mark.parametrize("field", ROOT_FIELDS)
def test_each_root_field_is_either_public_or_internal(field: str) -> None:
    assert len(PLAIN[field] & {'@tag(name: "public")', '@tag(name: "internal")'}) == 1


def required(type: Any) -> Any:
    """A value of an input type that has no more than it must."""
    if is_non_null_type(type):
        type = type.of_type
    if is_list_type(type):
        return [required(type.of_type)]
    if isinstance(type, GraphQLEnumType):
        return next(iter(type.values))
    if isinstance(type, GraphQLInputObjectType):
        names = [name for name, field in type.fields.items() if is_non_null_type(field.type)]
        return {name: required(type.fields[name].type) for name in names or [next(iter(type.fields))]}
    return {"Metadata": {}, "Boolean": True}.get(type.name, "x")


async def test_what_is_internal_is_refused_to_a_confined_caller_and_what_is_public_is_not(api: Api) -> None:
    async with confined(api, await api.organization()) as caller:
        for name in ROOT_FIELDS:
            root, _, field = name.partition(".")
            internal = '@tag(name: "internal")' in PLAIN[name]
            assert ("FORBIDDEN" in await codes_of(caller, root, field)) == internal, name


async def codes_of(api: Api, root: str, name: str) -> set[str]:
    """The codes of the errors or the problem that a root field answers with."""
    owner = CORE.type_map[root]
    assert isinstance(owner, GraphQLObjectType)
    field: GraphQLField = owner.fields[name]
    needed = {key: argument for key, argument in field.args.items() if is_non_null_type(argument.type)}
    declared = ", ".join(f"${key}: {argument.type}" for key, argument in needed.items())
    given = ", ".join(f"{key}: ${key}" for key in needed)
    problem = "... on Problem { code }" if root == "Mutation" else ""
    call = f"{name}{f'({given})' if given else ''} {{ __typename {problem} }}"
    query = f"{root.lower()} Q{f'({declared})' if declared else ''} {{ {call} }}"
    variables = {key: required(argument.type) for key, argument in needed.items()}
    if root == "Subscription":
        (body,) = await first_answers(api, query, [variables])
    else:
        body = await api.execute(query, **variables)
    answered = (body.get("data") or {}).get(name) or {}
    problems = {answered["code"]} if "code" in answered else set()
    return problems | {error["extensions"]["code"] for error in body.get("errors", ())}


def test_each_list_of_objects_says_how_long_it_is() -> None:
    unbounded = {"_Entity", "InputFault"}
    for type in CORE.type_map.values():
        if isinstance(type, GraphQLObjectType) and not type.name.startswith("__"):
            for name, field in type.fields.items():
                of = get_named_type(field.type)
                items = is_list_type(get_nullable_type(field.type)) and is_composite_type(of)
                if of.name.endswith("Connection") or (items and not is_page(type) and of.name not in unbounded):
                    weights = field.extensions["strawberry-definition"].directives
                    assert any(isinstance(weight, ListSize) for weight in weights), f"{type.name}.{name}"


def is_page(type: GraphQLObjectType) -> bool:
    return type.name.endswith("Connection")


def test_each_mutation_weighs_ten_and_each_count_five() -> None:
    assert all("@cost(weight: 10)" in PLAIN[name] for name in ROOT_FIELDS if name.startswith("Mutation."))
    assert all("@cost(weight: 5)" in PLAIN[name] for name in PLAIN if name.endswith(".totalCount"))


@pytest.mark.parametrize(
    ("field", "directive"),
    [
        ("Organization.metadata", '@requiresScopes(scopes: [["organizations:read"]])'),
        ("Organization.displayName", '@requiresScopes(scopes: [["profiles:read"], ["organizations:read"]])'),
        ("Organization.connections", '@requiresScopes(scopes: [["connections:read"]])'),
        ("User.email", '@requiresScopes(scopes: [["identities:read"], ["users:read"]])'),
        ("Query.users", '@requiresScopes(scopes: [["users:read"]])'),
        ("Query.node", "@authenticated"),
        ("Mutation.createOrganization", "@authenticated"),
    ],
)
def test_the_schema_says_on_request_what_a_field_needs(field: str, directive: str) -> None:
    assert directive in GUARDED[field]
    assert directive not in PLAIN[field]


@pytest.mark.parametrize("field", ["Query.viewer", "Query._entities", "Query._service", "Mutation.openPortalSession"])
async def test_what_needs_no_credential_says_nothing_of_one(api: Api, field: str) -> None:
    assert GUARDED[field] == PLAIN[field]


async def test_the_gateway_serves_the_schema_with_access_directives_where_the_setting_says_so(api: Api) -> None:
    assert "@requiresScopes" not in (await api(SDL))["_service"]["sdl"]
    settings = api.settings.model_copy(update={"federation_access_directives": True})
    async with Api.start(api.pool, settings) as guarded:
        assert fields_of((await guarded(SDL))["_service"]["sdl"]) == GUARDED


async def test_the_schema_can_be_kept_for_routers(api: Api) -> None:
    settings = api.settings.model_copy(update={"federation_sdl": "router"})
    async with Api.start(api.pool, settings) as kept:
        for caller, code in ((kept.as_(None), "UNAUTHENTICATED"), (await kept.with_scopes("users:read"), "FORBIDDEN")):
            body = await caller.execute(SDL)
            assert (body["data"], body["errors"][0]["extensions"]["code"]) == (None, code)
        router = await kept.with_scopes("federation:sdl")
        assert "type Organization" in (await router(SDL))["_service"]["sdl"]


async def test_the_schema_is_open_by_default(api: Api) -> None:
    assert "type Organization" in (await api.as_(None)(SDL))["_service"]["sdl"]
