"""A client that speaks GraphQL, and builders with defaults for everything a test does not care about."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from asyncpg import Pool

from gateway.api_keys.actions import create_api_key
from gateway.app import make_app
from gateway.call import Call
from gateway.settings import Settings
from gateway.viewer import SYSTEM

numbers = count(1)


@dataclass(frozen=True)
class Api:
    """A running gateway and the credential it is called with."""

    client: TestClient[web.Request, web.Application]
    pool: Pool
    settings: Settings
    token: str | None

    @classmethod
    @asynccontextmanager
    async def start(cls, pool: Pool, settings: Settings) -> "AsyncIterator[Api]":
        key = await create_api_key(Call(pool, SYSTEM, settings), {"name": "tests"})
        async with TestClient(TestServer(make_app(settings, pool))) as client:
            yield cls(client, pool, settings, key.secret)

    def as_(self, token: str | None) -> "Api":
        """The same gateway, called with another credential."""
        return replace(self, token=token)

    async def with_scopes(self, *scopes: str) -> "Api":
        """The same gateway, called with a new key that has these scopes."""
        key = await create_api_key(Call(self.pool, SYSTEM, self.settings), {"name": "limited", "scopes": list(scopes)})
        return self.as_(key.secret)

    async def post(self, body: Any, **headers: str) -> tuple[int, dict[str, Any]]:
        """The status and the JSON of one request."""
        if self.token:
            headers = {"Authorization": f"Bearer {self.token}", **headers}
        response = await self.client.post("/graphql", json=body, headers=headers)
        return response.status, await response.json(content_type=None)

    async def execute(self, query: str, **variables: object) -> dict[str, Any]:
        """The whole response of one operation."""
        _, body = await self.post({"query": query, "variables": variables})
        return body

    async def __call__(self, query: str, **variables: object) -> dict[str, Any]:
        """The data of one operation that has no errors."""
        body = await self.execute(query, **variables)
        assert "errors" not in body, body["errors"]
        data: dict[str, Any] = body["data"]
        return data

    async def mutate(self, name: str, selection: str = "", /, **given: object) -> dict[str, Any]:
        """What a mutation answered: `__typename`, an id or the problem, and `selection` of the thing itself."""
        input_type = name[0].upper() + name[1:] + "Input!"
        query = f"""mutation ($input: {input_type}) {{ {name}(input: $input) {{
            __typename {selection}
            ... on Node {{ id }}
            ... on Problem {{
                message code
                ... on InvalidInputProblem {{ fields {{ field rule limit }} }}
                ... on VersionConflictProblem {{ currentVersion }} }} }} }}"""
        data = await self(query, input=given)
        result: dict[str, Any] = data[name]
        return result

    async def organization(self, **given: object) -> str:
        """The id of a new organization."""
        made = await self.mutate("createOrganization", **{"displayName": f"Acme {next(numbers)}", **given})
        assert made["__typename"] == "Organization", made
        id: str = made["id"]
        return id
