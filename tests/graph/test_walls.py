"""Both walls between tenants, by a walk of the schema: each place that takes an id is tried with another tenant's ids.

A portal session of one customer, and a member who is its admin, give the ids, keys and cursors of another: nothing of
it may appear, nothing of it may change. That must hold with both walls, and with each of them alone: once for a caller
whom the gateway's own checks let do everything, once for one whom the database does not confine. A secret is no id:
whoever has that of a link or of an invitation may use it. Positive controls: the same documents answer with own ids, to
an API key all of them, to the portal session and to the member those in MAY.
"""

import base64
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from itertools import count, product
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestClient, TestServer
from asyncpg import Pool
from pydantic import SecretStr

from gateway.app import make_app
from gateway.auth.credentials import Authenticator
from gateway.database.pool import open_pool
from gateway.settings import Settings
from gateway.viewer import ALL_PERMISSIONS, CallerKind, Viewer
from tests.conftest import dsn_of, sql
from tests.graph.tenants import (
    Customer,
    WithoutFirstWall,
    WithoutSecondWall,
    World,
    answered,
    changed_to,
    codes,
    leaks,
    rest_of,
    says_something,
)
from tests.graph.walls import Case, cases
from tests.helpers import Api
from tests.members import ISSUER
from tests.subscriptions.sockets import first_answers

SETTINGS = Settings(
    encryption_keys=(SecretStr(base64.b64encode(b"k" * 32).decode()),),
    member_issuers=(ISSUER,),
    max_aliases=1000,
    rate_limit=1_000_000,
    rate_burst=1_000_000,
)
"""Everything of a type is selected at once, each field by an alias; many cases spend from one budget."""
CASES = list(cases())
So = Callable[[dict[str, Any]], bool]
WALLS: dict[str, Callable[[Viewer], Viewer]] = {
    "both walls": lambda viewer: viewer,
    "the second wall alone": lambda viewer: changed_to(WithoutFirstWall, viewer, permissions=ALL_PERMISSIONS),
    "the first wall alone": lambda viewer: changed_to(WithoutSecondWall, viewer),
}
PORTAL_SESSION_MAY = {
    "Organization.connections.after",
    "Organization.connections.before",
    "Organization.connections.filter.organizationIds",
    "Query._entities.representations",
    "Query._service",
    "Query.connection.id",
    "Query.connections",
    "Query.connections.after",
    "Query.connections.before",
    "Query.connections.filter.organizationIds",
    "Query.node.id",
    "Query.nodes.ids",
    "Query.organization.by.id",
    "Query.rateLimit",
    "Query.viewer",
    "Mutation.createSamlConnection.input.organizationId",
    "Mutation.updateSamlConnection.input.id",
    "Mutation.createOidcConnection.input.organizationId",
    "Mutation.updateOidcConnection.input.id",
    "Mutation.enableConnection.input.id",
    "Mutation.disableConnection.input.id",
    "Mutation.deleteConnection.input.id",
}
MEMBER_MAY = PORTAL_SESSION_MAY | {
    "Member.allMemberships.after",
    "Member.allMemberships.before",
    "Mutation.deleteMembership.input.id",
    "Mutation.generatePortalLink.input.organizationId",
    "Mutation.inviteUser.input.organizationId",
    "Mutation.resendInvitation.input.id",
    "Mutation.revokeInvitation.input.id",
    "Mutation.revokePortalLink.input.id",
    "Mutation.updateMembership.input.id",
    "Mutation.updateOrganization.input.id",
    "Organization.events.after",
    "Organization.events.before",
    "Organization.memberships.after",
    "Organization.memberships.before",
    "Organization.portalLinks.after",
    "Organization.portalLinks.before",
    "Query.membership.id",
    "Query.organization.by.externalId",
    "Query.organization.by.slug",
    "Query.portalLink.id",
    "Query.roles",
    "Query.user.by.id",
    "Subscription.organizationEvents.after",
    "Subscription.organizationEvents.organizationId",
    "User.memberships.after",
    "User.memberships.before",
}
BY_THE_SECOND_WALL = {"Member.allMemberships.before", "Mutation.inviteUser.input.organizationId"}
"""What goes by a view and a function of the second wall: without it there is nothing."""
BY_THE_FIRST_WALL = {"Query.user.by.id", "User.memberships.after", "User.memberships.before"}
"""Where the first wall asks for a user's identity only: a whole user is refused by the second."""
MAY = {"portal session": PORTAL_SESSION_MAY, "member": MEMBER_MAY}
numbers = count()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def world(server_dsn: str, template: str) -> World:
    """Two customers in a database that is copied for each mutation."""
    await sql(server_dsn, f"CREATE DATABASE walls TEMPLATE {template}")
    pool = await open_pool(dsn_of(server_dsn, "walls"))
    async with Api.start(pool, SETTINGS) as api:
        ours, theirs = await Customer.made(api, "alfa"), await Customer.made(api, "bravo")
        (key,) = (await api("{ apiKeys { nodes { id } } }"))["apiKeys"]["nodes"]
    await pool.close()
    assert api.token
    return World("walls", ours, theirs, api.token, key["id"])


