"""One PostgreSQL per run, a migrated template database in it, a fresh copy of the template per test."""

import asyncio
import base64
import os
import re
import shutil
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest
import pytest_asyncio
from asyncpg import Pool
from pydantic import SecretStr

from gateway.database.embedded import start_embedded
from gateway.database.migrate import migrate
from gateway.database.pool import open_pool, prepare_connection
from gateway.settings import Settings
from tests.helpers import Api
from tests.members import ISSUER

FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "128MB",
    "max_connections": "300",
}
MEMORY, ENOUGH_BYTES = Path("/dev/shm"), 2 * 1024**3
STATEMENT_OF_A_REQUEST = re.compile(r"/\* (?!budgets\.|events\.NOTIFY|events\.HEADS)(\S+) \*/")
numbers = count()


def folder_of_data() -> Path | None:
    """Memory, if there is enough: each copy of the template makes hundreds of files. The real scale goes to a disk."""
    in_memory = "GATEWAY_TEST_SCALE" not in os.environ and MEMORY.is_dir()
    return MEMORY if in_memory and shutil.disk_usage(MEMORY).free > ENOUGH_BYTES else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The fuzzing takes minutes, whatever the machine: it begins first, or the other workers would wait for it."""
    items.sort(key=lambda item: item.path.stem != "test_fuzzing")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def server_dsn() -> AsyncIterator[str]:
    """A superuser's DSN of a running server."""
    # As root the server's account must be able to enter the folder, or the data would go to a system folder and stay.
    with TemporaryDirectory(prefix="gateway-tests-", dir=folder_of_data()) as folder:
        Path(folder).chmod(0o711)
        server = await start_embedded(Path(folder, "data"), settings=FAST)
        yield server.dsn
        await server.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def template(server_dsn: str) -> str:
    """The name of a migrated database."""
    await sql(server_dsn, "CREATE DATABASE template_gateway")
    await migrate(dsn_of(server_dsn, "template_gateway"))
    return "template_gateway"


async def sql(dsn: str, statement: str) -> None:
    db = await asyncpg.connect(dsn)
    await db.execute(statement)
    await db.close()


def dsn_of(server_dsn: str, database: str) -> str:
    return server_dsn.replace("/gateway?", f"/{database}?")


@pytest.fixture
async def dsn(server_dsn: str, template: str) -> AsyncIterator[str]:
    """A migrated database of the test's own."""
    name = f"test_{next(numbers)}"
    await sql(server_dsn, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield dsn_of(server_dsn, name)
    await sql(server_dsn, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sent() -> list[str]:
    """Names of the statements the test's pool has sent so far, in order."""
    return []


@pytest.fixture
async def pool(dsn: str, sent: list[str]) -> AsyncIterator[Pool]:
    async def listen(db: asyncpg.Connection) -> None:
        await prepare_connection(db)
        db.add_query_logger(lambda query: sent.extend(STATEMENT_OF_A_REQUEST.findall(query.query)))

    pool = await open_pool(dsn, max_size=8, init=listen)
    yield pool
    await asyncio.wait_for(pool.close(), 10)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        encryption_keys=(SecretStr(base64.b64encode(b"k" * 32).decode()),), data_dir=tmp_path, member_issuers=(ISSUER,)
    )


@pytest.fixture
async def api(pool: Pool, settings: Settings) -> AsyncIterator[Api]:
    """The gateway over HTTP, called with an API key that may do everything."""
    async with Api.start(pool, settings) as api:
        yield api
