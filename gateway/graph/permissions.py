"""The first wall for reading: which permission each selected field needs, checked once before anything runs.

A type declares `read_permission`, a field may declare another (`reads=`). A field may also grant a permission for what
is selected within it (`grants=`): whoever opens a portal session may read the profile of its organization. Each
fragment is visited once for each set of grants, so that the check takes time linear in the document.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
)
from graphql.type import is_interface_type, is_object_type
from strawberry.schema import BaseSchema

from gateway.graph.fields import GRANTS, READS


@dataclass(frozen=True, slots=True)
class Required:
    """By (type, field): the permission needed to read it, and the one it grants within; those without are absent."""

    needs: dict[tuple[str, str], str]
    grants: dict[tuple[str, str], str]


Needed = frozenset[tuple[str, str, str]]
"""The (permission, type, field) of what a document selects."""


def required_permissions(schema: BaseSchema) -> Required:
    """What the fields of a schema declare."""
    required = Required({}, {})
    for name, concrete in schema.schema_converter.type_map.items():
        definition = concrete.definition
        for field in getattr(definition, "fields", ()):
            own = field.metadata.get(READS) or getattr(getattr(definition, "origin", None), "read_permission", None)
            key = name, schema.config.name_converter.from_field(field)
            if own:
                required.needs[key] = own
            if granted := field.metadata.get(GRANTS):
                required.grants[key] = granted
    return required


def permissions_of_document(schema: GraphQLSchema, required: Required, document: DocumentNode) -> Needed:
    """What every field needs that is selected anywhere in a valid document."""
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    stack: list[tuple[str, SelectionSetNode, frozenset[str]]] = []
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            root = schema.get_root_type(node.operation)
            if root is not None:
                stack.append((root.name, node.selection_set, frozenset()))
    found: set[tuple[str, str, str]] = set()
    seen: set[tuple[str, frozenset[str]]] = set()
    while stack:
        type_name, selection_set, granted = stack.pop()
        for selection in selection_set.selections:
            match selection:
                case FieldNode():
                    key = type_name, selection.name.value
                    permission = required.needs.get(key)
                    if permission and permission not in granted:
                        found.add((permission, *key))
                    inner = type_within(schema, type_name, selection)
                    if selection.selection_set and inner:
                        within = granted | {required.grants[key]} if key in required.grants else granted
                        stack.append((inner, selection.selection_set, within))
                case InlineFragmentNode():
                    condition = selection.type_condition.name.value if selection.type_condition else type_name
                    stack.append((condition, selection.selection_set, granted))
                case FragmentSpreadNode() if (selection.name.value, granted) not in seen:
                    seen.add((selection.name.value, granted))
                    fragment = fragments[selection.name.value]
                    stack.append((fragment.type_condition.name.value, fragment.selection_set, granted))
    return frozenset(found)


def type_within(schema: GraphQLSchema, type_name: str, field: FieldNode) -> str | None:
    """The name of the type of a field; None for those that every type has, such as __typename."""
    parent = schema.get_type(type_name)
    if (is_object_type(parent) or is_interface_type(parent)) and field.name.value in parent.fields:
        name: str = get_named_type(parent.fields[field.name.value].type).name
        return name
    return None


@lru_cache(1000)
def missing(needed: Needed, held: frozenset[str]) -> Mapping[str, str]:
    """The permissions that are needed and not held, each with a field that needs it."""
    found: dict[str, str] = {}
    for permission, type_name, field in sorted(needed):
        if permission not in held:
            found.setdefault(permission, f"{type_name}.{field}")
    return found


def refusals(needed: Needed, held: frozenset[str], *, anonymous: bool) -> list[GraphQLError]:
    """One error per permission that is needed and not held, naming a field that needs it."""
    lacking = missing(needed, held)
    if lacking and anonymous:
        message = "this needs a credential: send Authorization: Bearer <API key or token>"
        return [GraphQLError(message, extensions={"code": "UNAUTHENTICATED"})]
    return [
        GraphQLError(f"{field} needs the permission {permission}", extensions={"code": "FORBIDDEN"})
        for permission, field in lacking.items()
    ]
