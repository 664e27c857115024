"""Servers in this process, gateways in others, and what both leave behind."""

import asyncio
import os
import pwd
import subprocess
import sys
import sysconfig
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, suppress
from pathlib import Path

import asyncpg
import pytest

import gateway
from gateway.database.embedded import EmbeddedServer, start_embedded
from gateway.database.embedded.binaries import enterable

SOURCE = Path(gateway.__file__).parents[1]
LIBRARIES = Path(sysconfig.get_path("purelib"))
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


def program_of(pid: int) -> Path | None:
    """The file a process runs; None when there is no such process."""
    with suppress(FileNotFoundError):
        return Path(os.readlink(f"/proc/{pid}/exe"))
    return None


def python_for_all() -> Path | None:
    """A Python of this version that any account can run with this checkout and these libraries."""
    here = Path(sys.executable), Path("/usr/bin", f"python3.{sys.version_info.minor}")
    if enterable(SOURCE) and enterable(LIBRARIES):
        return next((python for python in here if python.exists() and enterable(python.resolve())), None)
    return None


def watcher(data_dir: Path) -> int:
    return int(Path(f"/proc/{postmaster(data_dir)}/stat").read_text().rpartition(")")[2].split()[1])
