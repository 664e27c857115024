"""What a document may ask for at most, found out before it is validated.

What is reached through a fragment counts wherever the fragment is spread, but each fragment is visited once, so that
the time is linear in the document. A fragment that leads back to itself counts nothing there: validation refuses it.
"""

import re
from dataclasses import dataclass, fields, replace
from itertools import accumulate

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
)

from gateway.errors import ProblemCode
from gateway.settings import Settings

LARGEST = 2**53 - 1
"""The largest integer that every JSON reader has (RFC 8259, section 6)."""
INTROSPECTION = frozenset({"__schema", "__type"})
LISTS_OF_TYPES = frozenset({"fields", "inputFields", "interfaces", "possibleTypes"})
"""What multiplies where types are asked for within types."""
TOKEN = re.compile(
    r"""\"{3} (?: \\"{3} | \\ | "(?!"") | [^"\\] )*+ (?:\"{3})?  # a block string
        | " (?: \\. | [^"\\\n\r] )*+ "?                            # a string
        | \#[^\n\r]*                                               # a comment
        | [A-Za-z_]\w* | -?[0-9][\w.+-]* | \.{3} | [^\s,\ufeff]""",
    re.ASCII | re.VERBOSE,
)
"""A token of GraphQL, comments included; one that is not closed goes on to the end."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one document may have, or its heaviest operation."""

    characters: int
    tokens: int
    fragments: int
    root_fields: int
    mutations: int
    depth: int
    introspection_depth: int
    introspection_lists: int
    aliases: int
    directives: int
    cost: int
    """Of one operation with its variables; see `cost.py`."""

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """Those of the settings `max_...`."""
        return cls(**{each.name: getattr(settings, f"max_{each.name}") for each in fields(cls)})


@dataclass(frozen=True, slots=True)
class Measure:
    """Of a selection set, with all that it spreads."""

    depth: int = 0
    introspection_depth: int = 0
    introspection_lists: int = 0
    """Within each other, of LISTS_OF_TYPES."""
    lists: int = 0
    """The same, wherever they are: what they are within is known further out."""
    aliases: int = 0
    directives: int = 0
    fields: int = 0
    """Those of the first level."""


def exceeded(name: str, limit: int, value: int | None = None) -> GraphQLError:
    """The refusal of a document beyond a limit."""
    what = name.replace("_", " ")
    value = value if value is None else min(value, LARGEST)
    has = f"at most {limit}" if value is None else f"{value}, at most {limit} is allowed"
    extensions = {"code": ProblemCode.LIMIT_EXCEEDED.value, "limit": name, "maximum": limit}
    return GraphQLError(
        f"the document is too large in {what}: {has}",
        extensions=extensions if value is None else {**extensions, "value": value},
    )


def beyond_reading(limits: Limits, text: str) -> list[GraphQLError]:
    """A refusal for each limit that explains why a text could not be parsed."""
    tokens = TOKEN.findall(text)
    depths = accumulate((each == "{") - (each == "}") for each in tokens)
    values = {"tokens": len(tokens), "depth": max(depths, default=0)}
    return refusals(limits, values)


def beyond(limits: Limits, document: DocumentNode) -> list[GraphQLError]:
    """A refusal for each limit that a document exceeds."""
    measuring = Measuring(document)
    values = {"fragments": len(measuring.fragments)}
    for operation in document.definitions:
        if not isinstance(operation, OperationDefinitionNode):
            continue
        found = measuring.measure(operation.selection_set)
        roots = "mutations" if operation.operation is OperationType.MUTATION else "root_fields"
        for name, value in (
            (roots, found.fields),
            ("depth", found.depth),
            ("introspection_depth", found.introspection_depth),
            ("introspection_lists", found.introspection_lists),
            ("aliases", found.aliases),
            ("directives", found.directives + len(operation.directives or ())),
        ):
            values[name] = max(values.get(name, 0), value)
    return refusals(limits, values)


def refusals(limits: Limits, values: dict[str, int]) -> list[GraphQLError]:
    """A refusal for each of a document's values that exceeds the limit of its name."""
    most = {name: getattr(limits, name) for name in values}
    return [exceeded(name, most[name], value) for name, value in values.items() if value > most[name]]


def mutations(document: DocumentNode, operation: OperationDefinitionNode) -> int:
    """How many mutations an operation has."""
    is_mutation = operation.operation is OperationType.MUTATION
    return Measuring(document).measure(operation.selection_set).fields if is_mutation else 0


class Measuring:
    """Measures the selections of one document."""

    def __init__(self, document: DocumentNode) -> None:
        nodes = [node for node in document.definitions if isinstance(node, FragmentDefinitionNode)]
        self.fragments = {node.name.value: node for node in nodes}
        self.known: dict[str, Measure] = {}

    def measure(self, selections: SelectionSetNode | None) -> Measure:
        """What a selection set comes to. Raises RecursionError where it is nested beyond Python's own bound."""
        parts = [self.part(node) for node in selections.selections] if selections else []
        return Measure(
            max((part.depth for part in parts), default=0),
            max((part.introspection_depth for part in parts), default=0),
            max((part.introspection_lists for part in parts), default=0),
            max((part.lists for part in parts), default=0),
            sum(part.aliases for part in parts),
            sum(part.directives for part in parts),
            sum(part.fields for part in parts),
        )

    def part(self, node: SelectionNode) -> Measure:
        directives = len(node.directives or ())
        match node:
            case FieldNode():
                inner = self.measure(node.selection_set)
                within = node.name.value in INTROSPECTION
                lists = inner.lists + (node.name.value in LISTS_OF_TYPES)
                return Measure(
                    0 if within else inner.depth + 1,
                    inner.depth + 1 if within else inner.introspection_depth,
                    lists if within else inner.introspection_lists,
                    0 if within else lists,
                    inner.aliases + (node.alias is not None),
                    inner.directives + directives,
                    1,
                )
            case FragmentSpreadNode():
                inner = self.fragment(node.name.value)
            case InlineFragmentNode():
                inner = self.measure(node.selection_set)
            case _:
                inner = Measure()
        return replace(inner, directives=inner.directives + directives)

    def fragment(self, name: str) -> Measure:
        """What a fragment comes to, wherever it is spread."""
        if name not in self.known:
            self.known[name] = Measure()
            if name in self.fragments:
                node = self.fragments[name]
                inner = self.measure(node.selection_set)
                self.known[name] = replace(inner, directives=inner.directives + len(node.directives or ()))
        return self.known[name]
