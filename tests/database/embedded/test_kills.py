"""Whatever is killed, nothing runs on and no row is lost."""

import asyncio
import os
import pwd
import shutil
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from gateway.database.embedded import (
    start_embedded,
)
from tests.database.embedded.gateways import (
    QUICK,
    gateway_process,
    line,
    linux_only,
    noted,
    postmaster,
    process_of,
    processes_of,
    program_of,
    running,
    socket_folder,
    until,
    value,
    watcher,
)


@linux_only
@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
async def test_a_killed_gateway_leaves_no_process_behind(room: Path, loop: str) -> None:
    with gateway_process(room / "data", loop) as process:
        assert await line(process) == "ready"
        process.kill()
    await until(lambda: not processes_of(room))
    async with running(room / "data") as server:
        assert await value(server, "SELECT count(*) FROM kept") == 1


@linux_only
async def test_a_gateway_may_start_while_the_server_of_a_killed_one_is_ending(room: Path) -> None:
    with gateway_process(room / "data") as process:
        assert await line(process) == "ready"
        process.kill()
    async with running(room / "data") as server:
        assert await value(server, "SELECT count(*) FROM kept") == 1


@linux_only
async def test_no_row_is_lost_when_everything_is_killed_at_once(room: Path) -> None:
    with gateway_process(room / "data") as process:
        assert await line(process) == "ready"
        shutil.rmtree(socket_folder(room / "data"))  # nobody is left to do it
        for pid in processes_of(room) | {watcher(room / "data")}:
            with suppress(ProcessLookupError):  # some end because the others did
                os.kill(pid, signal.SIGKILL)
    async with running(room / "data") as server:
        assert await value(server, "SELECT count(*) FROM kept") == 1


@linux_only
async def test_a_server_that_nobody_watches_any_more_is_ended_by_the_next_start(room: Path) -> None:
    with gateway_process(room / "data") as process:
        assert await line(process) == "ready"
        orphan = postmaster(room / "data")
        shutil.rmtree(socket_folder(room / "data"))
        os.kill(watcher(room / "data"), signal.SIGKILL)
        process.kill()
    assert orphan in processes_of(room)
    said: list[str] = []
    server = await start_embedded(room / "data", settings=QUICK, say=said.append)
    try:
        assert said == ["Waiting for the PostgreSQL of an earlier run to end"]
        assert orphan not in processes_of(room)
        assert await value(server, "SELECT count(*) FROM kept") == 1
    finally:
        await server.stop()


async def test_a_stale_number_that_is_now_another_process_is_no_obstacle(room: Path) -> None:
    async with running(room / "data"):
        lines = noted(room / "data")
    owner = pwd.getpwuid((room / "data/cluster").stat().st_uid)
    with process_of("sleep", "60", account=owner if os.geteuid() == 0 else None) as other:
        lines[0] = str(other.pid)
        (room / "data/cluster/postmaster.pid").write_text("\n".join(lines))
        async with running(room / "data") as server:
            assert await value(server, "SELECT 1") == 1
        assert other.poll() is None


@linux_only
async def test_ctrl_c_reaches_the_gateway_alone_and_makes_no_noise(room: Path) -> None:
    with gateway_process(room / "data") as process:
        assert await line(process) == "ready"
        os.killpg(process.pid, signal.SIGINT)
        out, err = await asyncio.to_thread(process.communicate, timeout=30)
    assert (out, err, process.returncode) == ("still there\n", "", 0)
    assert not processes_of(room)


@linux_only
async def test_a_gateway_that_forgets_to_stop_the_server_ends_it_all_the_same(room: Path) -> None:
    with gateway_process(room / "data", "careless") as process:
        out, err = await asyncio.to_thread(process.communicate, timeout=30)
    assert (out, err, process.returncode) == ("ready\n", "", 0)
    await until(lambda: not processes_of(room))
    assert "database system is shut down" in (room / "data/postgres.log").read_text()


@linux_only
async def test_the_watcher_leaves_it_to_the_gateway_when_to_end(room: Path) -> None:
    async with running(room / "data") as server:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            os.kill(watcher(room / "data"), number)
        assert await value(server, "SELECT 1") == 1
        number_of_watcher = watcher(room / "data")
    assert program_of(number_of_watcher) is None


@linux_only
async def test_a_server_that_crashes_says_so(room: Path) -> None:
    async with running(room / "data") as server:
        os.kill(postmaster(room / "data"), signal.SIGKILL)
        sentence = await asyncio.wait_for(server.exited(), 30)
    assert sentence.startswith("The embedded PostgreSQL ended with status 137. The last lines of ")
    assert "database system is ready to accept connections" in sentence
    await until(lambda: not processes_of(room))


@linux_only
async def test_stopping_ends_the_server_even_if_the_watcher_was_killed(room: Path) -> None:
    async with running(room / "data") as server:
        os.kill(watcher(room / "data"), signal.SIGKILL)
        await asyncio.wait_for(server.exited(), 30)
    assert not processes_of(room)


@linux_only
async def test_giving_up_during_the_start_leaves_no_process_behind(room: Path) -> None:
    starting = asyncio.create_task(start_embedded(room / "data", settings=QUICK))
    await until(lambda: processes_of(room))
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert not processes_of(room)


@linux_only
async def test_a_cluster_half_made_is_made_anew(room: Path) -> None:
    with gateway_process(room / "data") as process:
        await until(lambda: list(room.glob("data/.new-cluster-*/PG_VERSION")))
        process.kill()
    assert not (room / "data/cluster").exists()
    async with running(room / "data") as server:
        assert await value(server, "SELECT 1") == 1
        assert sorted(each.name for each in (room / "data").iterdir()) == ["cluster", "postgres.log"]
    await until(lambda: not processes_of(room))
