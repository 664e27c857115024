"""Variables and arguments, made by functions that are written once for each type and each place.

They know the plain cases only. Whatever is not as it should be, or not plain, is `UNSURE`: then graphql-core coerces
everything anew, and says what is wrong (GraphQL specification, sections 3.10 and 6.1.2).
"""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import (
    FieldNode,
    GraphQLBoolean,
    GraphQLError,
    GraphQLField,
    GraphQLID,
    GraphQLInputObjectType,
    GraphQLInt,
    GraphQLSchema,
    GraphQLString,
    ObjectValueNode,
    OperationDefinitionNode,
    Undefined,
    ValueNode,
    VariableNode,
    Visitor,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    visit,
)
from graphql.execution.get_variable_signature import get_variable_signature
from graphql.execution.values import (
    VariableValues,
    VariableValueSource,
    get_argument_values,
    get_variable_values,
)
from graphql.utilities.coerce_input_value import coerce_default_value, coerce_input_literal

from gateway.engine.declarations import as_given
from gateway.engine.leaves import MAX_INT, MIN_INT, NONE

UNSURE: Any = object()
Read = Callable[[Any], Any]
"""From a JSON value to the value of a type."""
Make = Callable[[Mapping[str, Any]], Any]
"""From the values of variables to the value of an argument; Undefined where there is none."""
AS_THEY_ARE: Mapping[str, type] = {GraphQLString.name: str, GraphQLID.name: str, GraphQLBoolean.name: bool}


class Readers:
    """The functions that read values of a schema's input types."""

    def __init__(self) -> None:
        self.known: dict[str, Read] = {}

    def of(self, type_: Any) -> Read:
        if is_non_null_type(type_):
            read = self.of_nullable(type_.of_type)
            if read is as_given:
                return given_nonnull
            return lambda value: UNSURE if value is None else read(value)
        read = self.of_nullable(type_)
        return lambda value: None if value is None else read(value)

    def of_nullable(self, type_: Any) -> Read:
        if is_list_type(type_):
            read = self.of(type_.of_type)
            return list_as_given if read is given_nonnull else list_of(read)
        if type_.name not in self.known:
            self.known[type_.name] = lambda value: self.known[type_.name](value)  # a type may have fields of its own
            self.known[type_.name] = self.named(type_)
        return self.known[type_.name]

    def named(self, type_: Any) -> Read:
        if is_input_object_type(type_):
            return self.input_object(type_)
        if type_.name in AS_THEY_ARE:
            kind = AS_THEY_ARE[type_.name]
            return lambda value: value if type(value) is kind else UNSURE
        if type_.name == GraphQLInt.name:
            return lambda value: value if type(value) is int and MIN_INT <= value <= MAX_INT else UNSURE
        coerce = type_.coerce_input_value
        return as_given if coerce is as_given else leaf(coerce)

    def input_object(self, type_: GraphQLInputObjectType) -> Read:
        fields = [(name, each.out_name or name, self.of(each.type), each) for name, each in type_.fields.items()]

        def read(value: Any) -> Any:
            if type(value) is not dict or not value.keys() <= type_.fields.keys() or not fits(type_, value.values()):
                return UNSURE
            made = {}
            for name, out_name, read_field, definition in fields:
                entry = read_field(value[name]) if name in value else default_of(definition)
                if entry is UNSURE:
                    return UNSURE
                if entry is not Undefined:
                    made[out_name] = entry
            return built(type_, made)

        return read


def fits(type_: GraphQLInputObjectType, entries: Any) -> bool:
    """Whether an input object has one entry, where its type takes exactly one."""
    return not type_.is_one_of or (len(entries) == 1 and None not in entries)


def default_of(definition: Any) -> Any:
    """What stands for an argument or entry that is not given; Undefined where nothing does."""
    default = coerce_default_value(definition)
    return UNSURE if default is Undefined and is_non_null_type(definition.type) else default


def built(type_: GraphQLInputObjectType, entries: dict[str, Any]) -> Any:
    """The value of an input object with these entries."""
    try:
        return type_.out_type(entries)
    except Exception:
        return UNSURE


def given_nonnull(value: Any) -> Any:
    return UNSURE if value is None else value


def list_as_given(value: Any) -> Any:
    return UNSURE if type(value) is not list or NONE in set(map(type, value)) else value


