"""Which document a request asks for, and whether its caller may run it.

A document is given by its text; by an identifier (GraphQL over HTTP, appendix A); or by Apollo's hash, which brings the
text along when the gateway says that it lacks it (automatic persisted queries). What an operator has registered can be
named by anybody. Where the mode is `only`, callers without `graphql:any-document` run nothing else, in whichever way it
is given, and do not ask for the schema; where it is `prefer`, what that would refuse is told.
"""

import logging
from typing import TYPE_CHECKING, NamedTuple

from cachetools import LRUCache, TTLCache
from graphql import GraphQLError

from gateway.call import Call
from gateway.errors import ProblemCode
from gateway.graph.documents import CACHED_LENGTH, LEAST_LENGTH, Document, Documents, shown_name
from gateway.trusted_documents.known import KnownDocuments
from gateway.trusted_documents.model import HASH_PREFIX, hash_of_text
from gateway.viewer import Permission

if TYPE_CHECKING:
    from gateway.graph.execution import Request

AUTOMATIC_CHARACTERS = 2_000_000
"""Of the texts that clients have brought along, which are kept by their hash."""
TOLD, TOLD_SECONDS = 1000, 3600
"""A document is logged once in so long, as long as there are no more of them."""

log = logging.getLogger(__name__)


class Asked(NamedTuple):
    """The document that a request asks for, or one of errors that say why it is not run."""

    document: Document
    unregistered: bool = False
    """Whether it runs although it would be refused where only registered documents run."""


def refused(message: str, code: str) -> Asked:
    return Asked(Document(None, [GraphQLError(message, extensions={"code": code})], frozenset()))


NOT_REGISTERED = "the caller runs registered documents only, and this is none"
NO_INTROSPECTION = "the caller runs registered documents only, and none that asks for the schema"
# The message is what Apollo's and urql's clients look for.
NOT_FOUND = refused("PersistedQueryNotFound", ProblemCode.PERSISTED_QUERY_NOT_FOUND)
UNKNOWN_ID = refused("there is no document with this documentId", ProblemCode.PERSISTED_QUERY_NOT_FOUND)
ANOTHER_HASH = refused("provided sha does not match query", "BAD_REQUEST")


class TrustedDocuments:
    """The documents that requests ask for."""

    def __init__(self, documents: Documents, mode: str) -> None:
        self.documents = documents
        self.mode = mode
        self.known = KnownDocuments()
        self.automatic: LRUCache[str, str] = LRUCache(
            AUTOMATIC_CHARACTERS, getsizeof=lambda text: max(len(text), LEAST_LENGTH)
        )
        self.told: TTLCache[str, None] = TTLCache(TOLD, TOLD_SECONDS)

    async def asked(self, request: "Request", call: Call) -> Asked:
        """The document a request asks for, as far as its caller may run it."""
        any_document = self.mode == "open" or call.viewer.may(Permission.ANY_DOCUMENT)
        if request.query is None:
            return await self.named(request, call, any_document)
        hash = None if any_document and request.persisted_hash is None else hash_of_text(request.query)
        if request.persisted_hash is not None and request.persisted_hash != hash:
            return ANOTHER_HASH
        if any_document or await self.known.text(call.pool, f"{HASH_PREFIX}{hash}") is not None:
            asked = self.registered(request, request.query, any_document)
        else:
            asked = self.unregistered(request, request.query, NOT_REGISTERED)
        if request.persisted_hash and len(request.query) <= CACHED_LENGTH and not asked.document.errors:
            self.automatic[request.persisted_hash] = request.query
        return asked

    async def named(self, request: "Request", call: Call, any_document: bool) -> Asked:
        """The document of an identifier or a hash."""
        text = await self.known.text(call.pool, request.document_id or request.persisted_hash or "")
        if text is not None:
            return self.registered(request, text, any_document)
        if self.mode == "only" and not any_document:
            return refused(NOT_REGISTERED, ProblemCode.DOCUMENT_NOT_TRUSTED)
        if request.persisted_hash is None:
            return UNKNOWN_ID
        text = self.automatic.get(request.persisted_hash)
        if text is None:
            return NOT_FOUND
        return (
            Asked(self.documents.document(text)) if any_document else self.unregistered(request, text, NOT_REGISTERED)
        )

    def registered(self, request: "Request", text: str, any_document: bool) -> Asked:
        """The document of this text, which the caller may run unless it asks for the schema."""
        document = self.documents.document(text)
        if document.introspects and not any_document:
            return self.unregistered(request, text, NO_INTROSPECTION)
        return Asked(document)

    def unregistered(self, request: "Request", text: str, why: str) -> Asked:
        """The refusal; where the mode is `prefer`, the document, and its operation's name in the log."""
        if self.mode == "only":
            return refused(why, ProblemCode.DOCUMENT_NOT_TRUSTED)
        document = self.documents.document(text)
        operation = document.operation(request.operation_name)
        hash = hash_of_text(text)
        if operation and hash not in self.told:
            self.told[hash] = None
            name = shown_name(operation) or "anonymous"
            log.warning("a document is not registered", extra={"operation": name, "document": HASH_PREFIX + hash})
        return Asked(document, unregistered=True)
