"""The version of the database's schema: what is pending, and applying it (docs/decisions/0001-migrations.md).

A migration is one file, `migrations/NNNN_name.sql`, without BEGIN or COMMIT, and never edited once it is released. Its
version is its number and a hash over its own text and its predecessor's version; so the one row of `schema_version`
names the exact text of everything applied. Alembic and SQLAlchemy are imported here only, and only while migrating:
the server asks for its `schema_state` without paying for their import.
"""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import asyncpg

from gateway.database.eras import begin_era, log_is_ahead

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from alembic.runtime.migration import MigrationContext, RevisionStep
    from alembic.script import Script
    from asyncpg import Record
    from asyncpg.pool import PoolConnectionProxy
    from sqlalchemy import Connection

MIGRATIONS = Path(__file__).parent / "migrations"
ADVISORY_LOCK = 0x6761746577617931
"""Held by the session that migrates; 'gateway1' in ASCII, unlikely to be anyone else's key."""

_log = logging.getLogger(__name__)
_VERSION_TABLE = "schema_version"
_FILE_NAME = re.compile(r"\d{4}_[a-z0-9_]+\.sql")


class MigrationFailed(Exception):
    """The database is as it was before the migration `name`; the message is PostgreSQL's, with line and hint."""

    def __init__(self, message: str, name: str | None = None) -> None:
        super().__init__(message)
        self.name = name
        """None where no migration was begun."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file of the migrations folder."""

    name: str
    version: str
    sql: str


class Standing(Enum):
    """How the database's schema compares with this code's migrations."""

    CURRENT = auto()
    UNMIGRATED = auto()
    BEHIND = auto()
    NEWER = auto()
    DIVERGED = auto()
    """Another text of a migration was applied: it was edited, or comes from another branch."""
    RESTORED = auto()
    """The schema is current; the log of events was written in another cluster and is ahead of this one."""


@dataclass(frozen=True, slots=True)
class SchemaState:
    """Where a database stands; `pending` are the names `migrate` would apply, in order."""

    standing: Standing
    version: str | None
    pending: tuple[str, ...] = ()


def migrations_in(folder: Path = MIGRATIONS) -> tuple[Migration, ...]:
    """The folder's migrations in order. Raises ValueError when they are not numbered 0001, 0002, and so on."""
    migrations: list[Migration] = []
    version = ""
    for number, file in enumerate(sorted(folder.glob("*.sql")), start=1):
        if not _FILE_NAME.fullmatch(file.name) or int(file.name[:4]) != number:
            raise ValueError(f"{file}: expected {number:04}_name.sql; migrations are numbered without gaps or doubles")
        sql = file.read_text(encoding="utf-8")
        checksum = hashlib.sha256(f"{version}\n{sql}".encode()).hexdigest()
        version = f"{number:04}_{checksum[:20]}"  # Alembic's column holds 32 characters
        migrations.append(Migration(file.stem, version, sql))
    return tuple(migrations)


async def schema_state(
    connection: asyncpg.Connection[Record] | PoolConnectionProxy[Record], migrations: Sequence[Migration]
) -> SchemaState:
    """Where the database stands among these migrations; two queries.

    Not for use inside a transaction: an absent table would abort it.
    """
    try:
        version = await connection.fetchval(f"SELECT version_num FROM {_VERSION_TABLE}")
    except asyncpg.UndefinedTableError:
        version = None
    state = _state_at(version, migrations)
    if state.standing is Standing.CURRENT and await log_is_ahead(connection):
        return SchemaState(Standing.RESTORED, version)
    return state


def refusal_of(state: SchemaState) -> str | None:
    """Why the server must not start on such a database and what to do about it; None where it may start."""
    pending = f"{len(state.pending)} pending, from {state.pending[0]}" if state.pending else ""
    match state.standing:
        case Standing.CURRENT:
            return None
        case Standing.UNMIGRATED:
            return f"The database has no schema yet ({pending}). Run: gateway migrate"
        case Standing.BEHIND:
            return f"The database's schema is older than this gateway's ({pending}). Run: gateway migrate"
        case Standing.RESTORED:
            return (
                "The database was restored in another cluster than its log of events was written in: new events would "
                "come before old ones. Run: gateway migrate"
            )
        case Standing.NEWER:
            return (
                f"The database's schema ({state.version}) is newer than this gateway's. Migrations only go forward: "
                "run the release that made it, or a later one."
            )
        case Standing.DIVERGED:
            return (
                f"The database was migrated with other files than this gateway's, up to {state.version}. An applied "
                "migration is never edited: restore the files and add a new one, or recreate a development database, "
                "then run: gateway migrate"
            )


