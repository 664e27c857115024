"""Documents: parsed, validated and checked for the permissions they need; the outcome is cached with bounded memory."""

import re
from dataclasses import dataclass, field, replace
from typing import Any

from cachetools import LRUCache
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    parse,
    specified_rules,
    validate,
)
from graphql.validation import recommended_rules
from graphql.validation.rules import overlapping_fields_can_be_merged
from graphql.validation.validate import ValidationAbortedError

from gateway.engine import Plan, Readers, Variables, compile_operation, conditions
from gateway.graph.cost import Weighed
from gateway.graph.limits import Limits, beyond, beyond_reading, exceeded
from gateway.graph.permissions import Required, permissions_of_document

CACHED_CHARACTERS = 2_000_000
CACHED_LENGTH = 20_000
LEAST_LENGTH = 2000
"""What each cached document counts at least, so that there are 1,000 at most."""
INTROSPECTION = re.compile(r"__(?:schema|type)\b")
MAX_ERRORS = 10
"""Of one document: each may print a large part of it."""
MAX_COMPARISONS = 50_000
"""Of fields that have the same name in an answer, each with each: what validation takes more than linear time for."""
# graphql-core's own bound, a second of validation, is set in this way; a comparison is two of its units.
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 2 * MAX_COMPARISONS
LONGEST_NAME = 100
KEPT_PLANS = 16
"""Of one document: one for each operation and choice of what is skipped and included."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text that was parsed and validated: a document, or what is wrong with it."""

    node: DocumentNode | None
    errors: list[GraphQLError]
    permissions: frozenset[tuple[str, str, str]]
    conditions: tuple[str, ...] = ()
    """The variables that decide which fields are selected."""
    introspects: bool = False
    """Whether it asks for the schema, by __schema or __type."""
    plans: dict[Any, Plan | None] = field(default_factory=dict)
    """By operation and the values of its conditions: the engine's plan, None where there can be none."""

    variables: dict[int, Variables] = field(default_factory=dict)
    """Of operations, by their identity."""
    costs: dict[int, Weighed] = field(default_factory=dict)
    """Of operations, by their identity: what each costs."""
    operations: dict[str | None, OperationDefinitionNode] = field(init=False)
    """By name, the only one by None as well."""
    characters: int = 0
    """How long the text is."""

    def __post_init__(self) -> None:
        nodes = [
            node for node in (self.node.definitions if self.node else ()) if isinstance(node, OperationDefinitionNode)
        ]
        named = {node.name.value: node for node in nodes if node.name}
        object.__setattr__(self, "operations", {**named, None: nodes[0]} if len(nodes) == 1 else named)

    def operation(self, name: str | None) -> OperationDefinitionNode | None:
        """The operation of this name, or the only one."""
        return self.operations.get(name)

    def plan(self, schema: GraphQLSchema, operation: OperationDefinitionNode, variables: dict[str, Any]) -> Plan | None:
        """The operation's plan under these variables; None when it is left to graphql-core."""
        # Another operation of the document may have a variable of such a name, of any type.
        choice = {name: variables[name] for name in self.conditions if isinstance(variables.get(name), bool)}
        key = id(operation), tuple(choice.items())
        if key not in self.plans:
            assert self.node
            if len(self.plans) >= KEPT_PLANS:
                self.plans.clear()
            self.plans[key] = compile_operation(schema, self.node, operation, choice)
        return self.plans[key]

    def is_query(self, name: str | None) -> bool:
        operation = self.operation(name)
        return operation is not None and operation.operation is OperationType.QUERY


def shown_name(operation: OperationDefinitionNode) -> str | None:
    """The operation's name for logs and figures, which are not to be filled by whoever makes up long ones."""
    return operation.name.value[:LONGEST_NAME] if operation.name else None


class Documents:
    """The documents of one schema."""

    def __init__(self, schema: GraphQLSchema, required: Required, limits: Limits, *, introspection: bool) -> None:
        self.schema = schema
        self.readers = Readers()
        self.required = required
        self.limits = limits
        # What is recommended beside the specified ones bounds introspection, as `limits` does.
        rules = [rule for rule in specified_rules if rule not in recommended_rules]
        self.rules = [*rules, *(() if introspection else (NoSchemaIntrospectionCustomRule,))]
        self.cache: LRUCache[str, Document] = LRUCache(CACHED_CHARACTERS, getsizeof=size_in_cache)

    def document(self, text: str) -> Document:
        """The document, from the cache where it is there."""
        try:
            return self.cache[text]
        except KeyError:
            known = replace(self.read(text), characters=len(text))
            if len(text) <= CACHED_LENGTH:
                self.cache[text] = known
            return known

    def variables(self, document: Document, operation: OperationDefinitionNode) -> Variables:
        """What reads the variables of an operation of a document."""
        known = document.variables.get(id(operation))
        if known is None:
            known = document.variables[id(operation)] = Variables(self.schema, self.readers, operation)
        return known

    def read(self, text: str) -> Document:
        limits = self.limits
        if len(text) > limits.characters:
            return Document(None, [exceeded("characters", limits.characters, len(text))], frozenset())
        try:
            node = parse(text, max_tokens=limits.tokens)
            errors = beyond(limits, node) or self.invalid(node)
            needed = frozenset() if errors else permissions_of_document(self.schema, self.required, node)
        except GraphQLError as error:
            return Document(None, beyond_reading(limits, text) or [error], frozenset())
        except RecursionError:
            return Document(None, [GraphQLError("the document is nested too deeply")], frozenset())
        if errors:
            return Document(node, errors, needed)
        introspects = bool(
            INTROSPECTION.search(text) and validate(self.schema, node, [NoSchemaIntrospectionCustomRule])
        )
        return Document(node, errors, needed, conditions(node), introspects)

    def invalid(self, node: DocumentNode) -> list[GraphQLError]:
        """What validation finds; where that takes too much comparing, the refusal of it."""
        errors = validate(self.schema, node, self.rules, max_errors=MAX_ERRORS)
        if errors and isinstance(errors[-1], ValidationAbortedError) and len(errors) <= MAX_ERRORS:
            return [exceeded("comparisons", MAX_COMPARISONS)]
        return errors


def size_in_cache(document: Document) -> int:
    return max(document.characters, LEAST_LENGTH)
