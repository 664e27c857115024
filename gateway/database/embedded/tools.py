"""How the programs of PostgreSQL run: each under a watcher, which ends it when the gateway is gone."""

import asyncio
import os
import re
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from gateway.database.embedded.errors import EmbeddedError, ProgramFailed

WATCHER = Path(__file__).with_name("watcher.py")
PASSED_ON = ("PATH", "LD_LIBRARY_PATH")
"""All that PostgreSQL sees of the environment: its own variables (PGDATA, ...) would interfere, and secrets leak."""
LOG_LINES_SHOWN = 12


class Watched:
    """A program under its watcher. The line between watcher and gateway closes when either of them ends.

    Not a process of asyncio's: those are killed when the event loop closes, and a watcher must never be.
    """

    def __init__(self, process: subprocess.Popen[bytes], line: socket.socket) -> None:
        self._process = process
        self._line = line
        self._ended = asyncio.Event()
        asyncio.get_running_loop().add_reader(line, self._line_closed)

    @property
    def status(self) -> int | None:
        """The exit status, -N if the watcher was killed by signal N; None while it runs."""
        return self._process.returncode

    async def wait(self) -> int:
        """The exit status, once there is one."""
        await self._ended.wait()
        return self._process.wait()

    async def end(self) -> None:
        """Ends the program, and returns when it has ended."""
        if not self._ended.is_set():
            self._line.shutdown(socket.SHUT_WR)
        await self._ended.wait()
        self._line.close()

    def _line_closed(self) -> None:
        asyncio.get_running_loop().remove_reader(self._line)
        self._process.wait()  # not for long: it closes the line in its last moment
        self._ended.set()


@dataclass(frozen=True, slots=True)
class Tools:
    """The programs of one PostgreSQL, with all their output in one log."""

    folder: Path
    output: IO[bytes]

    @property
    def log(self) -> Path:
        """The log's path."""
        return Path(self.output.name)

    def last_lines(self) -> str:
        """The end of the log, with a heading."""
        with self.log.open(encoding="utf-8", errors="replace") as lines:
            return f"The last lines of {self.log}:\n{''.join(deque(lines, LOG_LINES_SHOWN))}".rstrip()

    async def major(self) -> str:
        """The major version: 18."""
        answer = await asyncio.to_thread(_answer, self.folder / "postgres", "--version")
        found = re.search("[0-9]+", answer)
        if not found:
            raise ProgramFailed(f"{self.folder / 'postgres'} does not run: {answer.strip()}")
        return found[0]

    async def run(self, name: str, *arguments: str | Path, owner: Path, keep: Sequence[int] = ()) -> int:
        """The exit status of a program that ends by itself. It holds the descriptors `keep` open."""
        program = self.start(name, *arguments, owner=owner, keep=keep)
        try:
            return await program.wait()
        finally:
            await program.end()

    async def must_run(self, name: str, *arguments: str | Path, owner: Path, keep: Sequence[int] = ()) -> None:
        """Returns when a program has ended well; as `run`. Raises ProgramFailed."""
        if await self.run(name, *arguments, owner=owner, keep=keep):
            raise ProgramFailed(f"PostgreSQL's {name} failed. {self.last_lines()}")

    def start(
        self, name: str, *arguments: str | Path, owner: Path, tidy: Path | str = "", keep: Sequence[int] = ()
    ) -> Watched:
        """A program, run as the owner of `owner` where the gateway is root; its working folder is the root.

        When it ends, the folder `tidy` is removed. It holds the descriptors `keep` open.
        """
        account = _account(owner)
        ours, theirs = socket.socketpair()
        with theirs:
            process = subprocess.Popen(  # noqa: S603 - PostgreSQL's own programs
                [sys.executable, "-I", "-S", WATCHER, account, tidy, self.folder / name, *arguments],
                stdin=theirs.fileno(),
                stdout=self.output,
                stderr=self.output,
                cwd="/",
                env={"LC_ALL": "C"} | {name: os.environ[name] for name in PASSED_ON if name in os.environ},
                start_new_session=True,  # Ctrl-C goes to the gateway, not to them
                pass_fds=keep,
            )
        return Watched(process, ours)


def _answer(*command: str | Path) -> str:
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)  # noqa: S603
    return run.stdout


def _account(owner: Path) -> str:
    """UID:GID for the watcher: the owner's where the gateway is root, nothing otherwise. Raises EmbeddedError."""
    if os.geteuid() != 0:
        return ""
    status = owner.stat()
    if status.st_uid == 0:
        raise EmbeddedError(f"{owner} belongs to root, whom PostgreSQL refuses; give it to another account (chown).")
    return f"{status.st_uid}:{status.st_gid}"
