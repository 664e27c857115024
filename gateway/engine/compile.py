"""From an operation to its plan.

Fields are collected as graphql-core does it. Conditions of @skip and @include are decided here: a plan is for one
choice of the variables they name (`conditions`). Equal selections of a type are planned once, however many ways lead to
them, so that compiling takes time linear in the document.
"""

from collections.abc import Iterable, Sequence
from inspect import iscoroutinefunction
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    Visitor,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
    visit,
)
from graphql.execution.collect_fields import FieldDetailsList, FragmentDetails, collect_fields, collect_subfields
from graphql.execution.values import VariableValues

from gateway.engine.build import builder
from gateway.engine.declarations import DECLARED, ROW, Column, Computed, Declaration, Loaded, Rows, as_given
from gateway.engine.inputs import arguments_from, names_a_variable
from gateway.engine.leaves import Leaf
from gateway.engine.plan import Arguments, FieldPlan, Objects, Plan, Selection, Shape

CONDITIONAL = frozenset({"skip", "include"})
BEYOND = frozenset({"defer", "stream", "experimental_disableErrorPropagation"})
"""Directives that are left to graphql-core."""
TYPE_RESOLVERS = ("is_type_of", "resolve_type")
"""What tells the type of a value; where that takes waiting, the operation is left to graphql-core."""


def directives_in(document: DocumentNode) -> list[DirectiveNode]:
    """Every directive that is used anywhere in a document."""
    found: list[DirectiveNode] = []

    class Directives(Visitor):
        def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
            found.append(node)

    visit(document, Directives())
    return found


def conditions(document: DocumentNode) -> tuple[str, ...]:
    """The variables that decide which fields are selected."""
    values = (
        argument.value
        for directive in directives_in(document)
        if directive.name.value in CONDITIONAL
        for argument in directive.arguments or ()
    )
    return tuple(dict.fromkeys(value.name.value for value in values if isinstance(value, VariableNode)))


def compile_operation(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, choice: dict[str, Any]
) -> Plan | None:
    """The plan of a valid operation, for this `choice` of its conditions; None when it is left to graphql-core.

    That of a subscription is for one event: the root's source.
    """
    root = schema.get_root_type(operation.operation)
    if root is None or is_beyond(document):
        return None
    compiler = Compiler(schema, document, operation, choice)
    selection = compiler.root(root)
    if any(iscoroutinefunction(getattr(each, name, None)) for each in compiler.types for name in TYPE_RESOLVERS):
        return None
    return Plan(
        schema,
        operation,
        {name: details.definition for name, details in compiler.fragments.items()},
        selection,
        operation.operation is OperationType.MUTATION,
        {model: None if names is None else frozenset(names) for model, names in compiler.reads.items()},
    )


def is_beyond(document: DocumentNode) -> bool:
    """Whether a document has a directive, or variables of fragments, that the engine does not know."""
    fragments = (node for node in document.definitions if isinstance(node, FragmentDefinitionNode))
    return any(directive.name.value in BEYOND for directive in directives_in(document)) or any(
        node.variable_definitions for node in fragments
    )


