"""A graph of three subgraphs: the gateway, and two made-up ones that refer to its organizations and users."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from tests.graph.people import user
from tests.graph.portal import portal, switch
from tests.helpers import Api
from tests.running.node import announcing, answer, running
from tests.running.processes import free_port, until_ready

FOLDER = Path(__file__).parent / "node"
README = Path(__file__).parents[2] / "README.md"
APOLLO, GUILD = "@apollo/composition", "@theguild/federation-composition"
PROJECTS = 101
LOST = {"id": "lost", "name": "Lost", "ownerEmail": "nobody@example.test", "organizationId": "org_nothing"}


@dataclass(frozen=True)
class World:
    """101 organizations, users and projects of each other, and one project of nobody's.

    The first organization has an invoice, and an administrator at work in a portal session.
    """

    api: Api
    organization_ids: list[str]
    session: str
    """The portal session's token."""
    subgraphs: dict[str, str]
    """The addresses of the two made-up subgraphs."""

    @classmethod
    @asynccontextmanager
    async def made(cls, api: Api, folder: Path) -> "AsyncIterator[World]":
        ids = [await api.organization(externalId=f"ext-{n}", displayName=f"Org {n}") for n in range(PROJECTS)]
        emails = [f"person{n}@example.test" for n in range(PROJECTS)]
        for n, email in enumerate(emails):
            await user(api, email=email, name=f"Person {n}")
        await switch(api, ids[0], "SSO", enabled=True)
        session = (await portal(api, ids[0])).token
        assert session
        projects = [
            {"id": f"p{n}", "name": f"Project {n}", "ownerEmail": email, "organizationId": id}
            for n, (id, email) in enumerate(zip(ids, emails, strict=True))
        ]
        invoices = [
            {"number": "1", "cents": 100, "externalId": "ext-0"},
            {"number": "2", "cents": 1, "externalId": "?"},
        ]
        rows = folder / "rows.json"
        rows.write_text(json.dumps({"projects": [*projects, LOST], "invoices": invoices}))
        async with announcing(FOLDER / "subgraphs.js", rows, log=folder / "subgraphs.log") as subgraphs:
            yield cls(api, ids, session, subgraphs)

    async def composed(self, composer: str, api: Api, **options: str) -> dict[str, Any]:
        """What a composer makes of the subgraphs, `api` the gateway among them: {supergraph, public, errors}."""
        urls = {"organizations": str(api.client.make_url("/graphql")), **self.subgraphs}
        subgraphs = [{"name": name, "url": url, "sdl": await sdl_of(url)} for name, url in urls.items()]
        given = {"composer": composer, "subgraphs": subgraphs, **options}
        composed: dict[str, Any] = await answer(FOLDER / "compose.js", given=given)
        return composed


@dataclass(frozen=True)
class Router:
    """A running router over the three subgraphs."""

    url: str
    world: World

    async def __call__(self, query: str, *, token: str | None = None, **headers: str) -> dict[str, Any]:
        """The response to a query, sent with the API key or another credential."""
        headers["Authorization"] = f"Bearer {token or self.world.api.token}"
        return await asked(self.url, query, **headers)


async def asked(url: str, query: str, **headers: str) -> dict[str, Any]:
    async with aiohttp.ClientSession() as client, client.post(url, json={"query": query}, headers=headers) as response:
        body: dict[str, Any] = await response.json(content_type=None)
        return body


async def sdl_of(url: str) -> str:
    sdl: str = (await asked(url, "{ _service { sdl } }"))["data"]["_service"]["sdl"]
    return sdl


def shown(comment: str) -> str:
    """The code block of the README that begins with this comment, which is left out."""
    (block,) = re.findall(rf"```js\n// {re.escape(comment)}.*?\n(.*?)```", README.read_text(), re.DOTALL)
    return str(block)


@asynccontextmanager
async def apollo(world: World, api: Api, folder: Path) -> AsyncIterator[Router]:
    """@apollo/gateway on @apollo/server, over what Apollo's composer made."""
    supergraph = folder / "apollo.graphql"
    supergraph.write_text((await world.composed(APOLLO, api))["supergraph"])
    async with announcing(FOLDER / "apollo.js", supergraph, log=folder / "apollo.log") as addresses:
        yield Router(addresses["url"], world)


@asynccontextmanager
async def hive(
    world: World, api: Api, folder: Path, *options: str, config: Path | None = None
) -> AsyncIterator[Router]:
    """@graphql-hive/gateway, over what the Guild's composer made; configured as the README shows, or by a file."""
    supergraph, log = folder / "hive.graphql", folder / "hive.log"
    supergraph.write_text((await world.composed(GUILD, api))["supergraph"])
    if config is None:
        config = folder / "gateway.config.mjs"
        config.write_text(shown("gateway.config.mjs"))
    port = free_port()
    program = FOLDER / "node_modules/@graphql-hive/gateway/dist/bin.js"
    place = ["--host=127.0.0.1", f"--port={port}", f"--config-path={config}"]
    async with running(program, "supergraph", supergraph, *place, *options, log=log) as process:
        await until_ready(f"http://127.0.0.1:{port}", process, log, "/readiness")
        yield Router(f"http://127.0.0.1:{port}/graphql", world)
