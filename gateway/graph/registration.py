"""Registering the documents of manifests: each is checked against the schema and the limits before any is stored."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from graphql import OperationDefinitionNode

from gateway.call import Call
from gateway.graph.documents import Document
from gateway.graph.execution import Executor
from gateway.trusted_documents.actions import register_documents
from gateway.trusted_documents.manifest import documents_of
from gateway.trusted_documents.model import NewDocument, TrustedDocument


async def import_manifests(call: Call, manifests: Iterable[tuple[str, bytes]]) -> tuple[int, list[TrustedDocument]]:
    """How many documents the manifests have, and those of them that were not registered before.

    Each manifest comes with the name of its file. Raises DocumentsRefused with all that is wrong with any of them; then
    nothing is registered.
    """
    documents: dict[str, NewDocument] = {}
    problems: list[str] = []
    executor = Executor(call.settings)
    for file, content in manifests:
        found: list[str] = []
        for each in documents_of(content, found.append):
            document = executor.documents.read(each.text)
            found.extend(f"{each.id}: {error.message}" for error in document.errors)
            earlier = documents.setdefault(each.id, replace(each, name=names_in(document)))
            if earlier.text != each.text:
                found.append(f"{each.id}: is in another manifest with another document")
        problems.extend(f"{file}: {problem}" for problem in found)
    return len(documents), await register_documents(call, list(documents.values()), problems)


def names_in(document: Document) -> str:
    """The names of its operations, separated by commas."""
    definitions: Sequence[object] = document.node.definitions if document.node else ()
    return ", ".join(node.name.value for node in definitions if isinstance(node, OperationDefinitionNode) and node.name)
