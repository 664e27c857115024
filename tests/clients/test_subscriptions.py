"""The clients that front ends and servers use receive events, resume, and are told why a subscription ends."""

import asyncio
import json
import re
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from gql import Client, GraphQLRequest
from gql.transport.aiohttp_websockets import AIOHTTPWebsocketsTransport
from gql.transport.exceptions import TransportQueryError
from gql.transport.websockets_protocol import WebsocketsProtocolTransportBase

from tests.helpers import Api
from tests.members import member
from tests.running.node import NODE
from tests.subscriptions.sockets import EVENTS, SECONDS, rename, until_subscriptions

SUBSCRIPTIONS = Path(__file__).with_name("node") / "subscriptions.mjs"
README = (Path(__file__).parents[2] / "README.md").read_text()
OVER_WEBSOCKETS = ["graphql-ws", "apollo", "urql"]
OVER_EVENT_STREAMS = ["graphql-sse", "urql over events"]


class Following:
    """A client in Node.js that follows the events of an organization."""

    def __init__(self, process: Process) -> None:
        self.process = process

    async def happened(self) -> dict[str, Any]:
        """What comes next."""
        assert self.process.stdout
        async with asyncio.timeout(SECONDS):
            line = await self.process.stdout.readline()
        assert line, "the client has ended"
        told: dict[str, Any] = json.loads(line)
        return told

    def say(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(line.encode() + b"\n")


@asynccontextmanager
async def following(api: Api, client: str, id: str) -> AsyncIterator[Following]:
    process = await asyncio.create_subprocess_exec(NODE, str(SUBSCRIPTIONS), stdin=PIPE, stdout=PIPE)
    assert process.stdin
    try:
        found = Following(process)
        url = str(api.client.make_url("/graphql"))
        found.say(json.dumps({"url": url, "token": api.token, "client": client, "id": id}))
        yield found
    finally:
        process.stdin.close()
        async with asyncio.timeout(SECONDS):
            await process.communicate()


@pytest.mark.parametrize("client", [*OVER_WEBSOCKETS, *OVER_EVENT_STREAMS])
async def test_a_javascript_client_receives_events_in_order(api: Api, client: str) -> None:
    id = await api.organization()
    async with following(api, client, id) as one:
        await until_subscriptions(api, 1)
        await rename(api, id, "A", "B", "C")
        assert [await one.happened() for _ in range(3)] == [{"event": 2}, {"event": 3}, {"event": 4}]
    await until_subscriptions(api, 0)


@pytest.mark.parametrize("client", [*OVER_WEBSOCKETS, *OVER_EVENT_STREAMS])
async def test_a_javascript_client_is_told_why_a_subscription_is_refused(api: Api, client: str) -> None:
    async with following(api, client, "org_none") as one:
        assert await one.happened() == {"error": "NOT_FOUND"}


async def test_graphql_ws_that_loses_its_connection_resumes_without_gap_or_duplicate(api: Api) -> None:
    id = await api.organization()
    async with following(api, "graphql-ws", id) as one:
        await until_subscriptions(api, 1)
        await rename(api, id, "A")
        assert await one.happened() == {"event": 2}
        one.say("drop")
        assert await one.happened() == {"closed": 1006}
        await rename(api, id, "B", "C")
        assert [await one.happened() for _ in range(2)] == [{"event": 3}, {"event": 4}]


@pytest.mark.parametrize("client", OVER_WEBSOCKETS)
async def test_a_javascript_client_whose_key_is_revoked_is_told_so(api: Api, client: str) -> None:
    id = await api.organization()
    limited = await api.with_scopes("events:read")
    async with following(limited, client, id) as one:
        await until_subscriptions(api, 1)
        keys = (await api("{ apiKeys { nodes { id name } } }"))["apiKeys"]["nodes"]
        await api.mutate("revokeApiKey", id=next(key["id"] for key in keys if key["name"] == "limited"))
        async with asyncio.timeout(5):
            assert await one.happened() in ({"error": "UNAUTHENTICATED"}, {"closed": 4403})


async def test_what_the_readme_shows_follows_and_resumes(api: Api) -> None:
    id = await api.organization()
    (shown,) = [block for block in re.findall(r"```js\n(.*?)```", README, re.DOTALL) if "graphql-ws" in block]
    (query,) = [block for block in re.findall(r"```graphql\n(.*?)```", README, re.DOTALL) if "$after" in block]
    url = str(api.client.make_url("/graphql")).replace("http", "ws", 1)
    program = f"""
        import WebSocket from "ws";
        const sockets = [];
        globalThis.WebSocket = class extends WebSocket {{
            constructor(...given) {{ super(...given); sockets.push(this); }}
        }};
        const token = () => {json.dumps(api.token)};
        {shown.replace("wss://gateway.example.com/graphql", url)}
        follow({json.dumps(query)}, {json.dumps(id)}, (event) => {{
            console.log(JSON.stringify({{ event: event.sequence }}));
            if (event.sequence === 3) sockets.at(-1).terminate();
        }});
    """
    process = await asyncio.create_subprocess_exec(
        NODE, "--input-type=module", "--eval", program, stdout=PIPE, cwd=SUBSCRIPTIONS.parent
    )
    try:
        await until_subscriptions(api, 1)
        await rename(api, id, "A", "B")
        one = Following(process)
        assert [await one.happened() for _ in range(2)] == [{"event": 2}, {"event": 3}]
        await rename(api, id, "C", "D")
        assert [await one.happened() for _ in range(2)] == [{"event": 4}, {"event": 5}]
    finally:
        process.terminate()
        await process.communicate()


async def test_gql_receives_events_and_is_told_why_a_subscription_ends(api: Api) -> None:
    id = await api.organization()
    gone = await member(api, id)
    await member(api, id)
    membership = (await gone("{ viewer { ... on Member { activeMembership { id } } } }"))["viewer"]["activeMembership"]
    transport = AIOHTTPWebsocketsTransport(
        url=str(api.client.make_url("/graphql")).replace("http", "ws", 1),
        init_payload={"Authorization": f"Bearer {gone.token}"},
        subprotocols=[WebsocketsProtocolTransportBase.GRAPHQLWS_SUBPROTOCOL],
    )
    async with Client(transport=transport) as session:
        events = session.subscribe(GraphQLRequest(EVENTS, variable_values={"id": id}))
        first = asyncio.ensure_future(anext(events))
        await until_subscriptions(api, 1)
        await rename(api, id, "A", "B")
        assert (await first)["organizationEvents"]["node"]["after"]["display_name"] == "A"
        assert (await anext(events))["organizationEvents"]["node"]["after"]["display_name"] == "B"
        await api.mutate("deleteMembership", id=membership["id"])

        async def until_it_ends() -> None:
            async for _ in events:
                pass

        with pytest.raises(TransportQueryError) as ended:
            await asyncio.wait_for(until_it_ends(), 5)
        assert ended.value.errors
        assert ended.value.errors[0]["extensions"]["code"] == "FORBIDDEN"
