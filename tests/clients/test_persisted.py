"""Clients with persisted documents: they learn that one is not known yet, or have them registered."""

import json
from pathlib import Path
from typing import Any

import pytest
from asyncpg import Pool

from gateway.settings import Settings
from tests.graph.documents import COUNT, OTHER, in_mode, register
from tests.helpers import Api
from tests.running.node import answer

CLIENTS = Path(__file__).with_name("node") / "persisted.mjs"


async def told(api: Api, client: str, **given: str) -> dict[str, Any]:
    url = str(api.client.make_url("/graphql"))
    told: dict[str, Any] = await answer(
        CLIENTS, given={"url": url, "token": api.token, "client": client, "query": COUNT, **given}
    )
    return told


@pytest.mark.parametrize("client", ["apollo", "urql"])
async def test_a_document_is_sent_once_and_named_by_its_hash_from_then_on(api: Api, client: str) -> None:
    first = await told(api, client)
    assert first["data"]["organizations"]["totalCount"] == 0
    assert first["requests"] == [2, 1]
    assert (await told(api, client))["requests"] == [1, 1]


@pytest.mark.parametrize("client", ["apollo", "urql"])
async def test_where_only_registered_documents_run_those_of_the_build_run_and_no_other(
    pool: Pool, settings: Settings, client: str
) -> None:
    async with in_mode(pool, settings, "only") as api:
        build = await answer(CLIENTS, given={"client": client, "query": COUNT})
        await register(api, json.dumps(build["manifest"]).encode())
        found = await told(await api.with_scopes("organizations:read"), client, other=OTHER)
    assert found["data"]["organizations"]["totalCount"] == 0
    assert (found["requests"], found["code"]) == ([1, 1], "DOCUMENT_NOT_TRUSTED")
