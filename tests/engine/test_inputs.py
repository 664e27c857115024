"""Variables and arguments are as graphql-core has them, and what is wrong with them is told in its words."""

from typing import Any

import pytest
from graphql import (
    FieldNode,
    GraphQLError,
    OperationDefinitionNode,
    build_schema,
    parse,
    validate,
)
from graphql.execution.values import VariableValues, get_argument_values, get_variable_values
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.engine import Readers, Variables
from gateway.engine.inputs import arguments_from

SCHEMA = build_schema("""
    enum Color { RED GREEN }
    scalar Any
    input By @oneOf { id: ID name: String }
    input Item {
      name: String! size: Int = 3 tags: [String!] color: Color
      inner: Item flag: Boolean! = true by: By any: Any
    }
    type Query {
      f(
        item: Item, items: [Item!], by: By, id: ID, n: Int! = 5, x: Float,
        any: Any, colors: [Color!]! = [RED], flag: Boolean
      ): String
      must(id: ID!, item: Item!): String
    }
""")
DOCUMENTS = [
    """query ($item: Item, $by: By, $n: Int!, $colors: [Color!]!) {
      f(item: $item, by: $by, n: $n, colors: $colors) }""",
    """query ($items: [Item!], $id: ID, $x: Float, $any: Any, $flag: Boolean) {
      f(items: $items, id: $id, x: $x, any: $any, flag: $flag) }""",
    """query ($id: ID!, $name: String! = "n", $n: Int = 7) {
      f(by: {id: $id}, item: {name: $name, inner: {name: "a", size: $n}}, n: $n) }""",
    """query ($id: ID!, $item: Item!, $tags: [String!]) {
      must(id: $id, item: $item) f(item: {name: "x", tags: $tags}) }""",
    """query ($n: Int!, $any: Any, $tag: String!) {
      f(n: $n, any: {a: [$any], b: 1}, item: {name: $tag, tags: [$tag, "y"]}) }""",
    """query ($inner: Item, $flag: Boolean!) {
      f(item: {name: "x", inner: $inner, flag: $flag}, items: [{name: "y"}], flag: $flag) }""",
]
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from([2**31, -(2**31) - 1, 1.5, 2.0, "", "a", "RED", "GREEN", "BLUE", "7"]),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "size", "tags", "color", "inner", "flag", "by", "any", "id", "odd"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=8,
)
NAMES: st.SearchStrategy[Any] = st.sampled_from(["a", "b"])
ITEM: st.SearchStrategy[Any] = st.deferred(
    lambda: st.fixed_dictionaries(
        {"name": NAMES},
        optional={
            "size": st.integers(0, 5) | st.none(),
            "tags": st.lists(st.sampled_from(["t", "u"]), max_size=2) | LEAVES,
            "color": st.sampled_from(["RED", "GREEN"]) | LEAVES,
            "inner": ITEM | st.none(),
            "flag": st.booleans(),
            "by": st.sampled_from([{"id": "1"}, {"name": "n"}, {"id": 1}, {"id": None}, {"id": "1", "name": "n"}, {}]),
            "any": VALUES,
        },
    )
)
LIKELY: dict[str, st.SearchStrategy[Any]] = {
    "item": ITEM,
    "items": st.lists(ITEM, max_size=3) | ITEM,
    "inner": ITEM,
    "by": st.sampled_from([{"id": "1"}, {"name": "n"}, {"id": None}, {}]),
    "n": st.integers(0, 9),
    "x": st.floats(0, 9) | st.integers(0, 9),
    "id": st.sampled_from(["1", 1]),
    "name": st.just("a"),
    "tag": st.just("t"),
    "tags": st.lists(st.just("t"), max_size=2) | st.just("t"),
    "any": VALUES,
    "flag": st.booleans(),
    "colors": st.lists(st.sampled_from(["RED", "GREEN"]), max_size=2) | st.just("RED"),
}


def operation_of(text: str) -> OperationDefinitionNode:
    document = parse(text)
    assert validate(SCHEMA, document) == []
    (operation,) = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    return operation


OPERATIONS = [operation_of(text) for text in DOCUMENTS]
OURS = [Variables(SCHEMA, Readers(), operation) for operation in OPERATIONS]
FIELDS = [[node for node in each.selection_set.selections if isinstance(node, FieldNode)] for each in OPERATIONS]
ARGUMENTS = [
    [arguments_from(SCHEMA.query_type.fields[node.name.value], node) for node in nodes]  # type: ignore[union-attr]
    for nodes in FIELDS
]


def arguments_or_problem(make: Any, *given: Any) -> object:
    try:
        return make(*given)
    except GraphQLError as problem:
        return problem.message


@pytest.mark.parametrize("number", range(len(DOCUMENTS)))
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_variables_and_arguments_are_those_of_graphql_core(number: int, data: st.DataObject) -> None:
    operation = OPERATIONS[number]
    names = [node.variable.name.value for node in operation.variable_definitions or ()]
    wanted = {name: LIKELY[name] | VALUES for name in names}
    given_values = data.draw(st.fixed_dictionaries({}, optional=wanted))
    expected = get_variable_values(SCHEMA, operation.variable_definitions or (), dict(given_values), max_errors=20)
    found = OURS[number].values(given_values, 20)
    if isinstance(expected, list):
        assert [str(each) for each in found] == [str(each) for each in expected]
        return
    assert isinstance(found, VariableValues)
    assert exactly(found.coerced) == exactly(expected.coerced)
    assert {name: source.value for name, source in found.sources.items()} == {
        name: source.value for name, source in expected.sources.items()
    }
    for node, make in zip(FIELDS[number], ARGUMENTS[number], strict=True):
        definition = SCHEMA.query_type.fields[node.name.value]  # type: ignore[union-attr]
        theirs = arguments_or_problem(get_argument_values, definition, node, expected)
        assert exactly(arguments_or_problem(make, found)) == exactly(theirs)


def exactly(value: Any) -> Any:
    """The value with the classes of its parts: 1 is no 1.0, and neither is true."""
    if isinstance(value, dict):
        return {name: exactly(part) for name, part in value.items()}
    if isinstance(value, list):
        return [exactly(part) for part in value]
    return type(value), value


def test_plain_values_take_no_second_look() -> None:
    """Otherwise the comparison above could hold with graphql-core on both sides."""
    read = Readers().of(SCHEMA.get_type("Item"))
    value = {"name": "a", "tags": ["t"], "color": "RED", "inner": {"name": "b", "by": {"id": "1"}}}
    inner = {"name": "b", "size": 3, "flag": True, "by": {"id": "1"}}
    assert read(value) == {"name": "a", "size": 3, "tags": ["t"], "color": "RED", "inner": inner, "flag": True}