def leaf(coerce: Read) -> Read:
    def read(value: Any) -> Any:
        try:
            read = coerce(value)
        except Exception:
            return UNSURE
        return UNSURE if read is Undefined else read

    return read


def list_of(read: Read) -> Read:
    def read_all(value: Any) -> Any:
        if type(value) is not list:
            return UNSURE
        items = list(map(read, value))
        return UNSURE if any(item is UNSURE for item in items) else items

    return read_all


class Variables:
    """The variables of one operation."""

    def __init__(self, schema: GraphQLSchema, readers: Readers, operation: OperationDefinitionNode) -> None:
        self.schema = schema
        self.definitions = operation.variable_definitions or ()
        self.known: list[tuple[Any, Read, Any]] = []
        for node in self.definitions:
            signature = get_variable_signature(schema, node)
            if isinstance(signature, GraphQLError):
                return
            alone = get_variable_values(schema, [node], {})
            default = UNSURE if isinstance(alone, list) else alone.coerced.get(signature.name, Undefined)
            self.known.append((signature, readers.of(signature.type), default))

    def values(self, given: Mapping[str, Any], max_errors: int) -> VariableValues | list[GraphQLError]:
        """Their values, or what is wrong with those that are given."""
        sources, coerced = {}, {}
        for signature, read, default in self.known:
            name = signature.name
            value = read(given[name]) if name in given else default
            if value is UNSURE:
                break
            sources[name] = VariableValueSource(signature, given.get(name, Undefined))
            if value is not Undefined:
                coerced[name] = value
        else:
            if len(self.known) == len(self.definitions):
                return VariableValues(sources, coerced)
        return get_variable_values(self.schema, self.definitions, dict(given), max_errors=max_errors)


def arguments_from(definition: GraphQLField, node: FieldNode) -> Callable[[VariableValues], dict[str, Any]]:
    """What makes a field's arguments from the values of variables; that raises what is wrong with them."""
    given = {each.name.value: each.value for each in node.arguments or ()}
    makes = [
        (argument.out_name or name, made_from(given.get(name), argument)) for name, argument in definition.args.items()
    ]

    def arguments(variables: VariableValues) -> dict[str, Any]:
        made = {}
        for name, make in makes:
            value = make(variables.coerced)
            if value is UNSURE:
                return get_argument_values(definition, node, variables)
            if value is not Undefined:
                made[name] = value
        return made

    return arguments


def made_from(node: ValueNode | None, definition: Any) -> Make:
    """What makes the value of an argument, or of an entry of an input object, that is given so or (None) not at all."""
    type_ = definition.type
    if node is None:
        return constant(lambda: default_of(definition))
    if isinstance(node, VariableNode):
        name, nonnull = node.name.value, is_non_null_type(type_)

        def value_of(variables: Mapping[str, Any]) -> Any:
            value = variables.get(name, UNSURE)
            if value is UNSURE:
                return default_of(definition)
            return UNSURE if value is None and nonnull else value

        return value_of
    nullable = type_.of_type if is_non_null_type(type_) else type_
    if isinstance(node, ObjectValueNode) and is_input_object_type(nullable):
        return object_from(node, nullable)
    if names_a_variable(node):
        return lambda variables: UNSURE
    value = coerce_input_literal(node, type_)
    return constant(lambda: UNSURE if value is Undefined else value)


def constant(make: Callable[[], Any]) -> Make:
    """What makes the same value each time."""
    try:
        value = make()
    except Exception:
        value = UNSURE
    return lambda variables: value


def names_a_variable(node: Any) -> bool:
    """Whether there is a variable in a node of a document."""
    found: list[bool] = []

    class Variables(Visitor):
        def enter_variable(self, *_: Any) -> None:
            found.append(True)

    visit(node, Variables())
    return bool(found)


def object_from(node: ObjectValueNode, type_: GraphQLInputObjectType) -> Make:
    given = {each.name.value: each.value for each in node.fields}
    makes = [(each.out_name or name, made_from(given.get(name), each)) for name, each in type_.fields.items()]
    if not given.keys() <= type_.fields.keys():
        return lambda variables: UNSURE

    def made(variables: Mapping[str, Any]) -> Any:
        entries = {}
        for name, make in makes:
            value = make(variables)
            if value is UNSURE:
                return UNSURE
            if value is not Undefined:
                entries[name] = value
        if (type_.is_one_of and len(given) != 1) or not fits(type_, entries.values()):
            return UNSURE
        return built(type_, entries)

    return made
