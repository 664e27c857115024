"""The data of the embedded PostgreSQL: where they lie, how they come to be, and who may use them now.

As root, the server runs under another account. Where that account cannot enter the data folder, the cluster lies in a
system folder, and the data folder has a link to it.
"""

import asyncio
import fcntl
import os
import pwd
import shutil
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from tempfile import mkdtemp

from gateway.database.embedded.binaries import enterable, make_enterable
from gateway.database.embedded.errors import AlreadyRunning, EmbeddedError, OtherVersion
from gateway.database.embedded.tools import Tools

ACCOUNTS = ("postgres", "nobody")
"""Who the server runs as when the gateway is root: the first that exists. initdb refuses an uid without a name."""
UNFINISHED = ".new-cluster-"
END_TIMEOUT_SECONDS = 60


def claim_folder(held: AsyncExitStack, folder: Path) -> Path:
    """`folder` by its full name, made if absent, and kept for this process until `held` is closed.

    Raises AlreadyRunning.
    """
    folder.mkdir(parents=True, exist_ok=True)
    claim(held, folder.resolve())
    return folder.resolve()


def claim(held: AsyncExitStack, folder: Path) -> int:
    """The lock of `folder`, kept until `held` is closed and its heirs have ended. Raises AlreadyRunning."""
    lock = _lock(folder)
    if lock is None:
        raise AlreadyRunning(f"Another gateway is running on {folder}. Stop it first, or choose another data folder.")
    held.callback(os.close, lock)
    return lock


async def claim_server(held: AsyncExitStack, cluster: Path, tools: Tools, say: Callable[[str], None]) -> int:
    """The lock that all processes of the server inherit; a server whose gateway is gone is ended first.

    Raises AlreadyRunning when it does not end.
    """
    version = cluster / "PG_VERSION"
    lock = _lock(version)
    if lock is None:
        say("Waiting for the PostgreSQL of an earlier run to end")
        await tools.run("pg_ctl", "stop", "-D", cluster, "--mode=fast", owner=cluster)
        lock = await _freed(version)
    if lock is None:
        raise AlreadyRunning(f"The PostgreSQL of an earlier run does not end; see {cluster / 'postmaster.pid'}.")
    held.callback(os.close, lock)
    # Nobody runs, so it is stale; and its number may by now be another process's, which PostgreSQL would respect.
    (cluster / "postmaster.pid").unlink(missing_ok=True)
    return lock


def place(data_dir: Path, system_folder: Path) -> Path:
    """Where the cluster of `data_dir` is, or is to be made."""
    cluster = data_dir / "cluster"
    if os.geteuid() == 0 and not os.path.lexists(cluster) and not enterable(data_dir):
        make_enterable(system_folder)
        folder = Path(mkdtemp(prefix="data-", dir=system_folder))
        folder.chmod(0o711)
        cluster.symlink_to(folder / "cluster")  # before there is one, so that nothing is forgotten after a kill
    return cluster.resolve()


async def ensure_cluster(cluster: Path, tools: Tools, say: Callable[[str], None], *, synced: bool) -> None:
    """Makes `cluster` if it is absent; `synced` forces it to the disk. Raises OtherVersion, ProgramFailed."""
    major = await tools.major()
    found = _version(cluster)
    if found is None:
        say(f"Making a PostgreSQL {major} database in {cluster}")
        await _make(cluster, tools, int(major), synced=synced)
    elif found != major:
        raise OtherVersion(
            f"The data in {cluster} are of PostgreSQL {found}, the programs in {tools.folder} are of {major}. "
            f"Install PostgreSQL {found}, or move the data away to begin with none."
        )


async def _make(cluster: Path, tools: Tools, major: int, *, synced: bool) -> None:
    """Makes a cluster under another name first: under its own there is only ever a whole one."""
    make_enterable(cluster.parent)
    for unfinished in cluster.parent.glob(f"{UNFINISHED}*"):
        await _remove(unfinished)
    folder = Path(mkdtemp(prefix=UNFINISHED, dir=cluster.parent))
    _give_away(folder)
    # The built-in provider sorts by code point and knows Unicode's upper case, on every system alike.
    builtin = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    locale = builtin if major >= 17 else ("--locale=C.UTF-8",)
    access = ("--username=gateway", "--auth-local=trust", "--auth-host=reject")
    more = ("--no-instructions",) if synced else ("--no-instructions", "--no-sync")
    arguments = ("-D", folder, "--encoding=UTF8", *locale, *access, *more)
    async with AsyncExitStack() as held:
        lock = claim(held, folder)
        await tools.must_run("initdb", *arguments, owner=folder, keep=[lock])
    os.rename(folder, cluster)


async def _remove(unfinished: Path) -> None:
    """Removes what an earlier run left, once its initdb, which may still be dying, has let go of it."""
    lock = await _freed(unfinished)
    await asyncio.to_thread(shutil.rmtree, unfinished, ignore_errors=True)
    if lock is not None:
        os.close(lock)


def _version(cluster: Path) -> str | None:
    return (cluster / "PG_VERSION").read_text().strip() if cluster.exists() else None


def _give_away(folder: Path) -> None:
    """As root, gives `folder` to the account the server is to run as."""
    if os.geteuid() != 0:
        return
    for name in ACCOUNTS:
        with suppress(KeyError):
            account = pwd.getpwnam(name)
            os.chown(folder, account.pw_uid, account.pw_gid)
            return
    raise EmbeddedError(f"PostgreSQL does not run as root, and there is no account named {' or '.join(ACCOUNTS)}.")


async def _freed(path: Path) -> int | None:
    """The lock of `path` as soon as nobody holds it; None when that takes too long."""
    with suppress(TimeoutError):
        async with asyncio.timeout(END_TIMEOUT_SECONDS):
            while (lock := _lock(path)) is None:  # noqa: ASYNC110 - a file's lock tells nobody
                await asyncio.sleep(0.01)
            return lock
    return None


def _lock(path: Path) -> int | None:
    """A descriptor of `path` that holds its lock until it is closed, here and where it was inherited; None if taken."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        if isinstance(error, BlockingIOError):
            return None
        raise
    return descriptor
