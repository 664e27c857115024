"""The protocol graphql-transport-ws, message by message (PROTOCOL.md of graphql-ws)."""

import asyncio
from typing import Any

import aiohttp
import pytest
from asyncpg import Pool

from gateway.settings import Settings
from tests.helpers import Api
from tests.subscriptions.sockets import EVENTS, TYPES, connected, figure, rename, socket, until_subscriptions

SUBSCRIBE = {"type": "subscribe", "id": "1", "payload": {"query": "{ __typename }"}}
INIT = {"type": "connection_init"}


async def test_the_subprotocol_is_agreed_on(api: Api) -> None:
    async with connected(api, protocols=("graphql-ws", "graphql-transport-ws")) as one:
        assert one.ws.protocol == "graphql-transport-ws"


@pytest.mark.parametrize("protocols", [(), ("graphql-ws",), ("graphql-sse", "x")])
async def test_any_other_subprotocol_is_refused(api: Api, protocols: tuple[str, ...]) -> None:
    async with connected(api, protocols=protocols) as one:
        assert await one.closed() == (4406, "the subprotocol must be graphql-transport-ws")


@pytest.mark.parametrize("name", ["Authorization", "authorization"])
async def test_the_credential_is_in_the_first_message(api: Api, name: str) -> None:
    async with connected(api) as one:
        await one.send(type="connection_init", payload={name: f"Bearer {api.token}"})
        assert await one.receive() == {"type": "connection_ack"}
        await one.operate("{ organizations { totalCount } }")
        assert await one.data() == {"totalCount": 0}


async def test_the_credential_may_be_the_header_of_the_upgrade(api: Api) -> None:
    async with connected(api, Authorization=f"Bearer {api.token}") as one:
        await one.init(None)
        await one.operate("{ organizations { totalCount } }")
        assert await one.data() == {"totalCount": 0}


async def test_a_wrong_credential_is_refused(api: Api) -> None:
    async with connected(api) as one:
        await one.send(type="connection_init", payload={"Authorization": "Bearer nobody"})
        assert await one.closed() == (4403, "the credential is unknown, expired or revoked")


async def test_queries_and_mutations_are_answered_and_completed(api: Api) -> None:
    create = """mutation ($name: String!) { createOrganization(input: {displayName: $name}) {
        ... on Organization { displayName } } }"""
    async with socket(api) as one:
        for query, variables, answer in (
            (create, {"name": "Acme"}, {"displayName": "Acme"}),
            ("{ organizations { totalCount } }", {}, {"totalCount": 1}),
        ):
            id = await one.operate(query, **variables)
            assert await one.data() == answer
            assert await one.receive() == {"id": id, "type": "complete"}


async def test_an_operation_that_cannot_begin_ends_with_an_error_alone(api: Api) -> None:
    async with socket(api) as one:
        for query in ("{ nothing }", "{", "query A { __typename } query B { __typename }"):
            await one.operate(query)
            assert (await one.error())["extensions"]["code"] == "BAD_REQUEST"
        await one.operate("{ __typename }")
        assert await one.data() == "Query"


async def test_pings_are_answered_before_and_after_the_first_message(api: Api) -> None:
    async with connected(api) as one:
        await one.send(type="ping", payload={"any": "thing"})
        assert await one.receive() == {"type": "pong"}
        await one.init(api.token)
        await one.send(type="pong")
        await one.send(type="ping")
        assert await one.receive() == {"type": "pong"}


async def test_a_completed_subscription_sends_nothing_any_more_and_its_id_is_free(api: Api) -> None:
    id = await api.organization()
    async with socket(api) as one:
        operation = await one.operate(TYPES, id=id)
        await until_subscriptions(api, 1)
        await one.send(type="complete", id=operation)
        await until_subscriptions(api, 0)
        await rename(api, id, "A")
        await one.send(type="subscribe", id=operation, payload={"query": "{ __typename }"})
        assert await one.data() == "Query"


async def test_what_is_open_ends_with_the_socket(api: Api) -> None:
    id = await api.organization()
    async with socket(api) as one, socket(api) as other:
        for each in (one, one, other):
            await each.operate(EVENTS, id=id)
        await until_subscriptions(api, 3)
        assert await figure(api, "gateway_open_connections") == 2
        await one.ws.close()
        await until_subscriptions(api, 1)
    await until_subscriptions(api, 0)
    async with asyncio.timeout(10):
        while await figure(api, "gateway_open_connections"):
            await asyncio.sleep(0.01)


WRONG: dict[str, tuple[list[Any], int]] = {
    "a subscription before the first message": ([SUBSCRIBE], 4401),
    "a second first message": ([INIT, INIT], 4429),
    "an operation with an id in use": (
        [INIT, *[{"type": "subscribe", "id": "1", "payload": {"query": TYPES, "variables": {"id": "x"}}}] * 2],
        4409,
    ),
    "no JSON": (["{"], 4400),
    "no object": ([[]], 4400),
    "no type": ([{}], 4400),
    "an unknown type": ([{"type": "start"}], 4400),
    "a payload that is no object": ([{"type": "connection_init", "payload": [1]}], 4400),
    "no id": ([INIT, {"type": "subscribe", "payload": {"query": "{ a }"}}], 4400),
    "an empty id": ([INIT, {**SUBSCRIBE, "id": ""}], 4400),
    "an endless id": ([INIT, {**SUBSCRIBE, "id": "x" * 256}], 4400),
    "no query": ([INIT, {**SUBSCRIBE, "payload": {}}], 4400),
    "variables that are no object": ([INIT, {**SUBSCRIBE, "payload": {"query": "{ a }", "variables": 1}}], 4400),
    "a message that is nested deeply": (['{"type": ' + "[" * 500 + "]" * 500 + "}"], 4400),
}


@pytest.mark.parametrize("messages", WRONG)
async def test_what_is_against_the_protocol_closes_the_socket(api: Api, messages: str) -> None:
    sent, code = WRONG[messages]
    async with connected(api) as one:
        for message in sent:
            await (one.ws.send_str(message) if isinstance(message, str) else one.ws.send_json(message))
        assert (await one.closed())[0] == code
    await api("{ __typename }")


async def test_a_binary_message_closes_the_socket(api: Api) -> None:
    async with connected(api) as one:
        await one.ws.send_bytes(b"{}")
        assert await one.closed() == (4400, "messages are text")


async def test_a_socket_lives_longer_than_a_request_may(pool: Pool, settings: Settings) -> None:
    brief = settings.model_copy(update={"request_timeout_seconds": 0.5})
    async with Api.start(pool, brief) as api:
        id = await api.organization()
        async with socket(api) as one:
            await one.operate(TYPES, id=id)
            with pytest.raises(TimeoutError):
                await one.ws.receive(timeout=1)
            await rename(api, id, "A")
            assert (await one.data())["node"]["type"] == "organization.updated"


async def test_a_request_for_a_websocket_that_is_none_is_a_bad_request(api: Api) -> None:
    headers = {"Upgrade": "websocket", "Sec-WebSocket-Protocol": "graphql-transport-ws"}
    async with api.client.get("/graphql", headers=headers) as response:
        assert response.status == 400
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await api.client.ws_connect("/livez", protocols=("graphql-transport-ws",))
