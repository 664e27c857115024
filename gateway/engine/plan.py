"""A plan: what is to be done to execute one operation, with all that can be known before the request."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLAbstractType,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
)

from gateway.engine.declarations import Declaration, Rows
from gateway.engine.leaves import Leaf

Build = Callable[[int, Sequence[Sequence[Any]]], list[dict[str, Any]]]
"""The response objects of a level: from their number and the columns of values that are there at once."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One layer of a field's type: a list of items of a shape, or (`item` None) the named type itself."""

    nonnull: bool
    item: "Shape | None" = None


@dataclass(frozen=True, slots=True)
class Arguments:
    """A field's arguments as the declaration or the resolver wants them; either constant or made for each request."""

    make: Callable[[Any], Any]
    """From the request's variable values. Raises what is wrong with them."""


@dataclass(slots=True, eq=False)
class FieldPlan:
    """One field of a selection; all nodes of the document that are merged under its response key."""

    key: str
    name: str
    nodes: list[FieldNode]
    definition: GraphQLField
    parent: GraphQLObjectType
    shape: Shape
    declared: Declaration | None
    arguments: Arguments
    leaf: Leaf | None
    objects: "Objects | None" = None
    plain: frozenset[type] = frozenset()
    """The classes of values of a leaf that go into the response as they are."""


@dataclass(slots=True, eq=False)
class Selection:
    """What is selected of the objects of one type."""

    type: GraphQLObjectType
    rows: Rows | None
    """What the type's sources are rows of, where that is known."""
    columns: list[FieldPlan] = field(default_factory=list)
    """Leaves that are columns: in the response objects from the start."""
    others: list[FieldPlan] = field(default_factory=list)
    """All other fields: filled into the response objects when their values are there."""
    build: Build | None = None


@dataclass(slots=True, eq=False)
class Objects:
    """The selections of a field whose type is composite, by possible object type."""

    abstract: GraphQLAbstractType | None
    selections: dict[str, Selection]
    of_rows: dict[type, list[Selection]]
    """The selections whose sources are rows of a class."""
    sole: Selection | None
    """The only selection, where its type takes any source."""


@dataclass(slots=True, eq=False)
class Plan:
    """An operation, compiled."""

    schema: GraphQLSchema
    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    root: Selection
    serially: bool
    reads: Mapping[type, frozenset[str] | None]
    """The attributes that are read of the rows of each model, anywhere in the operation; None: it cannot be told."""
