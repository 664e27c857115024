"""/graphql as an HTTP resource: what is malformed gets a JSON answer, and nothing runs."""

import gzip
import io
import json
from typing import Any

import pytest

from tests.helpers import Api

QUERY = "{ organizations { totalCount } }"


async def sent(api: Api, method: str = "POST", **options: Any) -> tuple[int, Any, Any]:
    headers = {"Authorization": f"Bearer {api.token}", **options.pop("headers", {})}
    async with api.client.request(method, "/graphql", headers=headers, **options) as response:
        return response.status, response.headers, await response.json(content_type=None)


async def test_a_query_is_answered_by_post_and_by_get(api: Api) -> None:
    assert (await sent(api, json={"query": QUERY}))[2]["data"] == {"organizations": {"totalCount": 0}}
    status, headers, body = await sent(api, "GET", params={"query": QUERY})
    assert (status, body["data"]) == (200, {"organizations": {"totalCount": 0}})
    assert headers["Cache-Control"] == "no-store"


async def test_a_mutation_by_get_is_refused(api: Api) -> None:
    mutation = 'mutation { createOrganization(input: {displayName: "X"}) { __typename } }'
    status, headers, _ = await sent(api, "GET", params={"query": mutation})
    assert (status, headers["Allow"]) == (405, "POST")
    assert (await api(QUERY))["organizations"]["totalCount"] == 0


@pytest.mark.parametrize(
    ("data", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'"query"', "application/json", 400),
        (b"[]", "application/json", 400),
        (b"{}", "application/json", 400),
        (b'{"query": 1}', "application/json", 400),
        (b'{"query": "{ __typename }", "variables": []}', "application/json", 400),
        (b'{"query": "{ __typename }", "operationName": 1}', "application/json", 400),
        (b'{"query": "{ __typename }", "variables": {"a": "\\ud800"}}', "application/json", 400),
        (b'{"query": "{ __typename }", "variables": {"a": 1' + b"0" * 5000 + b"}}", "application/json", 400),
        (b'{"query": "{ __typename }", "variables": {"a": ' + b"[" * 900 + b"]" * 900 + b"}}", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"query": "{ __typename }"}', "text/plain", 415),
        (b'{"query": "{ __typename }"}', "text/plain;application/json", 415),
        (b"query={__typename}", "application/x-www-form-urlencoded", 415),
        (b'{"query": "{ __typename }"}', "application/json; charset=utf-16", 415),
        (b'{"query": "' + b" " * 1_100_000 + b'"}', "application/json", 413),
    ],
)
async def test_a_malformed_request_gets_a_4xx_in_json(api: Api, data: bytes, content_type: str, status: int) -> None:
    answer = await sent(api, data=io.BytesIO(data), headers={"Content-Type": content_type})
    assert answer[0] == status
    assert answer[2]["errors"][0]["message"]
    assert await api("{ __typename }") == {"__typename": "Query"}


async def test_the_status_follows_the_media_type_the_client_accepts(api: Api) -> None:
    for accept, status in (("application/json", 200), ("application/graphql-response+json", 400)):
        answer = await sent(api, json={"query": "{ nothing }"}, headers={"Accept": accept})
        assert (answer[0], answer[1]["Content-Type"]) == (status, f"{accept}; charset=utf-8")
        assert "data" not in answer[2]
    assert (await sent(api, json={"query": QUERY}, headers={"Accept": "text/html"}))[0] == 406


async def test_an_unknown_credential_is_answered_with_401(api: Api) -> None:
    for authorization in ("Bearer nothing", "Basic YTpi", f"Bearer {api.token}x", "Bearer"):
        status, headers, body = await sent(api, json={"query": QUERY}, headers={"Authorization": authorization})
        assert (status, body["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")
        assert headers["WWW-Authenticate"].startswith("Bearer")


async def test_deep_documents_are_refused_and_the_gateway_goes_on(api: Api) -> None:
    deep = "{ organizations " + "{ nodes " * 3000 + "{ id }" + " }" * 3000 + " }"
    _, _, body = await sent(api, json={"query": deep})
    assert body["errors"]
    page = "OrganizationConnection"
    fragments = f"fragment A on {page} {{ ...B }} fragment B on {page} {{ ...A }}"
    circular = "{ organizations { ...A } } " + fragments
    assert (await sent(api, json={"query": circular}))[2]["errors"]
    assert await api("{ __typename }") == {"__typename": "Query"}


async def test_every_answer_names_its_request(api: Api) -> None:
    _, headers, _ = await sent(api, json={"query": QUERY}, headers={"X-Request-ID": "abc-123"})
    assert headers["X-Request-ID"] == "abc-123"
    _, headers, _ = await sent(api, json={"query": QUERY}, headers={"X-Request-ID": "evil {}"})
    assert headers["X-Request-ID"].startswith("req_")


async def test_unknown_paths_are_answered_in_json(api: Api) -> None:
    async with api.client.get("/nothing") as response:
        assert (response.status, json.loads(await response.text())["errors"][0]["extensions"]["code"]) == (
            404,
            "NOT_FOUND",
        )


async def test_health_says_whether_the_database_answers_and_is_migrated(api: Api) -> None:
    async with api.client.get("/livez") as response:
        assert response.status == 200
    async with api.client.get("/readyz") as response:
        assert response.status == 200
    await api.pool.execute("ALTER TABLE schema_version RENAME TO elsewhere")
    async with api.client.get("/readyz") as response:
        assert response.status == 503
        assert "gateway migrate" in (await response.json())["reason"]


@pytest.mark.parametrize(
    ("encoding", "data", "status"),
    [
        ("gzip", b"broken", 400),
        ("gzip", gzip.compress(b'{"query": "{ __typename }"}', mtime=0)[:-12], 400),
        ("gzip", gzip.compress(b'{"query": "' + b" " * 50_000_000 + b'"}', mtime=0), 413),
        ("unheard-of", b'{"query": "{ __typename }"}', 415),
        ("gzip", gzip.compress(b'{"query": "{ __typename }"}', mtime=0), 200),
    ],
    ids=["not gzip", "cut off", "a bomb", "unknown", "sound"],
)
async def test_a_compressed_body_is_read_and_a_broken_one_refused_in_json(
    api: Api, encoding: str, data: bytes, status: int
) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": encoding}
    answer = await sent(api, data=io.BytesIO(data), headers=headers)
    assert answer[0] == status
    assert answer[2].keys() == ({"data", "extensions"} if status == 200 else {"errors"})
    assert await api("{ __typename }") == {"__typename": "Query"}


async def test_an_answer_worth_it_is_compressed_where_the_client_takes_that(api: Api) -> None:
    query = {"query": "{ __schema { types { name description } } }"}
    headers = {"Authorization": f"Bearer {api.token}"}
    for accepted, encoding in (
        ("gzip", "gzip"),
        ("deflate, GZIP;q=0.5", "gzip"),
        ("identity", None),
        ("gzip;q=0", None),
        ("gzip; q=0.000, identity", None),
    ):
        answer = await api.client.post("/graphql", json=query, headers={**headers, "Accept-Encoding": accepted})
        assert answer.headers.get("Content-Encoding") == encoding
        assert (await answer.json())["data"]["__schema"]["types"]
