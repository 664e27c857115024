"""Documents are given by text, id or hash; where only registered ones run, no way of giving another leads around it."""

import asyncio
import logging
from typing import Any

import pytest
from asyncpg import Pool

from gateway.call import Call
from gateway.settings import Settings
from gateway.trusted_documents.actions import remove_documents
from gateway.trusted_documents.known import KEPT_SECONDS, KEPT_UNKNOWN
from gateway.viewer import SYSTEM
from tests.graph.documents import (
    COUNT,
    CREATE,
    OTHER,
    SCHEMA,
    apollo,
    code_of,
    hash_of,
    in_mode,
    persisted,
    register,
    relay,
)
from tests.graph.portal import OPEN, customer
from tests.helpers import Api
from tests.members import member

NOT_TRUSTED, NOT_FOUND = "DOCUMENT_NOT_TRUSTED", "PERSISTED_QUERY_NOT_FOUND"
MODES = ("open", "prefer", "only")
MINE = "query Mine { viewer { __typename } }"
MINE_TOO = "query MineToo { me: viewer { __typename } }"
WAYS: dict[str, dict[str, Any]] = {
    "a registered text": {"query": MINE},
    "a registered text by its hash": {"documentId": f"sha256:{hash_of(MINE)}"},
    "a registered text by its id": {"documentId": "mine"},
    "a registered text by Apollo's hash": persisted(MINE),
    "a registered text with Apollo's hash": {"query": MINE, **persisted(MINE)},
    "another text": {"query": MINE_TOO},
    "another text with Apollo's hash": {"query": MINE_TOO, **persisted(MINE_TOO)},
    "another text by Apollo's hash, which came before": persisted(MINE_TOO),
    "an unknown hash": persisted("query Unknown { them: viewer { __typename } }"),
    "an unknown id": {"documentId": "unknown"},
    "an unknown document's hash": {"documentId": "sha256:" + "0" * 64},
    "a text of which a registered one is a part": {"query": MINE + " "},
    "the schema": {"query": "{ __schema { queryType { name } } }"},
    "the schema by __type": {"query": '{ __type(name: "Query") { name } }'},
    "the schema by a registered document": {"documentId": f"sha256:{hash_of(SCHEMA)}"},
    "the schema by a registered text": {"query": SCHEMA},
}
REFUSED_WHERE_ONLY = {way for way in WAYS if way.startswith(("another", "an unknown", "a text of", "the schema"))}
UNKNOWN = {way for way in WAYS if way.startswith("an unknown")}
CALLERS = ("with the scope", "without the scope", "member", "portal session", "nobody")
READS = "organizations:read"


def outcome(mode: str, caller: str, way: str) -> str:
    """The code of the answer, or `data`; everybody may read what these documents ask for."""
    if mode == "only" and caller != "with the scope" and way in REFUSED_WHERE_ONLY:
        return NOT_TRUSTED
    if way in UNKNOWN:
        return NOT_FOUND
    return "data"


async def callers(api: Api) -> dict[str, Api]:
    organization = await customer(api)
    link = await api.mutate("generatePortalLink", "... on PortalLink { url }", organizationId=organization)
    opened = await api(OPEN, secret=link["url"].partition("#")[2])
    return {
        "with the scope": await api.with_scopes(READS, "graphql:any-document"),
        "without the scope": await api.with_scopes(READS),
        "member": await member(api, organization),
        "portal session": api.as_(opened["openPortalSession"]["token"]),
        "nobody": api.as_(None),
    }


@pytest.mark.parametrize("mode", MODES)
async def test_what_runs_in_each_mode_for_each_caller_however_the_document_is_given(
    pool: Pool, settings: Settings, mode: str
) -> None:
    async with in_mode(pool, settings, mode) as api:
        await register(api, apollo(MINE, SCHEMA), relay(mine=MINE))
        by_name = await callers(api)
        expected, answered = {}, {}
        for caller in CALLERS:
            for way, request in WAYS.items():
                expected[caller, way] = outcome(mode, caller, way)
                answered[caller, way] = code_of((await by_name[caller].post(request))[1])
    assert answered == expected


@pytest.mark.parametrize("mode", MODES)
async def test_an_operation_of_the_whole_graph_by_a_router_runs_in_each_mode(
    pool: Pool, settings: Settings, mode: str
) -> None:
    async with in_mode(pool, settings, mode) as api:
        id = await api.organization(displayName="Acme")
        router = await api.with_scopes(READS, "federation:sdl", "graphql:any-document")
        entities = "query ($r: [_Any!]!) { _entities(representations: $r) { ... on Organization { displayName } } }"
        data = await router(entities, r=[{"__typename": "Organization", "id": id}])
        assert data == {"_entities": [{"displayName": "Acme"}]}
        assert (await router("{ _service { sdl } }"))["_service"]["sdl"]


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
async def test_the_status_tells_what_was_wrong_where_the_client_reads_it(
    pool: Pool, settings: Settings, accept: str
) -> None:
    as_status = accept != "application/json"
    async with in_mode(pool, settings, "only") as api:
        limited = await api.with_scopes(READS)
        for caller, request, status, code in (
            (limited, {"query": COUNT}, 403, NOT_TRUSTED),
            (api, {"documentId": "unknown"}, 404, NOT_FOUND),
            (api, persisted(COUNT), 404, NOT_FOUND),
            (api, {"query": COUNT, **persisted(OTHER)}, 400, "BAD_REQUEST"),
        ):
            answer = await caller.post(request, Accept=accept)
            assert (answer[0], code_of(answer[1])) == (status if as_status else 200, code)


