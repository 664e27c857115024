"""The gateway over HTTP with what it sends to the database, and routers in front of it; all live as long as the run."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from gateway.database.pool import open_pool, prepare_connection
from gateway.settings import Settings
from tests.conftest import STATEMENT_OF_A_REQUEST, dsn_of, sql
from tests.federation.graph import FOLDER, Router, World, apollo, hive
from tests.helpers import Api


@pytest.fixture(scope="session")
def statements() -> list[str]:
    """Names of the statements the gateway behind the routers has sent so far, in order."""
    return []


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def world(
    server_dsn: str, template: str, tmp_path_factory: pytest.TempPathFactory, statements: list[str]
) -> AsyncIterator[World]:
    async def listen(db: asyncpg.Connection) -> None:
        await prepare_connection(db)
        db.add_query_logger(lambda query: statements.extend(STATEMENT_OF_A_REQUEST.findall(query.query)))

    assert (FOLDER / "node_modules").exists(), "the routers' packages are missing: `make test` installs them"
    folder = tmp_path_factory.mktemp("world")
    await sql(server_dsn, f"CREATE DATABASE federation TEMPLATE {template}")
    pool = await open_pool(dsn_of(server_dsn, "federation"), init=listen)
    async with Api.start(pool, Settings(data_dir=folder)) as api, World.made(api, folder) as world:
        yield world
    await pool.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def guarded(world: World) -> AsyncIterator[Api]:
    """The same gateway with @authenticated and @requiresScopes in its schema."""
    settings = world.api.settings.model_copy(update={"federation_access_directives": True})
    async with Api.start(world.api.pool, settings) as api:
        yield api


@pytest_asyncio.fixture(scope="session", loop_scope="session", params=["Apollo", "Hive", "Hive's older engine"])
async def router(
    request: pytest.FixtureRequest, world: World, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Router]:
    folder = tmp_path_factory.mktemp("router")
    started = {
        "Apollo": lambda: apollo(world, world.api, folder),
        "Hive": lambda: hive(world, world.api, folder, "--hive-router-runtime"),
        "Hive's older engine": lambda: hive(world, world.api, folder),
    }
    async with started[request.param]() as router:
        yield router


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def guarding(world: World, guarded: Api, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Router]:
    """Hive's gateway, holding callers to what the schema says they need."""
    folder, config = tmp_path_factory.mktemp("guarding"), FOLDER / "gateway.access.mjs"
    async with hive(world, guarded, folder, "--hive-router-runtime", config=config) as router:
        yield router
