"""What an operation costs at most, told before it runs from what it selects and the sizes it asks for.

A field costs its weight and what is selected of it; a list that, times its size. Weights are the schema's @cost and
@listSize (`weights.py`); a list that is not sliced has as many items as the longest list among its arguments. Of an
abstract type all selections count. Each fragment is visited once (IBM's GraphQL cost directives, as in Federation 2.9).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_input_object_type,
    is_list_type,
    value_from_ast_untyped,
)
from strawberry.federation.schema_directives import Cost, ListSize
from strawberry.schema import BaseSchema

from gateway.engine import names_a_variable
from gateway.graph.weights import INTROSPECTION


@dataclass(frozen=True, slots=True)
class Weights:
    """What a schema declares of the fields of its types, inputs included."""

    costs: Mapping[str, Mapping[str, int]]
    """By type and field."""
    sizes: Mapping[tuple[str, str], ListSize]
    """By type and field together."""


def declared_weights(schema: BaseSchema) -> Weights:
    """The weights in the directives of a schema's fields."""
    costs: dict[str, dict[str, int]] = {}
    sizes: dict[tuple[str, str], ListSize] = {}
    for name, concrete in schema.schema_converter.type_map.items():
        for each in getattr(concrete.definition, "fields", ()):
            key = name, schema.config.name_converter.from_field(each)
            for directive in getattr(each, "directives", None) or ():
                if isinstance(directive, Cost):
                    costs.setdefault(name, {})[key[1]] = directive.weight
                elif isinstance(directive, ListSize):
                    sizes[key] = directive
    return Weights(costs, sizes)


@dataclass(frozen=True, slots=True)
class Amount:
    """What a selection set costs: once, and for each item where its parent says how many items its lists have."""

    once: int = 0
    each: int = 0


def largeness(value: Any) -> Any:
    """What of a variable's value the cost may depend on, where it is not within another value."""
    if isinstance(value, list):
        return ("list", len(value))
    if isinstance(value, dict):
        return frozenset(name for name, entry in value.items() if entry is not None)
    return value if isinstance(value, int) else None


@dataclass(slots=True)
class Weighed:
    """The costs of one operation that are known."""

    named: tuple[str, ...]
    """The variables that decide the cost."""
    costs: dict[tuple[Any, ...], int] = field(default_factory=dict)
    """By how large these are."""


@dataclass(slots=True)
class Costing:
    """The costs of the operations of one valid document, with the values of one request's variables."""

    schema: GraphQLSchema
    weights: Weights
    document: DocumentNode
    variables: Mapping[str, Any]
    named: set[str] = field(default_factory=set)
    """The variables that decide the cost by how large they are."""
    varies: bool = False
    """Whether what they are decides as well."""
    known: dict[tuple[str, frozenset[str]], Amount] = field(default_factory=dict)

    def of(self, operation: OperationDefinitionNode) -> int:
        """The cost of an operation: 1 at least, for it takes a request."""
        root = self.schema.get_root_type(operation.operation)
        assert root is not None, "the document is valid"
        amount = self.selected(operation.selection_set, root, frozenset())
        return max(1, amount.once + amount.each)

    def selected(self, selections: SelectionSetNode, parent: Any, sized: frozenset[str]) -> Amount:
        """What is selected of a type; the fields `sized` are lists whose size the parent's field tells."""
        once = each = 0
        for node in selections.selections:
            match node:
                case FieldNode():
                    cost = self.field(node, parent, within_page=node.name.value in sized)
                    once, each = (once, each + cost) if node.name.value in sized else (once + cost, each)
                case InlineFragmentNode():
                    within = self.schema.get_type(node.type_condition.name.value) if node.type_condition else parent
                    amount = self.selected(node.selection_set, within, sized)
                    once, each = once + amount.once, each + amount.each
                case FragmentSpreadNode():
                    amount = self.fragment(node.name.value, sized)
                    once, each = once + amount.once, each + amount.each
        return Amount(once, each)

    def fragment(self, name: str, sized: frozenset[str]) -> Amount:
        if (name, sized) not in self.known:
            node = next(
                node
                for node in self.document.definitions
                if isinstance(node, FragmentDefinitionNode) and node.name.value == name
            )
            within = self.schema.get_type(node.type_condition.name.value)
            self.known[name, sized] = self.selected(node.selection_set, within, sized)
        return self.known[name, sized]

    def field(self, node: FieldNode, parent: Any, *, within_page: bool) -> int:
        name = node.name.value
        definition = getattr(parent, "fields", {}).get(name)
        if definition is None:
            return INTROSPECTION.get(name, 0)
        key = parent.name, name
        kind = get_named_type(definition.type)
        size = self.weights.sizes.get(key)
        sized = frozenset(size.sized_fields or ()) if size and size.sized_fields else frozenset()
        own = self.weights.costs.get(parent.name, {}).get(name, int(is_composite_type(kind)))
        inner = self.selected(node.selection_set, kind, sized) if node.selection_set else Amount()
        own += sum(self.inputs(node, definition))
        if sized:
            return own + inner.once + self.size(node, size) * inner.each
        if is_list_type(get_nullable_type(definition.type)) and not within_page:
            return own + self.size(node, size) * (inner.once + inner.each + int(is_composite_type(kind)))
        return own + inner.once + inner.each

    def size(self, node: FieldNode, size: ListSize | None) -> int:
        """How many items a field's list has at most."""
        given = {argument.name.value: self.value(argument.value) for argument in node.arguments or ()}
        slices = [given.get(name) for name in (size.slicing_arguments or ())] if size else []
        if asked := [value for value in slices if isinstance(value, int)]:
            return max(0, *asked)
        if named := [len(value) for value in given.values() if isinstance(value, list)]:
            return max(named)
        return (size.assumed_size if size else None) or 1

    def value(self, node: ValueNode) -> Any:
        if isinstance(node, VariableNode):
            self.named.add(node.name.value)
            return self.variables.get(node.name.value)
        if isinstance(node, ListValueNode | ObjectValueNode) and names_a_variable(node):
            self.varies = True
        return value_from_ast_untyped(node, dict(self.variables))

    def inputs(self, node: FieldNode, definition: Any) -> Iterator[int]:
        """What the entries of a field's arguments cost that have a weight."""
        for argument in node.arguments or ():
            kind = get_named_type(definition.args[argument.name.value].type)
            if is_input_object_type(kind) and (weights := self.weights.costs.get(kind.name)):
                value = self.value(argument.value)
                entries = value if isinstance(value, dict) else {}
                yield from (weight for name, weight in weights.items() if entries.get(name) is not None)
