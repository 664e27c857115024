"""Migrations against a real server: applied once, whole or not at all, and told apart by their text."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest

from gateway.database.migrate import (
    ADVISORY_LOCK,
    MigrationFailed,
    SchemaState,
    Standing,
    migrate,
    migrations_in,
    refusal_of,
    schema_state,
)

TABLE = "CREATE TABLE counted (number integer PRIMARY KEY);\nINSERT INTO counted VALUES (1);\n"
FUNCTION = """
CREATE FUNCTION count_on() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF NEW.number > 9 THEN RAISE EXCEPTION 'too far; %', NEW.number; END IF;
    NEW.number := NEW.number + 1;  -- a ";" and a $$ in a comment
    RETURN NEW;
END;
$body$;
CREATE TRIGGER count_on BEFORE INSERT ON counted FOR EACH ROW EXECUTE FUNCTION count_on();
"""
HALF_WAY = "CREATE TABLE half_way ();\nDELETE FROM counted;\nINSERT INTO absent VALUES (1);\n"
WAITING = """
SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database
WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted
"""
NEEDS_CREATEROLE = """
DO $$
BEGIN
    CREATE ROLE nobody_may_make_this NOLOGIN;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE insufficient_privilege USING MESSAGE = 'a role is missing', HINT = 'as a superuser, run: CREATE ROLE x';
