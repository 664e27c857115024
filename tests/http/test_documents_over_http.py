"""A document by its id or hash, as the body of a POST or the parameters of a GET; anything else is a 4xx in JSON."""

import json
from typing import Any

import pytest

from tests.graph.documents import COUNT, CREATE, OTHER, code_of, hash_of, persisted, register, relay
from tests.helpers import Api

NO_DATA = {"organizations": {"totalCount": 0}}
WRONG: dict[str, dict[str, Any]] = {
    "nothing": {},
    "nothing but variables": {"variables": {}},
    "null": {"query": None, "documentId": None},
    "a text and an id": {"query": COUNT, "documentId": "count"},
    "an id and Apollo's hash": {"documentId": "count", **persisted(COUNT)},
    "an id that is a number": {"documentId": 1},
    "an id that is a list": {"documentId": ["count"]},
    "an empty id": {"documentId": ""},
    "an id with a space": {"documentId": "a b"},
    "an id with NUL": {"documentId": "a\0"},
    "an id with SQL": {"documentId": "' OR 1=1 --"},
    "an id that is too long": {"documentId": "x" * 256},
    "a hash in capitals": {"documentId": "sha256:" + hash_of(COUNT).upper()},
    "a hash cut short": {"documentId": "sha256:" + hash_of(COUNT)[:-1]},
    "a reserved prefix": {"documentId": "md5:" + "0" * 32},
    "an extension that is a text": {"extensions": {"persistedQuery": "count"}},
    "an extension without a hash": {"extensions": {"persistedQuery": {"version": 1}}},
    "an extension of another version": {"extensions": {"persistedQuery": {"version": 2, "sha256Hash": hash_of(COUNT)}}},
    "a hash that is a number": {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": 1}}},
    "a hash with NUL": persisted("", "\0"),
}


async def get(api: Api, **parameters: str) -> tuple[int, dict[str, Any]]:
    """The status and the answer, without what it tells of its cost."""
    headers = {"Authorization": f"Bearer {api.token}", "Accept": "application/graphql-response+json"}
    async with api.client.get("/graphql", params=parameters, headers=headers) as response:
        body: dict[str, Any] = await response.json(content_type=None)
        body.pop("extensions", None)
        return response.status, body


@pytest.mark.parametrize("body", WRONG.values(), ids=WRONG)
async def test_a_request_that_names_no_document_or_two_is_refused(api: Api, body: dict[str, Any]) -> None:
    await register(api, relay(count=COUNT))
    status, answer = await api.post(body)
    assert (status, code_of(answer)) == (400, "BAD_REQUEST")
    assert (await api.post({"documentId": "count"}))[1]["data"] == NO_DATA


async def test_a_document_is_named_by_get(api: Api) -> None:
    text = "query Page($n: Int!) { organizations(first: $n) { nodes { id } } }"
    await register(api, relay(page=text, both=f"{COUNT} {OTHER}"))
    page: dict[str, Any] = {"data": {"organizations": {"nodes": []}}}
    for id in ("page", f"sha256:{hash_of(text)}", hash_of(text)):
        assert await get(api, documentId=id, variables='{"n":1}') == (200, page)
    assert await get(api, documentId="both", operationName="Count") == (200, {"data": NO_DATA})
    by_hash = json.dumps(persisted(text)["extensions"])
    assert await get(api, extensions=by_hash, variables='{"n":1}') == (200, page)


async def test_the_handshake_of_automatic_persisted_queries_works_by_get(api: Api) -> None:
    extensions = json.dumps(persisted(COUNT)["extensions"])
    status, answer = await get(api, extensions=extensions)
    assert (status, code_of(answer)) == (404, "PERSISTED_QUERY_NOT_FOUND")
    assert await get(api, query=COUNT, extensions=extensions) == (200, {"data": NO_DATA})
    assert await get(api, extensions=extensions) == (200, {"data": NO_DATA})


async def test_a_mutation_does_not_run_by_get_however_it_is_named(api: Api) -> None:
    await register(api, relay(create=CREATE))
    assert (await get(api, documentId="create"))[0] == 405
    extensions = json.dumps(persisted(CREATE)["extensions"])
    assert (await get(api, extensions=extensions))[0] == 405
    assert (await get(api, query=CREATE, extensions=extensions))[0] == 405
    assert await api(COUNT) == NO_DATA


@pytest.mark.parametrize("extensions", ["{", "[]", '"text"', '{"persistedQuery": 1}', "\N{GRINNING FACE}"])
async def test_extensions_of_a_get_that_are_no_map_are_refused(api: Api, extensions: str) -> None:
    assert (await get(api, query=COUNT, extensions=extensions))[0] == 400