async def test_the_errors_of_automatic_persisted_queries_are_apollos(api: Api) -> None:
    asked = [persisted(COUNT), {"query": COUNT, **persisted(OTHER)}]
    messages = [(await api.post(request))[1]["errors"][0]["message"] for request in asked]
    assert messages == ["PersistedQueryNotFound", "provided sha does not match query"]


async def test_a_text_that_is_not_valid_is_not_kept_by_its_hash(api: Api) -> None:
    wrong = "{ nothing }"
    assert code_of((await api.post({"query": wrong, **persisted(wrong)}))[1]) == "BAD_REQUEST"
    assert code_of((await api.post(persisted(wrong)))[1]) == NOT_FOUND


async def test_a_registered_document_obeys_the_limits_and_permissions_of_its_caller(
    pool: Pool, settings: Settings
) -> None:
    async with in_mode(pool, settings, "only", max_cost=20) as api:
        await register(api, relay(page="query ($n: Int!) { organizations(first: $n) { nodes { id } } }", create=CREATE))
        limited = await api.with_scopes(READS)
        refused = (await limited.post({"documentId": "page", "variables": {"n": 100}}))[1]
        assert (code_of(refused), refused["errors"][0]["extensions"]["limit"]) == ("LIMIT_EXCEEDED", "cost")
        assert code_of((await limited.post({"documentId": "page", "variables": {"n": 2}}))[1]) == "data"
        created = (await limited.post({"documentId": "create"}))[1]
        assert created["data"] == {"createOrganization": {"__typename": "ForbiddenProblem"}}


async def test_one_of_a_registered_documents_operations_is_named(pool: Pool, settings: Settings) -> None:
    async with in_mode(pool, settings, "only") as api:
        await register(api, relay(two=f"{COUNT} {OTHER}"))
        limited = await api.with_scopes(READS)
        assert code_of((await limited.post({"documentId": "two"}))[1]) == "BAD_REQUEST"
        named = (await limited.post({"documentId": "two", "operationName": "Count"}))[1]
        assert named["data"] == {"organizations": {"totalCount": 0}}


async def test_what_only_would_refuse_is_logged_once_by_name_and_counted_where_the_mode_is_prefer(
    pool: Pool, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "gateway.graph.trusted")
    async with in_mode(pool, settings, "prefer") as api:
        await register(api, apollo(COUNT, SCHEMA))
        limited = await api.with_scopes(READS)
        for _ in range(3):
            await limited.post({"query": OTHER})
            await limited.post({"query": COUNT})
            await limited.post({"documentId": f"sha256:{hash_of(SCHEMA)}"})
            await api.post({"query": OTHER})
        async with api.client.get("/metrics") as response:
            figures = await response.text()
    told = [(record.__dict__["operation"], record.__dict__["document"]) for record in caplog.records]
    assert told == [("Other", f"sha256:{hash_of(OTHER)}"), ("Schema", f"sha256:{hash_of(SCHEMA)}")]
    counted = [line for line in figures.splitlines() if line.startswith("gateway_unregistered_documents_total")]
    assert counted == [
        'gateway_unregistered_documents_total{operation="Other"} 3.0',
        'gateway_unregistered_documents_total{operation="Schema"} 3.0',
    ]


async def test_other_workers_see_what_was_registered_and_removed_within_seconds(pool: Pool, settings: Settings) -> None:
    async with in_mode(pool, settings, "only") as api, in_mode(pool, settings, "only") as other:
        limited = await other.with_scopes(READS)
        assert code_of((await limited.post({"documentId": "count"}))[1]) == NOT_TRUSTED
        for change, code in ((register(api, relay(count=COUNT)), "data"), (remove(api, "count"), NOT_TRUSTED)):
            await change
            async with asyncio.timeout(KEPT_SECONDS + 1):
                while code_of((await limited.post({"documentId": "count"}))[1]) != code:
                    await asyncio.sleep(0.2)


async def remove(api: Api, *ids: str) -> None:
    await remove_documents(Call(api.pool, SYSTEM, api.settings), ids)


async def test_a_flood_of_unknown_ids_takes_few_statements_one_at_a_time(
    pool: Pool, settings: Settings, sent: list[str]
) -> None:
    async with in_mode(pool, settings, "only") as api:
        nobody = api.as_(None)
        sent.clear()
        answers = await asyncio.gather(*(nobody.post({"documentId": f"unknown{n}"}) for n in range(200)))
        assert {code_of(body) for _, body in answers} == {NOT_TRUSTED}
        assert 1 <= len(sent) <= 100
        assert set(sent) == {"trusted_documents.BY_IDS_OR_HASHES"}
        sent.clear()
        for n in range(100):
            await nobody.post({"documentId": f"unknown{n}"})
        assert sent == []
        assert KEPT_UNKNOWN < 100_000


async def test_a_known_document_is_not_asked_for_again(pool: Pool, settings: Settings, sent: list[str]) -> None:
    async with in_mode(pool, settings, "only") as api:
        await register(api, relay(name="{ __typename }"))
        nobody = api.as_(None)
        sent.clear()
        for _ in range(20):
            assert code_of((await nobody.post({"documentId": "name"}))[1]) == "data"
        assert sent == ["trusted_documents.BY_IDS_OR_HASHES"]


async def test_where_the_mode_is_open_a_text_takes_no_statement_more(api: Api, sent: list[str]) -> None:
    await api(COUNT)
    sent.clear()
    await api(COUNT)
    assert "trusted_documents.BY_IDS_OR_HASHES" not in sent