END
$$;
"""


@pytest.fixture
async def dsn(server_dsn: str) -> AsyncIterator[str]:
    """An empty database of its own."""
    name = f"migrate_{uuid4().hex}"
    server = await asyncpg.connect(server_dsn)
    await server.execute(f"CREATE DATABASE {name}")
    yield urlsplit(server_dsn)._replace(path=f"/{name}").geturl()
    await server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await server.close()


def write(folder: Path, *texts: str) -> Path:
    """The folder, with these migrations in it: 0001_step.sql, 0002_step.sql, ..."""
    for number, text in enumerate(texts, start=1):
        (folder / f"{number:04}_step.sql").write_text(text)
    return folder


async def values(dsn: str, sql: str) -> list[object]:
    connection = await asyncpg.connect(dsn)
    try:
        return [row[0] for row in await connection.fetch(sql)]
    finally:
        await connection.close()


async def state(dsn: str, folder: Path) -> SchemaState:
    connection = await asyncpg.connect(dsn)
    try:
        return await schema_state(connection, migrations_in(folder))
    finally:
        await connection.close()


async def tables(dsn: str) -> list[object]:
    return await values(
        dsn, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
    )


async def test_applying_a_second_time_does_nothing(dsn: str, tmp_path: Path) -> None:
    folder = write(tmp_path, TABLE, FUNCTION)
    assert await migrate(dsn, folder=folder) == ["0001_step", "0002_step"]
    assert await migrate(dsn, folder=folder) == []
    assert await values(dsn, "SELECT number FROM counted") == [1]
    assert (await state(dsn, folder)).standing is Standing.CURRENT


async def test_only_what_is_pending_is_applied(dsn: str, tmp_path: Path) -> None:
    await migrate(dsn, folder=write(tmp_path, TABLE))
    folder = write(tmp_path, TABLE, FUNCTION)
    assert await state(dsn, folder) == SchemaState(Standing.BEHIND, migrations_in(folder)[0].version, ("0002_step",))
    said: list[str] = []
    assert await migrate(dsn, folder=folder, say=said.append) == ["0002_step"]
    assert said == ["applied 0002_step"]


async def test_a_function_with_semicolons_in_its_body_works(dsn: str, tmp_path: Path) -> None:
    await migrate(dsn, folder=write(tmp_path, TABLE, FUNCTION))
    assert await values(dsn, "INSERT INTO counted VALUES (4) RETURNING number") == [5]
    with pytest.raises(asyncpg.RaiseError, match="too far; 10"):
        await values(dsn, "INSERT INTO counted VALUES (10)")


async def test_two_processes_at_once_apply_each_migration_once(dsn: str, tmp_path: Path) -> None:
    folder = write(tmp_path, TABLE, FUNCTION)
    program = (
        "import asyncio, pathlib, sys; from gateway.database.migrate import migrate;"
        "print(*asyncio.run(migrate(sys.argv[1], folder=pathlib.Path(sys.argv[2]))))"
    )
    holder = await asyncpg.connect(dsn)
    await holder.execute(f"SELECT pg_advisory_lock({ADVISORY_LOCK})")  # so that neither is done before the other begins
    runs = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, dsn, str(folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(2)
    ]
    async with asyncio.timeout(30):
        while await holder.fetchval(WAITING) < 2:
            pass
    await holder.close()
    output = [await run.communicate() for run in runs]
    assert sorted(output) == [(b"\n", b""), (b"0001_step 0002_step\n", b"")]


async def test_who_comes_second_says_that_it_waits(dsn: str, tmp_path: Path) -> None:
    folder = write(tmp_path, TABLE)
    holder = await asyncpg.connect(dsn)
    await holder.execute(f"SELECT pg_advisory_lock({ADVISORY_LOCK})")
    waiting = asyncio.Event()
    said: list[str] = []

    def say(line: str) -> None:
        said.append(line)
        waiting.set()

    second = asyncio.create_task(migrate(dsn, folder=folder, say=say))
    await waiting.wait()
    assert await tables(dsn) == []
    await holder.close()
    assert await second == ["0001_step"]
    assert said == ["another process is migrating this database; waiting for it", "applied 0001_step"]


async def test_a_failing_migration_leaves_nothing_and_keeps_those_before_it(dsn: str, tmp_path: Path) -> None:
    with pytest.raises(MigrationFailed) as caught:
        await migrate(dsn, folder=write(tmp_path, TABLE, HALF_WAY, FUNCTION))
    assert caught.value.name == "0002_step"
    assert str(caught.value) == '0002_step.sql, line 3: relation "absent" does not exist'
    assert sorted(map(str, await tables(dsn))) == ["counted", "schema_version"]
    assert await values(dsn, "SELECT number FROM counted") == [1]
    assert (await state(dsn, tmp_path)).pending == ("0002_step", "0003_step")


async def test_when_the_very_first_fails_the_database_stays_empty(dsn: str, tmp_path: Path) -> None:
    with pytest.raises(MigrationFailed, match=r"^0001_step.sql, line 1: syntax error"):
        await migrate(dsn, folder=write(tmp_path, "CREATE TABEL x ()"))
    assert await tables(dsn) == []


async def test_a_constraint_that_fails_only_at_commit_leaves_nothing(dsn: str, tmp_path: Path) -> None:
    deferred = (
        "CREATE TABLE other (n integer REFERENCES counted DEFERRABLE INITIALLY DEFERRED);INSERT INTO other SELECT 7"
    )
    with pytest.raises(MigrationFailed, match=r"^0002_step: insert .* violates foreign key.*\nKey \(n\)=\(7\) is not"):
        await migrate(dsn, folder=write(tmp_path, TABLE, deferred))
    assert (await state(dsn, tmp_path)).pending == ("0002_step",)
    assert sorted(map(str, await tables(dsn))) == ["counted", "schema_version"]


async def test_a_migration_does_not_wait_long_for_a_busy_table(dsn: str, tmp_path: Path) -> None:
    await migrate(dsn, folder=write(tmp_path, TABLE))
    busy = await asyncpg.connect(dsn)
    folder = write(tmp_path, TABLE, "ALTER TABLE counted ADD note text")
    async with busy.transaction():
        await busy.execute("LOCK TABLE counted")
        with pytest.raises(MigrationFailed, match=r"lock timeout\nAnother session holds what this needs"):
            await migrate(dsn, folder=folder, lock_timeout_seconds=0.05)
    await busy.close()
    assert await migrate(dsn, folder=tmp_path) == ["0002_step"]


async def test_a_migration_may_not_end_its_transaction(dsn: str, tmp_path: Path) -> None:
    with pytest.raises(MigrationFailed, match="0001_step ends its own transaction"):
        await migrate(dsn, folder=write(tmp_path, "SELECT 1; COMMIT;"))
    assert (await state(dsn, tmp_path)).standing is Standing.UNMIGRATED


async def test_where_a_right_is_missing_the_hint_says_what_to_run(dsn: str, tmp_path: Path) -> None:
    role = f"plain_{uuid4().hex}"
    database = urlsplit(dsn).path[1:]
    await values(dsn, f"CREATE ROLE {role} LOGIN PASSWORD 'plain'")
    await values(dsn, f"ALTER DATABASE {database} OWNER TO {role}")
    parts = urlsplit(dsn)
    plain = parts._replace(netloc=f"{role}:plain@{parts.netloc.rpartition('@')[2]}").geturl()
    try:
        with pytest.raises(MigrationFailed) as caught:
            await migrate(plain, folder=write(tmp_path, TABLE, NEEDS_CREATEROLE))
        assert str(caught.value) == "0002_step: a role is missing\nas a superuser, run: CREATE ROLE x"
        assert await values(plain, "SELECT number FROM counted") == [1]
    finally:
        await values(dsn, f"ALTER DATABASE {database} OWNER TO CURRENT_USER")
        await values(dsn, f"REASSIGN OWNED BY {role} TO CURRENT_USER")
        await values(dsn, f"DROP ROLE {role}")


async def test_a_role_that_may_not_create_tables_is_told_so(dsn: str, tmp_path: Path) -> None:
    role = f"plain_{uuid4().hex}"
    await values(dsn, f"CREATE ROLE {role} LOGIN PASSWORD 'plain'")
    parts = urlsplit(dsn)
    plain = parts._replace(netloc=f"{role}:plain@{parts.netloc.rpartition('@')[2]}").geturl()
    try:
        with pytest.raises(MigrationFailed, match=r"^schema_version: permission denied for schema public"):
            await migrate(plain, folder=write(tmp_path, TABLE))
    finally:
        await values(dsn, f"DROP ROLE {role}")


async def test_an_unmigrated_database_is_told_apart(dsn: str, tmp_path: Path) -> None:
    found = await state(dsn, write(tmp_path, TABLE, FUNCTION))
    assert found == SchemaState(Standing.UNMIGRATED, None, ("0001_step", "0002_step"))
    assert refusal_of(found) == "The database has no schema yet (2 pending, from 0001_step). Run: gateway migrate"


async def test_a_newer_database_is_told_apart_and_left_alone(dsn: str, tmp_path: Path) -> None:
    await migrate(dsn, folder=write(tmp_path, TABLE, FUNCTION))
    (tmp_path / "0002_step.sql").unlink()
    found = await state(dsn, tmp_path)
    assert found.standing is Standing.NEWER
    assert "is newer than this gateway's" in (refusal_of(found) or "")
    with pytest.raises(MigrationFailed, match="is newer than this gateway's"):
        await migrate(dsn, folder=tmp_path)


async def test_an_applied_migration_that_was_edited_is_noticed(dsn: str, tmp_path: Path) -> None:
    await migrate(dsn, folder=write(tmp_path, TABLE, FUNCTION))
    folder = write(tmp_path, TABLE + "-- edited", FUNCTION, "SELECT 1")
    found = await state(dsn, folder)
    assert found.standing is Standing.DIVERGED
    with pytest.raises(MigrationFailed, match="never edited"):
        await migrate(dsn, folder=folder)
    assert (await state(dsn, write(tmp_path, TABLE, FUNCTION))).pending == ("0003_step",)


@pytest.mark.parametrize("names", [("0002_a",), ("0001_a", "0001_b"), ("0001_a", "0003_b"), ("1_a",), ("0001-a",)])
def test_migrations_are_numbered_without_gaps_or_doubles(tmp_path: Path, names: tuple[str, ...]) -> None:
    for name in names:
        (tmp_path / f"{name}.sql").touch()
    with pytest.raises(ValueError, match="without gaps or doubles"):
        migrations_in(tmp_path)


def test_asking_for_the_state_imports_neither_alembic_nor_sqlalchemy() -> None:
    program = "import sys, gateway.database.migrate; sys.exit(bool({'alembic', 'sqlalchemy'} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", program], check=True)


async def test_a_migration_edited_after_a_process_began_does_not_change_what_it_knows(dsn: str, tmp_path: Path) -> None:
    known = migrations_in(write(tmp_path, TABLE, FUNCTION))
    await migrate(dsn, folder=tmp_path)
    write(tmp_path, TABLE + "-- edited", FUNCTION, "SELECT 1")
    connection = await asyncpg.connect(dsn)
    try:
        assert (await schema_state(connection, known)).standing is Standing.CURRENT
    finally:
        await connection.close()
