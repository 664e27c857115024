"""A walk of the schema: each place an id, a key or a cursor goes, with documents that put one there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_enum_type,
    is_required_argument,
    is_required_input_field,
)

from gateway.database.page import encode_cursor
from gateway.events.store import EVENTS, EVENTS_OF_ORGANIZATIONS
from gateway.graph.fields import DECLARATION, Paged
from gateway.graph.permissions import required_permissions
from gateway.graph.schema import schema
from gateway.viewer import Viewer
from tests.graph.tenants import Customer

core: Any = schema._schema
NEEDS = required_permissions(schema).needs
TEXT_KEYS = {"externalId", "externalIds", "slug", "email", "emails"}
CURSORS = {"after", "before"}
ROOTS_OF = {"Organization": ("organization", "OrganizationBy"), "User": ("user", "UserBy")}
"""How an object with fields that take ids is reached."""
REACHED = {"Query", "Mutation", "Subscription", "Member", *ROOTS_OF}
ENTITIES = sorted(each.name for each in core.get_possible_types(core.type_map["_Entity"]))
OPERATIONS = {"Mutation": "mutation", "Subscription": "subscription"}
SEQUENCES = ("1", "999999999")
"""Keys of events in cursors: before and after all others."""
OBJECTS = [each for each in core.type_map.values() if hasattr(each, "fields") or isinstance(each, GraphQLUnionType)]
LISTINGS = {
    (name, schema.config.name_converter.from_field(field)): paged.listing({})[0].name
    for name, concrete in schema.schema_converter.type_map.items()
    for field in getattr(concrete.definition, "fields", ())
    if isinstance(paged := field.metadata.get(DECLARATION), Paged)
} | {
    ("Subscription", "organizationEvents"): EVENTS_OF_ORGANIZATIONS.name,
    ("Subscription", "events"): EVENTS.name,
}
"""The name of the list that each paged field shows; its cursors have it."""
DEPTH = 4
numbers = count(1)


@dataclass(frozen=True)
class Case:
    """One place of the schema that takes an id, a key or a cursor; `slot` is empty for a field without arguments."""

    operation: str
    type: str
    field: str
    slot: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join((self.type, self.field, *self.slot))

    @property
    def definition(self) -> Any:
        owner: Any = core.type_map[self.type]
        return owner.fields[self.field]

    def values(self, ids: list[str], texts: tuple[str, ...]) -> list[Any]:
        """What to put into the slot, one after the other."""
        if not self.slot:
            return [None]
        if self.slot == ("representations",):
            keys = [(name, "id") for name in ENTITIES] + [
                ("Organization", "externalId"), ("Organization", "slug"), ("User", "externalId"), ("User", "email"),
            ]  # fmt: skip
            return [
                [{"__typename": name, key: value} for value in (ids if key == "id" else texts)] for name, key in keys
            ]
        if self.slot[-1] in CURSORS:
            name = LISTINGS[self.type, self.field]
            return [encode_cursor(name, "CREATED_AT", key, id) for id in ids for key in (id, *SEQUENCES)]
        return list(texts) if self.slot[-1] in TEXT_KEYS else ids

    def variables(self, value: Any, own: Customer) -> dict[str, Any]:
        """Values for the arguments: `value` in the slot, `own` ids and any values wherever else something is needed."""
        given = filled(self.definition.args, self.slot, value, own)
        if self.type in ROOTS_OF:
            given["by"] = {"id": own.ids[self.type.lower()]}
        if self.operation == "subscription" and "after" not in given:
            given["after"] = encode_cursor(LISTINGS[self.type, self.field], "CREATED_AT", "0", "")
        return given

    def document(self, viewer: Viewer, given: Mapping[str, Any]) -> str:
        """Asks for all that the viewer may read."""
        args: dict[str, GraphQLArgument] = self.definition.args
        types = {name: str(args[name].type) for name in given if name in args}
        inner = f"{self.field}{call(types)} {selection(self.definition.type, viewer, (self.type,))}"
        if self.type in ROOTS_OF:
            root, by = ROOTS_OF[self.type]
            return f"query ($by: {by}!{declared(types, ', ')}) {{ {root}(by: $by) {{ {inner} }} }}"
        if self.type == "Member":
            inner = f"viewer {{ ... on Member {{ {inner} }} }}"
        return f"{self.operation} {'(' + declared(types) + ')' if types else ''} {{ {inner} }}"


def declared(types: dict[str, str], start: str = "") -> str:
    text = ", ".join(f"${name}: {type}" for name, type in types.items())
    return start + text if text else ""


def call(types: dict[str, str]) -> str:
    return "(" + ", ".join(f"{name}: ${name}" for name in types) + ")" if types else ""


def filled(
    inputs: Mapping[str, GraphQLArgument | GraphQLInputField], slot: tuple[str, ...], value: Any, own: Customer
) -> dict[str, Any]:
    """The inputs that are required, those that change something, and the slot."""
    given = {}
    for name, definition in inputs.items():
        if slot and slot[0] == name:
            given[name] = part(definition.type, name, slot[1:], value, own)
        elif is_required(definition) or name == "displayName":
            given[name] = part(definition.type, name, None, None, own)
    return given


def is_required(definition: GraphQLArgument | GraphQLInputField) -> bool:
    if isinstance(definition, GraphQLArgument):
        return is_required_argument(definition)
    return is_required_input_field(definition)


def part(type: Any, name: str, slot: tuple[str, ...] | None, value: Any, own: Customer) -> Any:
    """A value of an input type: `value` at the end of the slot, otherwise something valid."""
    type = type.of_type if isinstance(type, GraphQLNonNull) else type
    if slot == () and name == "representations":
        return value
    if isinstance(type, GraphQLList):
        return [part(type.of_type, name, slot, value, own)]
    if isinstance(type, GraphQLInputObjectType):
        return filled(type.fields, slot or (), value, own)
    if slot == ():
        return value
    if is_enum_type(type):
        return next(iter(type.values))
    if type.name == "ID":
        return own.ids["user without membership" if name == "userId" else "organization"]
    plain: dict[str, Any] = {"Boolean": True, "Int": 1, "Metadata": {"changed": "yes"}}
    text = f"new{next(numbers)}@changed.example" if name == "email" else "changed"
    return plain.get(type.name, text)


def selection(type: Any, viewer: Viewer, path: tuple[str, ...]) -> str:
    """Every field of the type that the viewer may read, DEPTH levels down or to where a type repeats."""
    named_type = get_named_type(type)
    if isinstance(named_type, GraphQLUnionType | GraphQLInterfaceType):
        members = core.get_possible_types(named_type)
        path = (*path, *["of many types"] * (len(members) // 2))
        parts = [f"... on {each.name} {selection(each, viewer, path)}" for each in members if each.name not in path]
        return "{ __typename " + " ".join(parts) + " }"
    if not isinstance(named_type, GraphQLObjectType):
        return ""
    parts = []
    for name, field in named_type.fields.items():
        permission = NEEDS.get((named_type.name, name))
        inner = get_named_type(field.type).name
        if (permission and not viewer.may(permission)) or inner in path or inner == named_type.name:
            continue
        if get_named_type(field.type) in OBJECTS and len(path) > DEPTH:
            continue
        if named_type.name.endswith("Edge") and name == "node" and path != ("Subscription",):
            continue  # the page has it as one of its nodes
        if any(is_required_argument(argument) for argument in field.args.values()):
            continue
        deeper = selection(field.type, viewer, (*path, named_type.name))
        parts.append(f"{named_type.name}_{name}: {name} {deeper}")
    return "{ __typename " + " ".join(parts) + " }"


def slots(inputs: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every place below these inputs that takes an id, a key or a cursor."""
    for name, definition in inputs.items():
        named_type = get_named_type(definition.type)
        if isinstance(named_type, GraphQLInputObjectType):
            yield from slots(named_type.fields, (*path, name))
        elif named_type.name in {"ID", "_Any"} or name in TEXT_KEYS | CURSORS:
            yield (*path, name)


def cases() -> Iterator[Case]:
    """Every query field, argument and mutation that takes an id, and every query field that needs no argument.

    Uploads come in other requests than these: test_logos.py sees to them.
    """
    for owner in core.type_map.values():
        if not isinstance(owner, GraphQLObjectType) or owner.name.startswith("__"):
            continue
        operation = OPERATIONS.get(owner.name, "query")
        for name, field in owner.fields.items():
            if name == "uploadOrganizationLogo":
                continue
            found = [slot for slot in slots(field.args) if operation != "mutation" or slot[-1] not in TEXT_KEYS]
            assert not found or owner.name in REACHED, f"how is {owner.name}.{name} reached?"
            if owner.name == "Query" and not any(is_required_argument(each) for each in field.args.values()):
                found.append(())
            yield from (Case(operation, owner.name, name, slot) for slot in found)
