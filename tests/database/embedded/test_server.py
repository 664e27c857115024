"""What a running server is like, and when there is none."""

from pathlib import Path

import pytest

from gateway.database.embedded import (
    AlreadyRunning,
    EmbeddedError,
    OtherVersion,
    ProgramFailed,
    start_embedded,
)
from tests.database.embedded.gateways import (
    QUICK,
    running,
    socket_folder,
    value,
)


async def test_a_new_database_is_in_utf8_and_sorts_the_same_everywhere(room: Path) -> None:
    said: list[str] = []
    server = await start_embedded(room / "data", settings=QUICK, say=said.append)
    try:
        assert said == [f"Making a PostgreSQL 18 database in {room}/data/cluster"]
        assert await value(server, "SHOW server_encoding") == "UTF8"
        assert (
            await value(server, "SELECT string_agg(w, '' ORDER BY w) FROM (VALUES ('b'), ('B'), ('a')) v (w)") == "Bab"
        )
        assert await value(server, "SELECT lower('ÄÉ')") == "äé"
        assert await value(server, "SELECT current_user || ' ' || current_database()") == "gateway gateway"
    finally:
        await server.stop()


async def test_the_next_start_finds_the_data(room: Path) -> None:
    async with running(room / "data") as server:
        await value(server, "CREATE TABLE kept AS SELECT 7 AS number")
    async with running(room / "data") as server:
        assert await value(server, "SELECT number FROM kept") == 7


async def test_the_callers_settings_go_over_the_defaults(room: Path) -> None:
    async with running(room / "data", max_connections="20") as server:
        assert await value(server, "SHOW max_connections") == "20"
        assert await value(server, "SHOW shared_buffers") == "128MB"


async def test_only_the_servers_account_reaches_its_socket_and_its_log(room: Path) -> None:
    async with running(room / "data") as server:
        folder = socket_folder(room / "data")
        assert folder.stat().st_mode & 0o777 == 0o700
        assert folder.stat().st_uid == (room / "data/cluster").stat().st_uid
        assert await value(server, "SHOW listen_addresses") == ""
        assert (room / "data/postgres.log").stat().st_mode & 0o777 == 0o600
    assert not folder.exists()


async def test_a_long_path_with_odd_letters_will_do(room: Path) -> None:
    async with running(room / "a b%20c, d'ü" / ("long" * 30)) as server:
        assert await value(server, "SELECT 1") == 1


async def test_variables_of_the_environment_do_not_interfere(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in {"PGPORT": "1", "PGDATA": "/x", "PGUSER": "x", "PGDATABASE": "x", "PGHOST": "/x"}.items():
        monkeypatch.setenv(name, text)
    async with running(room / "data") as server:
        assert await value(server, "SELECT 1") == 1


async def test_a_second_gateway_on_the_same_data_is_refused(room: Path) -> None:
    async with running(room / "data") as server:
        with pytest.raises(AlreadyRunning, match=f"Another gateway is running on {room}/data"):
            await start_embedded(room / "data", settings=QUICK)
        assert await value(server, "SELECT 1") == 1


async def test_a_copy_of_the_data_folder_that_links_to_the_same_cluster_is_refused(room: Path) -> None:
    async with running(room / "data"):
        (room / "copy").mkdir()
        (room / "copy/cluster").symlink_to(room / "data/cluster")
        with pytest.raises(AlreadyRunning):
            await start_embedded(room / "copy", settings=QUICK)


async def test_data_of_another_major_version_are_refused(room: Path) -> None:
    async with running(room / "data"):
        pass
    (room / "data/cluster/PG_VERSION").write_text("17\n")
    with pytest.raises(OtherVersion, match=r"are of PostgreSQL 17, the programs in .* are of 18\."):
        await start_embedded(room / "data", settings=QUICK)


async def test_a_server_that_does_not_start_tells_why(room: Path) -> None:
    with pytest.raises(
        ProgramFailed, match=r'did not start(.|\n)*invalid value for parameter "max_connections": "few"'
    ):
        await start_embedded(room / "data", settings=QUICK | {"max_connections": "few"})


async def test_a_folder_that_cannot_be_made_is_named(room: Path) -> None:
    (room / "file").touch()
    with pytest.raises(EmbeddedError, match=f"cannot run in {room}/file/data: "):
        await start_embedded(room / "file/data", settings=QUICK)