@pytest.fixture
async def pool(server_dsn: str, world: World, case: Case) -> AsyncIterator[Pool]:
    """The world itself for what only reads, a copy of it for a mutation."""
    name = f"walls_{next(numbers)}" if case.operation == "mutation" else world.database
    if name != world.database:
        await sql(server_dsn, f"CREATE DATABASE {name} TEMPLATE {world.database}")
    pool = await open_pool(dsn_of(server_dsn, name))
    yield pool
    await pool.close()
    if name != world.database:
        await sql(server_dsn, f"DROP DATABASE {name} WITH (FORCE)")


@dataclass
class Caller:
    """A gateway, called by somebody of our own customer through given walls."""

    api: Api
    viewer: Viewer
    may: set[str]


@pytest.fixture(params=product(MAY, WALLS), ids=" with ".join)
async def caller(request: pytest.FixtureRequest, pool: Pool, world: World) -> AsyncIterator[Caller]:
    who, walls = request.param
    authenticator, change, token = Authenticator(pool, SETTINGS.member_issuers), WALLS[walls], world.ours.tokens[who]

    async def authenticate(authorization: str | None) -> Viewer:
        return change(await authenticator.viewer(authorization))

    viewer = await authenticate(f"Bearer {token}")
    async with TestClient(TestServer(make_app(SETTINGS, pool, authenticate=authenticate))) as client:
        yield Caller(Api(client, pool, SETTINGS, token), viewer, MAY[who])


def tells_something(body: dict[str, Any]) -> bool:
    return says_something(body.get("data"))


async def answers(
    caller: Caller, case: Case, values: list[object], own: Customer, awaited: So | None = None
) -> AsyncIterator[tuple[dict[str, Any], Any]]:
    """What the caller is answered for each value in the case's slot, with what was sent."""
    document = case.document(caller.viewer, case.variables(values[0], own))
    if case.operation == "subscription":
        variables = [case.variables(value, own) for value in values]
        found = await first_answers(caller.api, document, variables, awaited)
        for body, given in zip(found, variables, strict=True):
            yield body, given
        return
    for value in values:
        given = case.variables(value, own)
        yield await caller.api.execute(document, **given), given


async def one_of_own_is(so: So, caller: Caller, case: Case, world: World, ids: list[str], *, expected: bool) -> bool:
    """Whether one of the answers for own values is so; those after it are not asked for."""
    values = case.values(ids, world.ours.texts)
    async for body, _ in answers(caller, case, values, world.ours, so if expected else None):
        if so(body):
            return True
    return False


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_another_tenants_ids_show_nothing_and_change_nothing(
    caller: Caller, world: World, case: Case, pool: Pool
) -> None:
    before = await rest_of(pool, world)
    foreign = case.values(world.foreign_ids, world.theirs.texts)
    async for body, given in answers(caller, case, foreign, world.ours):
        assert not leaks(body, given, world)
        assert codes(body) <= {"FORBIDDEN", "NOT_FOUND", "INVALID_INPUT"}, body["errors"]
    assert await rest_of(pool, world) == before
    own = list(world.ours.ids.values())
    if isinstance(caller.viewer, WithoutFirstWall):
        # It asks for columns that it may not see as well: those are errors beside the answer.
        if str(case) in caller.may - BY_THE_FIRST_WALL:
            assert await one_of_own_is(tells_something, caller, case, world, own, expected=True)
        return
    expected = str(case) in caller.may - BY_THE_SECOND_WALL
    may = await one_of_own_is(answered, caller, case, world, own, expected=expected)
    assert may or not expected
    assert not may or str(case) in caller.may, "a control is missing"


@pytest.mark.parametrize("case", [case for case in CASES if case.type != "Member"], ids=str)
async def test_own_ids_are_answered_to_an_api_key(pool: Pool, world: World, case: Case) -> None:
    viewer = Viewer(CallerKind.API_KEY, world.key_id, ALL_PERMISSIONS)
    async with TestClient(TestServer(make_app(SETTINGS, pool))) as client:
        caller = Caller(Api(client, pool, SETTINGS, world.key), viewer, set())
        ids = [*world.ours.ids.values(), world.key_id]
        assert await one_of_own_is(answered, caller, case, world, ids, expected=True)
