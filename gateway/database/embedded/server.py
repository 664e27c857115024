"""Starting and stopping the server."""

import asyncio
import logging
import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import IO

import asyncpg

from gateway.database.embedded.binaries import programs
from gateway.database.embedded.cluster import claim, claim_folder, claim_server, ensure_cluster, place
from gateway.database.embedded.errors import EmbeddedError, ProgramFailed
from gateway.database.embedded.tools import Tools, Watched

LOGGER = logging.getLogger(__name__)
SYSTEM_FOLDER = Path("/var/lib/gateway-embedded")
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
}
PORT = 5432
"""Part of the socket's name only; named everywhere, because PGPORT would change it."""
START_TIMEOUT_SECONDS = 300
"""Long, because the server of a machine that crashed first reads its write-ahead log."""


@dataclass(frozen=True, slots=True)
class EmbeddedServer:
    """A running server. It ends with the gateway, if it is not stopped before; `stop()` also sweeps up."""

    dsn: str
    """For asyncpg: the superuser `gateway`, the database `gateway`. Other users and databases need no password."""
    _tools: Tools
    _program: Watched
    _held: AsyncExitStack

    async def exited(self) -> str:
        """Waits until the server has ended, by itself or by `stop()`; a sentence with the last lines of its log."""
        status = await self._program.wait()
        return f"The embedded PostgreSQL ended with status {status}. {self._tools.last_lines()}"

    async def stop(self) -> None:
        """Ends the server (open transactions are rolled back) and returns when it is gone; may be called twice."""
        await self._held.aclose()


async def start_embedded(
    data_dir: Path,
    *,
    say: Callable[[str], None] = LOGGER.info,
    settings: Mapping[str, str] | None = None,
    system_folder: Path = SYSTEM_FOLDER,
) -> EmbeddedServer:
    """A server that accepts connections, on the cluster under `data_dir`; what is absent is made.

    `say` is told of what takes a while. `settings` go over `SETTINGS`. `system_folder` is used as root only.
    Raises EmbeddedError, in one of its forms, when there can be no server.
    """
    options = SETTINGS | dict(settings or {})
    try:
        async with AsyncExitStack() as held:
            data_dir = claim_folder(held, data_dir)
            folder = await asyncio.to_thread(programs, system_folder)
            tools = Tools(folder, held.enter_context(_new_log(data_dir / "postgres.log")))
            cluster = place(data_dir, system_folder)
            await ensure_cluster(cluster, tools, say, synced=options.get("fsync") != "off")
            claim(held, cluster)  # a copy of `data_dir` has a link to the same one
            lock = await claim_server(held, cluster, tools, say)
            sockets = _socket_folder(held, cluster)
            options |= {"unix_socket_directories": str(sockets), "unix_socket_permissions": "0700", "port": str(PORT)}
            arguments = [f"--{name}={value}" for name, value in options.items()]
            program = tools.start("postgres", "-D", cluster, *arguments, owner=cluster, tidy=sockets, keep=[lock])
            held.push_async_callback(_end, program, cluster, tools)
            dsn = f"postgresql://gateway@/gateway?host={sockets}&port={PORT}"
            await _ready(dsn, program, tools)
            return EmbeddedServer(dsn, tools, program, held.pop_all())
    except OSError as error:
        raise EmbeddedError(f"The embedded PostgreSQL cannot run in {data_dir}: {error}") from error


def running_dsn(data_dir: Path) -> str | None:
    """The DSN of the server that another gateway runs on `data_dir`; None where there is none that is ready."""
    try:
        lines = (data_dir / "cluster" / "postmaster.pid").read_text().splitlines()
    except OSError:
        return None
    ready = len(lines) > 7 and lines[7].strip() == "ready"
    return f"postgresql://gateway@/gateway?host={lines[4]}&port={lines[3]}" if ready else None


def _new_log(path: Path) -> IO[bytes]:
    path.unlink(missing_ok=True)
    # "x" follows no link that someone may have put there; statements can be in the log, so it is private.
    return open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600))


def _socket_folder(held: AsyncExitStack, cluster: Path) -> Path:
    """A new private folder; not under the data, whose path may be too long for a socket (107 bytes)."""
    short = "/tmp"  # noqa: S108 - mkdtemp is safe in it; TMPDIR may be long, or one that the server cannot enter
    folder = Path(mkdtemp(prefix="gateway-", dir=short if os.access(short, os.W_OK | os.X_OK) else None))
    held.callback(shutil.rmtree, folder, ignore_errors=True)
    if os.geteuid() == 0:
        owner = cluster.stat()
        os.chown(folder, owner.st_uid, owner.st_gid)
    return folder


async def _end(program: Watched, cluster: Path, tools: Tools) -> None:
    await program.end()
    if program.status is not None and program.status < 0:
        # The watcher itself was killed: nobody else would end the server.
        await tools.run("pg_ctl", "stop", "-D", cluster, "--mode=fast", owner=cluster)


async def _ready(dsn: str, program: Watched, tools: Tools) -> None:
    """Returns when the server accepts connections and has the database."""
    try:
        async with asyncio.timeout(START_TIMEOUT_SECONDS):
            server = await _connected(dsn, program)
    except TimeoutError:
        server = None
    if server is None:
        raise ProgramFailed(f"PostgreSQL did not start. {tools.last_lines()}")
    try:
        if not await server.fetchval("SELECT true FROM pg_database WHERE datname = 'gateway'"):
            await server.execute("CREATE DATABASE gateway")
    finally:
        await server.close()


async def _connected(dsn: str, program: Watched) -> asyncpg.Connection | None:
    """A connection as soon as there can be one; None when the server has ended."""
    while program.status is None:
        with suppress(OSError, asyncpg.CannotConnectNowError, asyncpg.PostgresConnectionError):
            return await asyncpg.connect(dsn, database="postgres")
        await asyncio.sleep(0.01)
    return None
