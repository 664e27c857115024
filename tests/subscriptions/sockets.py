"""A client of graphql-transport-ws that sends and receives single messages, and what it may wait for."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import aiohttp
from aiohttp import ClientWebSocketResponse, WSMsgType

from tests.helpers import Api

PROTOCOL = "graphql-transport-ws"
SECONDS = 20
EVENTS = """subscription Follow($id: ID!, $types: [String!], $after: String) {
    organizationEvents(organizationId: $id, types: $types, after: $after) {
        cursor node { sequence type subjectId after organization { displayName } } } }"""
ALL_EVENTS = """subscription FollowAll($types: [String!], $after: String) {
    events(types: $types, after: $after) { cursor node { type subjectId organization { id } } } }"""
TYPES = "subscription ($id: ID!) { organizationEvents(organizationId: $id) { node { type } } }"


@dataclass
class Socket:
    """A websocket whose operations have the ids 1, 2, ..."""

    ws: ClientWebSocketResponse
    numbers: Any = field(default_factory=lambda: count(1))

    async def send(self, **message: object) -> None:
        await self.ws.send_json(message)

    async def receive(self) -> dict[str, Any]:
        """The next message."""
        async with asyncio.timeout(SECONDS):
            message: dict[str, Any] = await self.ws.receive_json()
        return message

    async def init(self, token: str | None) -> None:
        """Say who is calling."""
        await self.send(type="connection_init", **({"payload": {"Authorization": f"Bearer {token}"}} if token else {}))
        assert await self.receive() == {"type": "connection_ack"}

    async def operate(self, query: str, **variables: object) -> str:
        """The id of a new operation."""
        id = str(next(self.numbers))
        await self.send(type="subscribe", id=id, payload={"query": query, "variables": variables})
        return id

    async def data(self) -> Any:
        """The one field of the next result."""
        message = await self.receive()
        assert message["type"] == "next", message
        assert "errors" not in message["payload"], message
        (value,) = message["payload"]["data"].values()
        return value

    async def error(self) -> dict[str, Any]:
        """The one error that the next message ends an operation with."""
        message = await self.receive()
        assert message["type"] == "error", message
        (error,) = message["payload"]
        return dict(error)

    async def sequences(self, number: int) -> list[int]:
        """Those of the next events."""
        return [(await self.data())["node"]["sequence"] for _ in range(number)]

    async def closed(self) -> tuple[int | None, str]:
        """The code and reason that the gateway closes the socket with, whatever it sends before."""
        async with asyncio.timeout(SECONDS):
            while (message := await self.ws.receive()).type is WSMsgType.TEXT:
                pass
        assert message.type is WSMsgType.CLOSE, message
        return message.data, message.extra or ""


@asynccontextmanager
async def connected(api: Api, *, protocols: tuple[str, ...] = (PROTOCOL,), **headers: str) -> AsyncIterator[Socket]:
    """A socket on which nothing was sent yet."""
    async with api.client.ws_connect("/graphql", protocols=protocols, headers=headers) as ws:
        yield Socket(ws)


@asynccontextmanager
async def socket(api: Api) -> AsyncIterator[Socket]:
    """A socket of the API's caller."""
    async with connected(api) as found:
        await found.init(api.token)
        yield found


async def first_answers(
    api: Api, query: str, given: Sequence[Mapping[str, Any]], awaited: Callable[[dict[str, Any]], bool] | None = None
) -> list[dict[str, Any]]:
    """What a subscription is answered first with each of these variables; no data where it has waited for a second.

    What is `awaited` is waited for, and nothing after it.
    """
    found: dict[str, dict[str, Any]] = {}
    async with socket(api) as one:
        ids = [await one.operate(query, **variables) for variables in given]

        async def begun() -> bool:
            return await figure(api, "gateway_subscriptions") + len(found) >= len(ids)

        async def receive() -> None:
            while len(found) < len(ids) and not (awaited and any(map(awaited, found.values()))):
                message = await one.ws.receive_json()
                body = message.get("payload")
                found.setdefault(message["id"], {"errors": body} if message["type"] == "error" else body)

        receiving = asyncio.create_task(receive())
        if not awaited:
            await until(begun)
        await asyncio.wait([receiving], timeout=SECONDS if awaited else 1)
        receiving.cancel()
    return [found.get(id, {"data": None}) for id in ids]


async def figure(api: Api, name: str) -> float:
    """A figure of the gateway's metrics."""
    async with api.client.get("/metrics") as response:
        (value,) = re.findall(rf"^{name} (\S+)$", await response.text(), re.MULTILINE)
    return float(value)


async def until(condition: Callable[[], Awaitable[object]]) -> None:
    async with asyncio.timeout(SECONDS):
        while not await condition():
            await asyncio.sleep(0.01)


async def until_subscriptions(api: Api, number: int) -> None:
    """Returns when so many subscriptions have begun and not ended."""

    async def so_many() -> bool:
        return await figure(api, "gateway_subscriptions") == number

    await until(so_many)


async def rename(api: Api, id: str, *names: str) -> None:
    """As many events of an organization."""
    for name in names:
        made = await api.mutate("updateOrganization", id=id, displayName=name)
        assert made["__typename"] == "Organization", made


async def until_shown(url: str, line: str) -> None:
    """Returns when the metrics of a gateway in another process have this line."""
    async with aiohttp.ClientSession() as client:

        async def shown() -> bool:
            async with client.get(f"{url}/metrics") as response:
                return line in (await response.text()).splitlines()

        await until(shown)
