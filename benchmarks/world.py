"""The database that is asked: an embedded PostgreSQL in a temporary folder, seeded, with an API key."""

import asyncio
import base64
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
from asyncpg import Pool
from pydantic import SecretStr

from benchmarks.operations import ASKED_FOR, FIRST_ORGANIZATIONS, WRITTEN, Asked
from gateway.database.embedded import start_embedded
from gateway.database.migrate import migrate
from gateway.database.pool import open_pool
from gateway.sample_data import seed
from gateway.settings import Settings

RANDOM_SEED = 1
SERVER = {"max_connections": "200"}
"""One pool for each server; all else, durability too, is as `gateway dev` has it."""
POOL_SIZE = 10


class CannotMeasure(Exception):
    """The benchmark cannot be run, or its figures would not be true; the message says why, for people."""


@dataclass(frozen=True)
class World:
    """A seeded database, and what the servers on it are told."""

    folder: Path
    dsn: str
    pool: Pool
    """The benchmark's own connections."""
    encryption_key: str
    key: str
    """An API key that may do everything."""
    actor: str
    """The key's id."""
    asked: Asked

    @property
    def environment(self) -> dict[str, str]:
        """What the gateway is started with, and nothing else."""
        return environment(self.dsn, self.encryption_key)


def environment(dsn: str, encryption_key: str) -> dict[str, str]:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    # One caller sends what thousands do; the limiter counts it all the same.
    unlimited = {"GATEWAY_RATE_LIMIT": str(2**31 - 1), "GATEWAY_RATE_BURST": str(2**31 - 1)}
    return {**inherited, **unlimited, "DATABASE_URL": dsn, "GATEWAY_ENCRYPTION_KEYS": encryption_key}


def enterable(name: str) -> Path:
    """The folder, which the server's account can enter where we are root."""
    folder = Path(name)
    folder.chmod(0o711)
    return folder


@asynccontextmanager
async def made_world(organizations: int) -> AsyncIterator[World]:
    """A world of so many organizations; it is gone at the end."""
    with TemporaryDirectory(prefix="gateway-benchmark-") as name:
        folder = enterable(name)
        server = await start_embedded(folder / "data", settings=SERVER)
        try:
            await migrate(server.dsn)
            async with world_on(server.dsn, folder, organizations) as world:
                yield world
        finally:
            await server.stop()


@asynccontextmanager
async def world_on(dsn: str, folder: Path, organizations: int) -> AsyncIterator[World]:
    """A world on an empty migrated database."""
    encryption_key = base64.b64encode(b"k" * 32).decode()
    settings = Settings(encryption_keys=(SecretStr(encryption_key),))
    pool = await open_pool(dsn, max_size=2, statement_timeout_seconds=600)
    try:
        await seed(pool, settings, organizations=organizations, random_seed=RANDOM_SEED)
        key = await new_key(environment(dsn, encryption_key))
        actor = await pool.fetchval("SELECT id FROM api_keys")
        yield World(folder, dsn, pool, encryption_key, key, actor, await asked_of(pool))
    finally:
        await pool.close()


async def new_key(given: dict[str, str]) -> str:
    """A key as operators make one. Raises CannotMeasure."""
    command = (sys.executable, "-m", "gateway", "keys", "create", "--name", "benchmark")
    process = await asyncio.create_subprocess_exec(*command, env=given, stdout=PIPE, stderr=PIPE)
    out, err = await process.communicate()
    if process.returncode:
        raise CannotMeasure(f"no API key could be made: {err.decode()}")
    return out.decode().strip()


async def asked_of(pool: Pool) -> Asked:
    """The organizations to read and to write. Raises CannotMeasure when there are too few."""
    ids = [row["id"] for row in await pool.fetch("SELECT id FROM organizations WHERE deleted_at IS NULL ORDER BY id")]
    read, written = ids[:ASKED_FOR], ids[-WRITTEN:]
    if len(ids) < max(ASKED_FOR, FIRST_ORGANIZATIONS) + WRITTEN:
        raise CannotMeasure(f"{len(ids)} organizations are too few to read {ASKED_FOR} and to write {WRITTEN} others")
    return Asked(read, written)


async def tidy(pool: Pool) -> None:
    """Sweep up after writes, so that no server meets the dead rows of another."""
    for table in ("organizations", "events", "event_sequences"):
        await pool.execute(f"VACUUM (ANALYZE) {table}")


async def version_of(pool: asyncpg.Pool) -> str:
    """PostgreSQL's version."""
    version: str = await pool.fetchval("SHOW server_version")
    return version.partition(" ")[0]
