"""Documents: parsed, validated and checked for the permissions they need; the outcome is cached with bounded memory."""

from dataclasses import dataclass

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

from gateway.graph.permissions import Required, permissions_of_document

CACHED_DOCUMENTS = 1000
CACHED_LENGTH = 20_000
MAX_TOKENS = 10_000


@dataclass(frozen=True, slots=True)
class Document:
    """A text that was parsed and validated: a document, or what is wrong with it."""

    node: DocumentNode | None
    errors: list[GraphQLError]
    permissions: frozenset[tuple[str, str, str]]

    def operation(self, name: str | None) -> OperationDefinitionNode | None:
        """The operation of this name, or the only one."""
        operations = [
            node for node in (self.node.definitions if self.node else ()) if isinstance(node, OperationDefinitionNode)
        ]
        if name is None:
            return operations[0] if len(operations) == 1 else None
        return next((node for node in operations if node.name and node.name.value == name), None)

    def is_query(self, name: str | None) -> bool:
        operation = self.operation(name)
        return operation is not None and operation.operation is OperationType.QUERY


class Documents:
    """The documents of one schema."""

    def __init__(self, schema: GraphQLSchema, required: Required, *, introspection: bool) -> None:
        self.schema = schema
        self.required = required
        self.rules = [*specified_rules, *(() if introspection else (NoSchemaIntrospectionCustomRule,))]
        self.cache: LRUCache[str, Document] = LRUCache(CACHED_DOCUMENTS)

    def document(self, text: str) -> Document:
        """The document, from the cache where it is there."""
        known = self.cache.get(text)
        if known is None:
            known = self.read(text)
            if len(text) <= CACHED_LENGTH:
                self.cache[text] = known
        return known

    def read(self, text: str) -> Document:
        try:
            node = parse(text, max_tokens=MAX_TOKENS)
            errors = validate(self.schema, node, self.rules, max_errors=20)
            needed = frozenset() if errors else permissions_of_document(self.schema, self.required, node)
        except GraphQLError as error:
            return Document(None, [error], frozenset())
        except RecursionError:
            return Document(None, [GraphQLError("the document is nested too deeply")], frozenset())
        return Document(node, errors, needed)
