"""Registered documents over sockets and event streams: the same are run, and the same refused, as over HTTP."""

from typing import Any

import pytest
from asyncpg import Pool

from gateway.settings import Settings
from tests.graph.documents import COUNT, hash_of, in_mode, persisted, register, relay
from tests.helpers import Api
from tests.subscriptions.sockets import TYPES, Socket, rename, socket, until_subscriptions
from tests.subscriptions.test_event_streams import ACCEPT, event

ALL_TYPES = "subscription { events { node { type } } }"
REFUSED: dict[str, dict[str, Any]] = {
    "another subscription": {"query": ALL_TYPES},
    "another query": {"query": COUNT},
    "an unknown id": {"documentId": "unknown"},
    "another text with Apollo's hash": {"query": ALL_TYPES, **persisted(ALL_TYPES)},
    "the schema": {"query": "{ __schema { queryType { name } } }"},
}


async def subscribe(one: Socket, payload: dict[str, Any]) -> None:
    await one.send(type="subscribe", id=str(next(one.numbers)), payload=payload)


@pytest.mark.parametrize(
    "named", [{"documentId": "follow"}, {"documentId": f"sha256:{hash_of(TYPES)}"}, persisted(TYPES), {"query": TYPES}]
)
async def test_a_registered_subscription_is_run(pool: Pool, settings: Settings, named: dict[str, Any]) -> None:
    async with in_mode(pool, settings, "only") as api:
        id = await api.organization()
        await register(api, relay(follow=TYPES))
        limited = await api.with_scopes("events:read")
        headers = {**ACCEPT, "Authorization": f"Bearer {limited.token}"}
        body = {**named, "variables": {"id": id}}
        async with socket(limited) as one, api.client.post("/graphql", json=body, headers=headers) as stream:
            await subscribe(one, body)
            await until_subscriptions(api, 2)
            await rename(api, id, "A")
            assert (await one.data())["node"] == {"type": "organization.updated"}
            assert (await event(stream))[1]["data"]["organizationEvents"]["node"] == {"type": "organization.updated"}


async def test_nothing_else_is_run(pool: Pool, settings: Settings) -> None:
    async with in_mode(pool, settings, "only") as api:
        await register(api, relay(follow=TYPES))
        limited = await api.with_scopes("events:read", "organizations:read")
        headers = {**ACCEPT, "Authorization": f"Bearer {limited.token}"}
        async with socket(limited) as one, socket(api) as developer:
            for payload in REFUSED.values():
                await subscribe(one, payload)
                assert (await one.error())["extensions"]["code"] == "DOCUMENT_NOT_TRUSTED"
                async with api.client.post("/graphql", json=payload, headers=headers) as stream:
                    (error,) = (await event(stream))[1]["errors"]
                    assert error["extensions"]["code"] == "DOCUMENT_NOT_TRUSTED"
            await subscribe(developer, {"query": COUNT})
            assert await developer.data() == {"totalCount": 0}


async def test_the_handshake_of_automatic_persisted_queries_works_over_a_socket(api: Api) -> None:
    async with socket(api) as one:
        await subscribe(one, persisted(COUNT))
        assert (await one.error())["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
        for payload in ({"query": COUNT, **persisted(COUNT)}, persisted(COUNT)):
            await subscribe(one, payload)
            assert await one.data() == {"totalCount": 0}
            assert (await one.receive())["type"] == "complete"
