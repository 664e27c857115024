"""The first wall for reading: which permission each selected field needs, checked once before anything runs.

A type declares `read_permission`, a field may declare another (`reads=`). Each fragment is visited once, so that the
check takes time linear in the document.
"""

from collections.abc import Iterator

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

from gateway.graph.fields import READS

Required = dict[tuple[str, str], str]


def required_permissions(schema: BaseSchema) -> Required:
    """The permission each (type, field) needs to be read; those that need none are absent."""
    required: Required = {}
    for name, concrete in schema.schema_converter.type_map.items():
        definition = concrete.definition
        for field in getattr(definition, "fields", ()):
            own = field.metadata.get(READS) or getattr(getattr(definition, "origin", None), "read_permission", None)
            if own:
                required[name, schema.config.name_converter.from_field(field)] = own
    return required


def permissions_of_document(
    schema: GraphQLSchema, required: Required, document: DocumentNode
) -> frozenset[tuple[str, str, str]]:
    """The (permission, type, field) of every field selected anywhere in a valid document."""
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    stack: list[tuple[str, SelectionSetNode]] = []
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            root = schema.get_root_type(node.operation)
            if root is not None:
                stack.append((root.name, node.selection_set))
    found: set[tuple[str, str, str]] = set()
    seen: set[str] = set()
    while stack:
        type_name, selection_set = stack.pop()
        for selection in selection_set.selections:
            match selection:
                case FieldNode():
                    permission = required.get((type_name, selection.name.value))
                    if permission:
                        found.add((permission, type_name, selection.name.value))
                    if selection.selection_set:
                        stack.extend(inner_of(schema, type_name, selection))
                case InlineFragmentNode():
                    condition = selection.type_condition.name.value if selection.type_condition else type_name
                    stack.append((condition, selection.selection_set))
                case FragmentSpreadNode() if selection.name.value not in seen:
                    seen.add(selection.name.value)
                    fragment = fragments[selection.name.value]
                    stack.append((fragment.type_condition.name.value, fragment.selection_set))
    return frozenset(found)


def inner_of(schema: GraphQLSchema, type_name: str, field: FieldNode) -> Iterator[tuple[str, SelectionSetNode]]:
    parent = schema.get_type(type_name)
    if (is_object_type(parent) or is_interface_type(parent)) and field.name.value in parent.fields:
        assert field.selection_set is not None
        yield get_named_type(parent.fields[field.name.value].type).name, field.selection_set


def refusals(needed: frozenset[tuple[str, str, str]], held: frozenset[str], *, anonymous: bool) -> list[GraphQLError]:
    """One error per permission that is needed and not held, naming a field that needs it."""
    missing: dict[str, str] = {}
    for permission, type_name, field in sorted(needed):
        if permission not in held:
            missing.setdefault(permission, f"{type_name}.{field}")
    if missing and anonymous:
        message = "this needs a credential: send Authorization: Bearer <API key>"
        return [GraphQLError(message, extensions={"code": "UNAUTHENTICATED"})]
    return [
        GraphQLError(f"{field} needs the permission {permission}", extensions={"code": "FORBIDDEN"})
        for permission, field in missing.items()
    ]
