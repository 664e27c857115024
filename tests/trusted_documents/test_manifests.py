"""Manifests of Apollo's and Relay's tools are registered whole, or refused with everything that is wrong with them."""

import json

import pytest

from gateway.call import Call
from gateway.errors import NotFound
from gateway.trusted_documents.actions import remove_documents
from gateway.trusted_documents.model import DocumentsRefused
from gateway.trusted_documents.store import every_document
from gateway.viewer import SYSTEM
from tests.graph.documents import COUNT, OTHER, apollo, hash_of, register, relay
from tests.helpers import Api

TOO_MANY_ALIASES = "{" + " ".join(f"a{n}: __typename" for n in range(101)) + "}"
WRONG: dict[str, tuple[bytes, str]] = {
    "no JSON": (b"{", "1.json: is not JSON in UTF-8"),
    "not UTF-8": (b'{"a": "\xff"}', "1.json: is not JSON in UTF-8"),
    "a list": (b"[]", "1.json: is no manifest: it must be a JSON object"),
    "a format that is not known": (
        b'{"format": "other", "version": 1, "operations": []}',
        "1.json: is no manifest that is understood: its format must be apollo-persisted-query-manifest, its version 1",
    ),
    "a version that is not known": (
        b'{"format": "apollo-persisted-query-manifest", "version": 2, "operations": []}',
        "1.json: is no manifest that is understood: its format must be apollo-persisted-query-manifest, its version 1",
    ),
    "a number for a text": (b'{"a": 1}', "1.json: a: must have the text of a document"),
    "an empty text": (b'{"a": " "}', "1.json: a: must have the text of a document"),
    "half a surrogate pair": (b'{"a": "\\ud800"}', "1.json: is not JSON in UTF-8"),
    "NUL": (relay(a="{ a\0 }"), "1.json: a: the text has a NUL character or half of a surrogate pair"),
    "an id with a space": (relay(**{"a b": COUNT}), "1.json: a b: the id must be letters, digits"),
    "an id that is too long": (relay(**{"a" * 256: COUNT}), ": the id must be letters, digits"),
    "a hash of another text": (
        relay(**{f"sha256:{hash_of(OTHER)}": COUNT}),
        f"1.json: sha256:{hash_of(OTHER)}: the id is not the SHA-256 of the text",
    ),
    "bad syntax": (relay(a="{ organizations"), "1.json: a: Syntax Error"),
    "an unknown field": (relay(a="{ nothing }"), "1.json: a: Cannot query field 'nothing' on type 'Query'."),
    "a type definition": (relay(a="type A { b: Int }"), "1.json: a: The 'A' definition is not executable."),
    "a limit": (relay(a=TOO_MANY_ALIASES), "1.json: a: the document is too large in aliases: 101, at most 100"),
    "an operation that is no object": (
        b'{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [1]}',
        "1.json: operations.0: must be an object",
    ),
    "an operation without a body": (
        b'{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"id": "a"}]}',
        "1.json: a: must have the text of a document",
    ),
    "one id twice": (
        json.dumps(
            {
                "format": "apollo-persisted-query-manifest",
                "version": 1,
                "operations": [{"id": "a", "body": COUNT}, {"id": "a", "body": OTHER}],
            }
        ).encode(),
        "1.json: a: is there twice, with different documents",
    ),
}


async def listed(api: Api) -> list[tuple[str, str]]:
    return [(each.id, each.name) for each in await every_document(api.pool)]


@pytest.mark.parametrize(("manifest", "problem"), WRONG.values(), ids=WRONG)
async def test_a_manifest_with_something_wrong_is_refused_whole(api: Api, manifest: bytes, problem: str) -> None:
    with pytest.raises(DocumentsRefused) as refusal:
        await register(api, manifest, relay(sound=COUNT))
    assert any(problem in each for each in refusal.value.problems), refusal.value.problems
    assert await listed(api) == []


async def test_all_that_is_wrong_with_all_manifests_is_told_at_once(api: Api) -> None:
    await register(api, relay(taken=COUNT))
    with pytest.raises(DocumentsRefused) as refusal:
        await register(
            api, b"{", relay(taken=OTHER, wrong="{ qqqqqqqqqqqq two }"), relay(again=COUNT), relay(again=OTHER)
        )
    assert refusal.value.problems == (
        "1.json: is not JSON in UTF-8",
        "2.json: wrong: Cannot query field 'qqqqqqqqqqqq' on type 'Query'.",
        "2.json: wrong: Cannot query field 'two' on type 'Query'.",
        "4.json: again: is in another manifest with another document",
        "taken: is registered with another text; give the new document another id, or remove the old one first",
    )
    assert await listed(api) == [("taken", "Count")]


async def test_registering_again_adds_only_what_is_new(api: Api) -> None:
    assert len(await register(api, apollo(COUNT), relay(count=COUNT))) == 2
    assert await register(api, apollo(COUNT)) == []
    assert [each.id for each in await register(api, apollo(COUNT, OTHER))] == [hash_of(OTHER)]
    both = relay(two=f"{COUNT} {OTHER}", unnamed="{ __typename }")
    await register(api, both)
    assert await listed(api) == [
        ("unnamed", ""),
        *sorted([(hash_of(COUNT), "Count"), ("count", "Count")]),
        ("two", "Count, Other"),
        (hash_of(OTHER), "Other"),
    ]


async def test_each_registered_and_removed_document_is_an_event_without_its_text(api: Api) -> None:
    await register(api, relay(count=COUNT))
    await register(api, relay(count=COUNT))
    await remove_documents(Call(api.pool, SYSTEM, api.settings), ["count"])
    rows = await api.pool.fetch("SELECT * FROM events WHERE type LIKE 'trusted_document.%' ORDER BY id")
    identity = {"id": "count", "sha256": hash_of(COUNT), "name": "Count"}
    assert [(row["type"], row["before"], row["after"], row["actor_type"]) for row in rows] == [
        ("trusted_document.registered", None, identity, "SYSTEM"),
        ("trusted_document.removed", identity, None, "SYSTEM"),
    ]


async def test_removing_one_that_is_not_registered_removes_none(api: Api) -> None:
    await register(api, relay(count=COUNT))
    with pytest.raises(NotFound, match="there is no document absent"):
        await remove_documents(Call(api.pool, SYSTEM, api.settings), ["count", "absent"])
    assert await listed(api) == [("count", "Count")]