async def migrate(
    dsn: str,
    *,
    folder: Path = MIGRATIONS,
    say: Callable[[str], object] = _log.info,
    lock_timeout_seconds: float = 5,
) -> list[str]:
    """The names of the migrations just applied, in order; each took one transaction. Any DSN of asyncpg's will do.

    Waits while another process migrates the same database; needs a session of its own, so no PgBouncer in transaction
    mode. `lock_timeout_seconds` is how long a migration waits for a busy table. Raises MigrationFailed when one fails
    (those before it stay), or when the database is newer or diverged. Where the log of events was written in another
    cluster, it begins its next era.
    """
    from sqlalchemy.ext.asyncio import create_async_engine  # here for its import time, as in _apply_pending
    from sqlalchemy.pool import NullPool

    migrations = migrations_in(folder)
    session = await asyncpg.connect(dsn)

    async def same_session() -> asyncpg.Connection[Record]:
        return session

    engine = create_async_engine("postgresql+asyncpg://", async_creator=same_session, poolclass=NullPool)
    try:
        if not await session.fetchval("SELECT pg_try_advisory_lock($1)", ADVISORY_LOCK):
            say("another process is migrating this database; waiting for it")
            await session.execute(f"SELECT pg_advisory_lock({ADVISORY_LOCK})")
        async with engine.connect() as connection:
            applied = await connection.run_sync(_apply_pending, migrations, say, lock_timeout_seconds)
            await connection.rollback()  # what it read in the end
            if await log_is_ahead(session):
                await begin_era(session)
                say("the log of events was written in another cluster; here it goes on behind it")
            return applied
    finally:
        await session.close()


def _apply_pending(
    connection: Connection,
    migrations: Sequence[Migration],
    say: Callable[[str], object],
    lock_timeout_seconds: float,
) -> list[str]:
    from alembic.runtime.migration import MigrationContext, MigrationStep
    from alembic.script import Script
    from alembic.script.revision import RevisionMap
    from sqlalchemy.exc import DBAPIError

    revisions = RevisionMap(lambda: _scripts(migrations))
    begun: list[Migration] = []

    def steps(heads: tuple[str, ...], _: MigrationContext) -> Iterator[RevisionStep]:
        state = _state_at(heads[0] if heads else None, migrations)
        if state.standing in (Standing.NEWER, Standing.DIVERGED):
            raise MigrationFailed(refusal_of(state) or "")
        for migration in migrations[len(migrations) - len(state.pending) :]:
            begun.append(migration)
            script = revisions.get_revision(migration.version)
            assert isinstance(script, Script)
            yield MigrationStep.upgrade_from_script(revisions, script)
            say(f"applied {migration.name}")

    options = {"fn": steps, "transaction_per_migration": True, "version_table": _VERSION_TABLE}
    try:
        context = MigrationContext.configure(connection, opts=options)
        context.run_migrations(connection=connection, lock_timeout_seconds=lock_timeout_seconds)
    except asyncpg.PostgresError as error:
        raise _failure(begun, error) from error
    except DBAPIError as error:
        cause = error.orig and error.orig.__cause__
        raise _failure(begun, cause if isinstance(cause, asyncpg.PostgresError) else error) from error
    return [migration.name for migration in begun]


def _scripts(migrations: Sequence[Migration]) -> Iterator[Script]:
    """Alembic's own form of the migrations: it wants each to be a Python module with an `upgrade`."""
    from alembic.script import Script

    previous: str | None = None
    for migration in migrations:
        module = ModuleType(migration.name)
        module.__dict__.update(down_revision=previous, upgrade=_upgrade(migration))
        yield Script(module, migration.version, migration.name)
        previous = migration.version


def _upgrade(migration: Migration) -> Callable[[Connection, float], None]:
    from sqlalchemy.engine.interfaces import AdaptedConnection

    def upgrade(connection: Connection, lock_timeout_seconds: float) -> None:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{lock_timeout_seconds}s'")  # and begins the transaction
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        driver = connection.connection.dbapi_connection
        assert isinstance(driver, AdaptedConnection)
        # asyncpg's own `execute` sends the text as it is; SQLAlchemy's would prepare it, which takes one statement.
        driver.run_async(lambda session: session.execute(migration.sql))
        if not driver.driver_connection.is_in_transaction():
            message = f"{migration.name} ends its own transaction, so a part of it has stayed: take COMMIT out of it"
            raise MigrationFailed(message, migration.name)

    return upgrade


def _failure(begun: Sequence[Migration], error: Exception) -> MigrationFailed:
    migration = begun[-1] if begun else None
    where = migration.name if migration else _VERSION_TABLE
    position = getattr(error, "position", None)
    if migration and position:
        line = migration.sql[: int(position) - 1].count("\n") + 1
        where = f"{where}.sql, line {line}"
    lines = [f"{where}: {getattr(error, 'message', None) or error}"]
    if isinstance(error, asyncpg.LockNotAvailableError):
        lines.append("Another session holds what this needs. Nothing was changed; run it again at a quieter time.")
    lines += [text for text in (getattr(error, "detail", None), getattr(error, "hint", None)) if text]
    return MigrationFailed("\n".join(lines), migration.name if migration else None)


def _state_at(version: str | None, migrations: Sequence[Migration]) -> SchemaState:
    versions = [migration.version for migration in migrations]
    if version is not None and version not in versions:
        is_newer = version[:4] > f"{len(versions):04}"
        return SchemaState(Standing.NEWER if is_newer else Standing.DIVERGED, version)
    applied = versions.index(version) + 1 if version is not None else 0
    pending = tuple(migration.name for migration in migrations[applied:])
    behind = Standing.BEHIND if applied else Standing.UNMIGRATED
    return SchemaState(behind if pending else Standing.CURRENT, version, pending)
