"""Manifests: the files in which the build tools of front ends list their documents.

Apollo's is an object with a format, a version and operations (its package generate-persisted-query-manifest); Relay's
an object of texts by their ids, which is also what graphql-codegen's client preset writes.
"""

from collections.abc import Callable
from typing import Any

import orjson

from gateway.rules import UNSTORABLE
from gateway.trusted_documents.model import (
    HASH_PREFIX,
    MAX_ID,
    NewDocument,
    hash_of_text,
    is_identifier,
)

APOLLO = "apollo-persisted-query-manifest"
APOLLO_VERSION = 1
Report = Callable[[str], None]


def documents_of(manifest: bytes, report: Report) -> list[NewDocument]:
    """The documents of a manifest that can be read; what is wrong with the others is reported, one by one."""
    try:
        content = orjson.loads(manifest)
    except orjson.JSONDecodeError:
        report("is not JSON in UTF-8")
        return []
    if not isinstance(content, dict):
        report("is no manifest: it must be a JSON object")
        return []
    entries = of_apollo(content, report) if isinstance(content.get("operations"), list) else list(content.items())
    documents: dict[str, NewDocument] = {}
    for id, text in entries:
        problem = problem_of(id, text)
        if problem is None and id in documents and documents[id].text != text:
            problem = "is there twice, with different documents"
        if problem:
            report(f"{id}: {problem}")
        else:
            documents[id] = NewDocument(id, text, "")
    return list(documents.values())


def of_apollo(content: dict[str, Any], report: Report) -> list[tuple[Any, Any]]:
    """The ids and texts of Apollo's format."""
    if (content.get("format"), content.get("version")) != (APOLLO, APOLLO_VERSION):
        report(f"is no manifest that is understood: its format must be {APOLLO}, its version {APOLLO_VERSION}")
        return []
    for number, operation in enumerate(content["operations"]):
        if not isinstance(operation, dict):
            report(f"operations.{number}: must be an object")
    return [(each.get("id"), each.get("body")) for each in content["operations"] if isinstance(each, dict)]


def problem_of(id: Any, text: Any) -> str | None:
    """What is wrong with an id and its text, as they stand in a manifest."""
    if not isinstance(id, str) or not is_identifier(id):
        return (
            f"the id must be letters, digits and any of -._~, {MAX_ID} at most, or {HASH_PREFIX} and 64 hexadecimal"
            " digits in lower case"
        )
    if not isinstance(text, str) or not text.strip():
        return "must have the text of a document"
    if UNSTORABLE.search(text):
        return "the text has a NUL character or half of a surrogate pair"
    if id.startswith(HASH_PREFIX) and id != HASH_PREFIX + hash_of_text(text):
        return "the id is not the SHA-256 of the text"
    return None
