"""Node.js programs of the tests as real processes."""

import asyncio
import json
import shutil
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

NODE = shutil.which("node") or str(Path(sys.prefix, "nodejs/bin/node"))
"""Node.js of the PATH, else the one that `make` installs beside Python."""


@asynccontextmanager
async def running(*arguments: str | Path, log: Path) -> AsyncIterator[Process]:
    """A Node.js program that runs; it is stopped at the end. What it complains of is written to `log`."""
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            NODE, *map(str, arguments), stdin=DEVNULL, stdout=PIPE, stderr=errors
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        async with asyncio.timeout(30):
            await process.communicate()


@asynccontextmanager
async def announcing(*arguments: str | Path, log: Path) -> AsyncIterator[dict[str, str]]:
    """A Node.js program that serves, and the addresses it printed as one line of JSON once it did."""
    async with running(*arguments, log=log) as process:
        assert process.stdout
        async with asyncio.timeout(60):
            while (line := await process.stdout.readline()) and not line.startswith(b"{"):
                pass
        assert line, log.read_text()
        yield json.loads(line)


async def answer(*arguments: str | Path, given: Any) -> Any:
    """What a Node.js program makes of a value: JSON in, JSON out."""
    process = await asyncio.create_subprocess_exec(NODE, *map(str, arguments), stdin=PIPE, stdout=PIPE, stderr=PIPE)
    async with asyncio.timeout(60):
        out, errors = await process.communicate(json.dumps(given).encode())
    assert process.returncode == 0, errors.decode()
    return json.loads(out)
