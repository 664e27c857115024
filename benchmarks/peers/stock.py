"""Stock Strawberry on aiohttp: graphql-core executes, with Strawberry's caches of parsing and validation."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any, Union

import asyncpg
import strawberry
from aiohttp import web
from strawberry.aiohttp.views import GraphQLView
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.scalars import JSON

from benchmarks.peers.serving import Given, checking, open_pool, serve
from benchmarks.peers.stock_loaders import CONNECTIONS_OF, MEMBERSHIPS_OF, ORGANIZATION, ORGANIZATIONS, Loaders
from benchmarks.peers.writes import NoSuchOrganization, updated

Info = strawberry.Info[dict[str, Any], None]


@strawberry.type
class FeatureSetting:
    name: str
    enabled: bool


@strawberry.type
class IdentityProvider:
    id: strawberry.ID
    protocol: str
    provider: str
    display_name: str
    status: str
    enabled: bool
    version: int
    created_at: datetime
    updated_at: datetime


@strawberry.type
class User:
    id: strawberry.ID
    email: str
    external_id: str | None
    name: str | None
    given_name: str | None
    family_name: str | None
    metadata: JSON
    version: int
    created_at: datetime
    updated_at: datetime


@strawberry.type
class Membership:
    id: strawberry.ID
    user_id: strawberry.Private[str | None]
    status: str
    roles: list[str]
    metadata: JSON
    provisioning_method: str
    joined_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime

    @strawberry.field
    async def user(self, info: Info) -> User | None:
        row = await info.context["loaders"].user.load(self.user_id) if self.user_id else None
        return User(**row) if row else None


@strawberry.type
class MembershipConnection:
    organization_id: strawberry.Private[str]
    nodes: list[Membership]

    @strawberry.field
    async def total_count(self, info: Info) -> int:
        total: int = await info.context["loaders"].members.load(self.organization_id)
        return total


@strawberry.type
class IdentityProviderConnection:
    nodes: list[IdentityProvider]


@strawberry.federation.type(keys=["id"])
class Organization:
    id: strawberry.ID
    display_name: str
    external_id: str | None
    slug: str | None
    logo_url: str | None
    metadata: JSON
    version: int
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None

    @strawberry.field
    async def features(self, info: Info) -> list[FeatureSetting]:
        settings = await info.context["loaders"].features.load(self.id)
        return [FeatureSetting(name=name, enabled=enabled) for name, enabled in settings]

    @strawberry.field
    async def connections(self, info: Info, first: int = 20) -> IdentityProviderConnection:
        rows = await info.context["loaders"].page(CONNECTIONS_OF, first).load(self.id)
        return IdentityProviderConnection(nodes=[IdentityProvider(**within(row)) for row in rows])

    @strawberry.field
    async def memberships(self, info: Info, first: int = 20) -> MembershipConnection:
        rows = await info.context["loaders"].page(MEMBERSHIPS_OF, first).load(self.id)
        return MembershipConnection(organization_id=str(self.id), nodes=[Membership(**within(row)) for row in rows])

    @classmethod
    async def resolve_reference(cls, info: Info, id: strawberry.ID) -> "Organization | None":
        row = await info.context["loaders"].organization.load(id)
        return cls(**row) if row else None


def within(row: asyncpg.Record) -> dict[str, Any]:
    """A row without the organization it was found by."""
    return {name: value for name, value in row.items() if name != "organization_id"}


@strawberry.type
class OrganizationConnection:
    nodes: list[Organization]


@strawberry.type
class NotFoundProblem:
    message: str


@strawberry.input(one_of=True)
class OrganizationBy:
    id: strawberry.ID | None = strawberry.UNSET


@strawberry.input
class UpdateOrganizationInput:
    id: strawberry.ID
    display_name: str


@strawberry.type
class Query:
    @strawberry.field
    async def organization(self, info: Info, by: OrganizationBy) -> Organization | None:
        return await Organization.resolve_reference(info, by.id or strawberry.ID(""))

    @strawberry.field
    async def organizations(self, info: Info, first: int = 20) -> OrganizationConnection:
        rows = await info.context["pool"].fetch(ORGANIZATIONS, first)
        return OrganizationConnection(nodes=[Organization(**row) for row in rows])


UpdateOrganizationResult = Annotated[
    Union[Organization, NotFoundProblem], strawberry.union("UpdateOrganizationResult")  # noqa: UP007
]


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def update_organization(self, info: Info, input: UpdateOrganizationInput) -> UpdateOrganizationResult:
        pool, actor = info.context["pool"], info.context["actor"]
        columns = "version, updated_at, " + ", ".join(
            name for name in ORGANIZATION.split(", ") if name not in {"version", "updated_at"}
        )
        try:
            return Organization(**await updated(pool, actor, input.id, input.display_name, columns))
        except NoSuchOrganization:
            return NotFoundProblem(message="there is no such organization")


class View(GraphQLView[dict[str, Any], None]):
    """Strawberry's view, with loaders for each request."""

    def __init__(self, schema: Any, pool: asyncpg.Pool, actor: str) -> None:
        super().__init__(schema=schema, graphql_ide=None)
        self.pool = pool
        self.actor = actor

    async def get_context(self, request: web.Request, response: Any) -> dict[str, Any]:
        return {"pool": self.pool, "actor": self.actor, "loaders": Loaders(self.pool)}


async def make(given: Given) -> web.Application:
    pool = await open_pool(given)
    schema = strawberry.federation.Schema(query=Query, mutation=Mutation, extensions=[ParserCache, ValidationCache])
    app = web.Application(middlewares=[checking(given.key)])
    app.router.add_route("*", "/graphql", View(schema, pool, given.actor))

    async def close_pool(_: web.Application) -> AsyncIterator[None]:
        yield
        await pool.close()

    app.cleanup_ctx.append(close_pool)
    return app


if __name__ == "__main__":
    serve(make)
