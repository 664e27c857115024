"""The engine answers as graphql-core does: the same data, and the same errors outside of what was nulled together."""

from copy import deepcopy
from typing import Any

import orjson
import pytest
from graphql import ExecutionResult, OperationDefinitionNode, execute, parse, validate
from graphql.execution.values import VariableValues, get_variable_values
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.engine import compile_operation, conditions, execute_plan
from tests.engine.toy import SCHEMA, PersonRow, World, person_row, pet_row

DOCUMENTS = [
    "{ people { id name nick age mood tall score tags labels matrix } }",
    "{ people { __typename shout twice: shout(times: 2) whisper } }",
    "{ people { friend { name friend { name } } bestFriend { name bestFriend { id } } } }",
    "{ people { friends { name } maybeFriends { name } groups { name nick } } }",
    "{ people { beings { __typename ... on Person { name age } ... on Pet { name kind owner { name } } } } }",
    "{ people { named { name ... on Pet { kind } } anyone { ... on Pet { nick } } pet { owner { name } } } }",
    """{ people { ...A ...B } } fragment A on Person { name friend { id } }
    fragment B on Named { nick ... on Person { friend { name } } }""",
    "query ($yes: Boolean!) { people { name @include(if: $yes) nick @skip(if: $yes) ... @include(if: $yes) { id } } }",
    'query ($id: ID = "p", $n: Int) { person(id: $id) { shout(times: $n) } other: person(id: "q") { name } }',
    "{ needed { name bestFriend { name } } hello }",
    '{ hello(to: "you") needed { id } slow }',
    "{ being { __typename ... on Named { name nick } } names { __typename name } }",
    '{ __schema { queryType { name } types { name kind fields { name } } } __type(name: "Pet") { name } hello }',
    'mutation { a: rename(id: "p", name: "Bo") { name } b: count c: rename(id: "p") { name } d: count }',
    "mutation { a: count fail b: count }",
    'mutation { rename(id: "p", name: "Cy") { friend { name } bestFriend { name } } count }',
]


async def both(document: str, world: World, variables: dict[str, Any]) -> tuple[ExecutionResult, ExecutionResult]:
    """What graphql-core and the engine answer, each on a world of its own."""
    node = parse(document)
    assert not validate(SCHEMA, node)
    expected: Any = execute(SCHEMA, node, context_value=deepcopy(world), variable_values=variables)
    expected = expected if isinstance(expected, ExecutionResult) else await expected
    operation = next(each for each in node.definitions if isinstance(each, OperationDefinitionNode))
    coerced = get_variable_values(SCHEMA, operation.variable_definitions or (), variables)
    assert isinstance(coerced, VariableValues)
    plan = compile_operation(SCHEMA, node, operation, {name: coerced.coerced.get(name) for name in conditions(node)})
    assert plan is not None
    return expected, await execute_plan(plan, coerced, deepcopy(world))


def assert_same(expected: ExecutionResult, answered: ExecutionResult) -> None:
    """The data are the same, key order included, and each null has an error in both; the same one, if it is its own.

    Which of several errors below a nulled place is told depends on timing.
    """
    assert orjson.dumps(answered.data) == orjson.dumps(expected.data)
    theirs, ours = errors_by_place(expected), errors_by_place(answered)
    assert ours.keys() == theirs.keys()
    for place, error in ours.items():
        if place in {tuple(error.path or ()), tuple(theirs[place].path or ())}:
            assert error.formatted == theirs[place].formatted


def errors_by_place(result: ExecutionResult) -> dict[tuple[Any, ...], Any]:
    """The errors by the path of the null that each has left in the data."""
    found = {}
    for error in result.errors or ():
        place: list[Any] = []
        data: Any = result.data
        for key in error.path or ():
            if data is None:
                break
            place.append(key)
            data = data[key]
        found[tuple(place)] = error
    return found


leaf = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 2**33), st.text(max_size=3), st.floats(), st.just("CALM"),
    st.builds(ValueError, st.just("broken")), st.builds(object),
)  # fmt: skip
key = st.sampled_from([None, "p", "q", "gone", "broken", "needed"])
strings = st.one_of(st.none(), st.lists(leaf, max_size=3), st.builds(ValueError, st.just("broken")), st.just(7))


def people() -> st.SearchStrategy[PersonRow]:
    names = st.one_of(st.just("Ann"), leaf)
    plain = st.builds(person_row, name=names)
    below = st.one_of(st.none(), plain, st.builds(pet_row, kind=leaf), st.just(ValueError("row")), st.just("wrong"))
    rows = st.one_of(st.none(), st.lists(below, max_size=3), st.just(3))
    return st.builds(
        person_row,
        name=names, nick=leaf, age=leaf, mood=leaf, tall=leaf, score=leaf, tags=strings, labels=strings,
        matrix=st.one_of(st.none(), st.lists(strings, max_size=2)),
        friend_id=key, best_friend_id=key, pet_id=st.sampled_from([None, "pet", "p"]),
        friend_ids=st.lists(key, max_size=3),
        maybeFriends=rows, groups=st.one_of(st.none(), st.lists(rows, max_size=2)), beings=rows, named=rows,
        anyone=below,
    )  # fmt: skip


worlds = st.builds(
    lambda p, q, needed, pet, gone: World(
        {"p": p, "q": q, "needed": needed, "pet": pet, "broken": ValueError("row")} | gone
    ),
    people(),
    people(),
    st.one_of(st.none(), people()),
    st.builds(pet_row, kind=leaf, owner_id=key),
    st.sampled_from([{}, {"being": None}, {"being": pet_row()}, {"being": 4}]),
)


@pytest.mark.parametrize("document", DOCUMENTS)
@settings(max_examples=60, deadline=None)
@given(world=worlds, yes=st.booleans(), n=st.one_of(st.none(), st.integers(0, 2)))
async def test_the_engine_answers_as_graphql_core_does(document: str, world: World, yes: bool, n: int | None) -> None:
    variables = {"yes": yes} if "$yes" in document else {"n": n} if "$n" in document else {}
    assert_same(*await both(document, world, variables))
