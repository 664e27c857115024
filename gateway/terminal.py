"""What the commands share: words for the person at the terminal, the settings, and a database to work on."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn, TypeVar

import click

from gateway.settings import Settings, SettingsWrong, read_settings

T = TypeVar("T")


def say(text: str) -> None:
    """A line for the person at the terminal; standard output is for results."""
    click.echo(text, err=True)


def fail(problem: object) -> NoReturn:
    click.secho(str(problem), fg="red", err=True)
    sys.exit(1)


def settings(**overrides: Any) -> Settings:
    try:
        return read_settings(**overrides)
    except SettingsWrong as wrong:
        fail(wrong)


def run(task: Coroutine[Any, Any, T]) -> T:
    """The task's result; what can go wrong on purpose ends the command with a sentence."""
    import asyncpg

    from gateway.database.embedded import EmbeddedError
    from gateway.database.migrate import MigrationFailed
    from gateway.errors import Refusal
    from gateway.running.dev import CannotServe
    from gateway.sample_data import SeedRefused

    try:
        return asyncio.run(task)
    except (CannotServe, EmbeddedError, MigrationFailed, Refusal, SeedRefused) as problem:
        fail(problem)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as problem:
        fail(f"the database cannot be used: {problem or type(problem).__name__}")


def on_database(task: Callable[[Any, Settings], Coroutine[Any, Any, T]], *, migrated: bool = True) -> T:
    """The task's result on a pool of DATABASE_URL, or of the embedded PostgreSQL of the data folder."""
    chosen = settings()

    async def on_pool() -> T:
        from gateway.database.pool import open_pool
        from gateway.running.dev import database
        from gateway.running.local import with_local_keys
        from gateway.running.production import check_database

        async with database(chosen, lambda _: None, shared=True) as (dsn, server):
            if migrated:
                await check_database(dsn, apply=server is not None, say=say)
            pool = await open_pool(dsn, statement_timeout_seconds=3600)
            try:
                return await task(pool, chosen if chosen.database_url else with_local_keys(chosen))
            finally:
                await pool.close()

    return run(on_pool())
