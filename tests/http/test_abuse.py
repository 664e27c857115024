"""What is sent to do harm changes nothing: a refusal that gives nothing away, and the next caller is answered."""

import asyncio
import gzip
import io
import logging
import re
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import orjson
import pytest
from asyncpg import Pool

from gateway.settings import Settings
from tests.helpers import Api

USUAL = "{ organizations { totalCount nodes { displayName } } }"
TELLING = re.compile(
    r"traceback|file \"|\.py\b|asyncpg|psycopg|postgres|sqlstate|syntax error at|relation|pg_|select .* from|gateway/",
    re.IGNORECASE,
)
INTROSPECTION_BOMB = (
    "{ __schema { types { fields { type { fields { type { fields { type { fields { type { fields { type { fields { type"
    " { fields { type { fields { type { fields { type { name } } } } } } } } } } } } } } } } } } } } }"
)
DOCUMENTS: dict[str, str] = {
    "10,000 aliases": "{" + " ".join(f"a{n}: organizations {{ totalCount }}" for n in range(10_000)) + "}",
    "1,000 levels": "{" + " a {" * 1000 + " b" + " }" * 1000 + " }",
    "100,000 levels": "{" + "a{" * 100_000,
    "circular fragments": "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A roles { totalCount } }",
    "a fragment within itself": "{ organizations { ...A } } fragment A on OrganizationConnection { nodes { id } ...A }",
    "10,000 fragments": "{ ...F0 }" + "".join(f" fragment F{n} on Query {{ __typename }}" for n in range(10_000)),
    "doubled fragments": "{ ...F0 }"
    + "".join(f" fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60))
    + " fragment F60 on Query { organizations { totalCount } }",
    "10,000 directives": "{ __typename" + " @include(if: true)" * 10_000 + " }",
    "10,000 mutations": "mutation {"
    + " ".join(f'm{n}: deleteOrganization(input: {{id: "x"}}) {{ __typename }}' for n in range(10_000))
    + "}",
    "an introspection bomb": INTROSPECTION_BOMB,
    "the schema 50 times": "{"
    + " ".join(f"a{n}: __schema {{ types {{ fields {{ type {{ name }} }} }} }}" for n in range(50))
    + "}",
    "a field 9,000 times": "{ organizations { nodes { " + "id " * 9000 + "} } }",
    "an object 2,000 times": "{ organizations { " + "nodes { id } " * 2000 + "} }",
    "9,000 fields that are none": "{ organizations { " + " ".join(f"x{n}" for n in range(9000)) + " } }",
    "3,000 input fields that are none": "{ organizations(filter: {"
    + " ".join(f'a{n}: "1"' for n in range(3000))
    + "}) { totalCount } }",
    "500 operations with the same fragment": "".join(f"query Q{n}($a: ID!) {{ ...F }} " for n in range(500))
    + "fragment F on Query { nodes(ids: ["
    + "$a " * 2000
    + "]) { id } }",
    "a list in 900 lists": "{ nodes(ids: " + "[" * 900 + "]" * 900 + ") { id } }",
    "a field's name without end": "{ " + "a" * 99_000 + " }",
    "a number without end": "{ organizations(first: " + "9" * 100_000 + ") { totalCount } }",
    "a string without end": '{ organization(by: {slug: "' + "x" * 200_000 + '"}) { id } }',
    "NUL": "{ organizations\0 { totalCount } }",
    "a subscription": "subscription { organizations { totalCount } }",
}
INJECTIONS = (
    "' OR 1=1 --",
    "'; DROP TABLE organizations; --",
    "\0",
    "\\'; SELECT pg_sleep(10); --",
    "$1",
    "%(x)s",
    "{0}",
    "%_%_%",
    "x" * 100_000,
)
TEXTS: dict[str, str] = {
    "slug": "query ($t: String!) { organization(by: {slug: $t}) { id } }",
    "externalId": "query ($t: String!) { organization(by: {externalId: $t}) { id } }",
    "email": "query ($t: String!) { user(by: {email: $t}) { id } }",
    "search": "query ($t: String!) { organizations(filter: {search: $t}) { totalCount } }",
    "cursor": "query ($t: String!) { organizations(after: $t) { totalCount nodes { id } } }",
    "metadata": "query ($t: String!) { organizations(filter: {metadata: {plan: $t}}) { totalCount } }",
    "type": "query ($t: String!) { events(filter: {type: $t}) { nodes { id } } }",
    "id": "query ($t: ID!) { node(id: $t) { id } }",
    "name": """mutation ($t: String!) { createOrganization(input: {displayName: $t, slug: $t, externalId: $t}) {
        __typename ... on Problem { code } } }""",
    "token": "mutation ($t: String!) { acceptInvitation(input: {token: $t}) { ... on Problem { code } } }",
}
BODIES: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{" * 100,
    "not UTF-8": b'{"query": "\xff\xfe"}',
    "half a surrogate pair": b'{"query": "{ __typename }", "variables": {"a": "\\ud800"}}',
    "10,000 levels": b'{"query": "{ __typename }", "variables": {"a": ' + b"[" * 10_000 + b"]" * 10_000 + b"}}",
    "10 MB of variables": orjson.dumps({"query": USUAL, "variables": {"a": "x" * 10_000_000}}),
    "a 10 MB document": orjson.dumps({"query": "{" + " __typename" * 1_000_000 + "}"}),
    "1,000 operations": orjson.dumps([{"query": USUAL}] * 1000),
    "an infinite number": b'{"query": "{ __typename }", "variables": {"a": 1e999999}}',
    "a query that is a list": b'{"query": ["{ __typename }"]}',
    "a 1,000 times compressed body": gzip.compress(b'{"query": "' + b" " * 50_000_000 + b'"}', mtime=0),
}


@pytest.fixture
async def unharmed(api: Api) -> AsyncIterator[Api]:
    """A gateway with one organization, which is all there is afterwards as well."""
    await api.organization(displayName="Acme")
    yield api
    assert await api(USUAL) == {"organizations": {"totalCount": 1, "nodes": [{"displayName": "Acme"}]}}


def gives_nothing_away(body: dict[str, Any]) -> bool:
    messages = [error["message"] for error in body.get("errors", ())]
    return not any(TELLING.search(message) for message in messages) and "INTERNAL" not in str(body)


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
async def test_documents(unharmed: Api, document: str) -> None:
    status, body = await unharmed.post({"query": document})
    assert status < 500
    assert body["errors"]
    assert gives_nothing_away(body), body
    assert len(orjson.dumps(body)) < 20_000


@pytest.mark.parametrize("place", TEXTS)
async def test_sql_and_worse_in_every_kind_of_text(unharmed: Api, place: str) -> None:
    for text in INJECTIONS:
        status, body = await unharmed.post({"query": TEXTS[place], "variables": {"t": text}})
        assert status < 500
        assert gives_nothing_away(body), body
        for made in [value for value in (body.get("data") or {}).values() if place == "name"]:
            assert made["__typename"] == "InvalidInputProblem", made


@pytest.mark.parametrize("raw", BODIES.values(), ids=BODIES)
async def test_bodies(unharmed: Api, raw: bytes) -> None:
    headers = {"Authorization": f"Bearer {unharmed.token}", "Content-Type": "application/json"}
    if raw.startswith(b"\x1f\x8b"):
        headers["Content-Encoding"] = "gzip"
    async with unharmed.client.post("/graphql", data=io.BytesIO(raw), headers=headers) as response:
        body = await response.json(content_type=None)
    assert 400 <= response.status < 500
    assert gives_nothing_away(body), body


@pytest.mark.parametrize(
    ("media_type", "status"),
    [("text/plain", 415), ("multipart/form-data", 400), ("application/x-www-form-urlencoded", 415), ("x/y", 415)],
)
async def test_media_types(unharmed: Api, media_type: str, status: int) -> None:
    query = orjson.dumps({"query": 'mutation { createOrganization(input: {displayName: "No"}) { __typename } }'})
    headers = {"Authorization": f"Bearer {unharmed.token}", "Content-Type": media_type}
    async with unharmed.client.post("/graphql", data=query, headers=headers) as response:
        assert response.status == status
        assert gives_nothing_away(await response.json(content_type=None))


async def test_variables_of_a_request_with_files_that_are_nested_deeply(unharmed: Api) -> None:
    nested = b'{"query": "{ __typename }", "variables": {"a": ' + b"[" * 900 + b"]" * 900 + b"}}"
    form = aiohttp.FormData({"operations": nested.decode(), "map": "{}"}, default_to_multipart=True)
    headers = {"Authorization": f"Bearer {unharmed.token}"}
    async with unharmed.client.post("/graphql", data=form, headers=headers) as response:
        (error,) = (await response.json())["errors"]
    assert (response.status, error["extensions"]["limit"], error["extensions"]["maximum"]) == (400, "nesting", 200)


async def test_many_long_names_of_operations_fill_neither_log_nor_figures(
    unharmed: Api, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "gateway.request")
    for n in range(30):
        status, body = await unharmed.as_(None).post({"query": f"query {'N' * 90_000}{n} {{ __typename }}"})
        assert (status, body["data"]) == (200, {"__typename": "Query"})
    async with unharmed.client.get("/metrics") as response:
        assert len(await response.read()) < 100_000
    assert len(caplog.records) >= 30
    assert max(len(str(record.__dict__)) for record in caplog.records) < 10_000


async def test_no_answer_names_the_software(unharmed: Api) -> None:
    for path in ("/graphql", "/livez", "/nothing", "/portal"):
        async with unharmed.client.get(path) as response:
            assert response.headers["Server"] == "gateway"


async def test_a_mutation_by_get(unharmed: Api) -> None:
    query = 'mutation { createOrganization(input: {displayName: "No"}) { __typename } }'
    headers = {"Authorization": f"Bearer {unharmed.token}"}
    async with unharmed.client.get("/graphql", params={"query": query}, headers=headers) as response:
        assert (response.status, response.headers["Allow"]) == (405, "POST")


async def test_bodies_that_come_byte_by_byte_hold_nobody_up_and_are_cut_off(pool: Pool, settings: Settings) -> None:
    async with Api.start(pool, settings.model_copy(update={"request_timeout_seconds": 2})) as api:
        url = api.client.make_url("/")
        assert url.host
        slow = [await asyncio.open_connection(url.host, url.port) for _ in range(100)]
        head = (
            b"POST /graphql HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
        )
        for _, writer in slow:
            writer.write(head + b'{"query": "')
        began = time.monotonic()
        while time.monotonic() - began < 1:
            for _, writer in slow:
                writer.write(b" ")
            async with asyncio.timeout(0.5):
                assert (await api(USUAL))["organizations"]["totalCount"] == 0
        async with asyncio.timeout(5):
            for reader, _ in slow:
                assert (await reader.readline()).split()[1] == b"504"
        async with asyncio.timeout(15):  # aiohttp lets a client finish what it sends for 10 seconds
            for reader, writer in slow:
                assert b"TIMEOUT" in await reader.read()
                writer.close()
        assert (await api(USUAL))["organizations"]["totalCount"] == 0