class Compiler:
    """Plans the selections of one operation."""

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, choice: dict[str, Any]
    ) -> None:
        self.schema = schema
        self.operation = operation
        self.variables = VariableValues({}, choice)
        self.fragments = {
            node.name.value: FragmentDetails(node)
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        self.known: dict[tuple[str, tuple[int, ...]], Selection] = {}
        self.leaves: dict[str, Leaf] = {}
        self.types: set[Any] = set()
        self.reads: dict[type, set[str] | None] = {}

    def root(self, type_: GraphQLObjectType) -> Selection:
        collected = collect_fields(self.schema, self.fragments, self.variables, type_, self.operation)
        selection = Selection(type_, None)
        self.plan_fields(selection, collected.grouped_field_set)
        return selection

    def selection(self, type_: GraphQLObjectType, details: FieldDetailsList) -> Selection:
        """What `details` select of objects of a type."""
        key = type_.name, tuple(id(detail.node) for detail in details)
        known = self.known.get(key)
        if known is None:
            known = self.known[key] = Selection(type_, (type_.extensions or {}).get(ROW))
            self.note(known.rows, known.rows.told_by if known.rows else ())
            self.types.add(type_)
            collected = collect_subfields(self.schema, self.fragments, self.variables, self.operation, type_, details)
            self.plan_fields(known, collected.grouped_field_set)
        return known

    def plan_fields(self, selection: Selection, grouped: dict[str, FieldDetailsList]) -> None:
        order: list[tuple[str, int | str | None]] = []
        for key, details in grouped.items():
            name = details[0].node.name.value
            definition = self.schema.get_field(selection.type, name)
            if name == "__typename":
                order.append((key, selection.type.name))
            elif definition is not None:
                field = self.field(selection.type, key, details, definition)
                self.note(selection.rows, needs_of(field.declared))
                if isinstance(field.declared, Column) and field.leaf and not field.shape.item:
                    order.append((key, len(selection.columns)))
                    selection.columns.append(field)
                else:
                    order.append((key, None))
                    selection.others.append(field)
        selection.build = builder(order)

    def field(
        self, parent: GraphQLObjectType, key: str, details: FieldDetailsList, definition: GraphQLField
    ) -> FieldPlan:
        named: Any = get_named_type(definition.type)
        declared = (definition.extensions or {}).get(DECLARED)
        shape, leaf = shape_of(definition.type), self.leaf(named) if is_leaf_type(named) else None
        return FieldPlan(
            key,
            details[0].node.name.value,
            [detail.node for detail in details],
            definition,
            parent,
            shape,
            declared,
            arguments_of(definition, details, declared.prepare if isinstance(declared, Loaded) else as_given),
            leaf,
            None if leaf else self.objects(named, details),
            leaf.plain(nonnull=shape.nonnull) if leaf and not shape.item else frozenset(),
        )

    def note(self, rows: Rows | None, names: Sequence[str] | None) -> None:
        """Note that these attributes of rows are read; None where a resolver of its own may read any."""
        if rows is not None:
            known = self.reads.setdefault(rows.model, set())
            if names is None or known is None:
                self.reads[rows.model] = None
            else:
                known.update(names)

    def leaf(self, type_: Any) -> Leaf:
        if type_.name not in self.leaves:
            self.leaves[type_.name] = Leaf(type_)
        return self.leaves[type_.name]

    def objects(self, type_: Any, details: FieldDetailsList) -> Objects:
        """The selections of each object type that a value of a composite type may have."""
        if is_object_type(type_):
            possible: Iterable[GraphQLObjectType] = [type_]
        else:
            self.types.add(type_)
            possible = self.schema.get_possible_types(type_)
        selections = {each.name: self.selection(each, details) for each in possible}
        of_rows: dict[type, list[Selection]] = {}
        for selection in selections.values():
            for class_ in selection.rows.classes if selection.rows else ():
                of_rows.setdefault(class_, []).append(selection)
        sole = selections[type_.name] if is_object_type(type_) and not type_.is_type_of else None
        return Objects(type_ if is_abstract_type(type_) else None, selections, of_rows, sole)


def needs_of(declared: Declaration | None) -> Sequence[str] | None:
    """The attributes of its source that a field reads; None where that is not declared."""
    match declared:
        case Column(name):
            return (name,)
        case Computed() | Loaded():
            return declared.needs
    return None


def shape_of(type_: GraphQLOutputType) -> Shape:
    """The layers of a type."""
    nonnull = is_non_null_type(type_)
    inner = type_.of_type if is_non_null_type(type_) else type_
    return Shape(nonnull, shape_of(inner.of_type)) if is_list_type(inner) else Shape(nonnull)


def arguments_of(definition: GraphQLField, details: FieldDetailsList, prepare: Any) -> Arguments:
    """How a field's arguments are made; once, here, where they depend on no variable."""
    node = details[0].node
    if not definition.args:
        prepared = prepare({})
        return Arguments(lambda variables: prepared)

    make = arguments_from(definition, node)

    def made(variables: Any) -> Any:
        return prepare(make(variables))

    if any(map(names_a_variable, node.arguments or ())):
        return Arguments(made)
    try:
        constant = made(VariableValues({}, {}))
    except Exception:
        return Arguments(made)
    return Arguments(lambda variables: constant)
