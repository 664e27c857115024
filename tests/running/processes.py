"""The command `gateway` as a real process."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

import aiohttp


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


async def gateway(*arguments: str, env: Mapping[str, str], output: Path | None = None) -> asyncio.subprocess.Process:
    """A running `gateway` with this environment and no other; its output goes to a file or is kept."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    with output.open("wb") if output else nullcontext(asyncio.subprocess.PIPE) as target:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "gateway",
            *arguments,
            env={**inherited, **env},
            stdout=target,
            stderr=target,
            start_new_session=True,
        )


async def finished(*arguments: str, env: Mapping[str, str]) -> tuple[int, str, str]:
    """The exit status, standard output and standard error of a command that ends by itself."""
    process = await gateway(*arguments, env=env)
    async with asyncio.timeout(60):
        out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


async def new_key(env: Mapping[str, str], *scopes: str) -> str:
    """An API key with these scopes, by default all."""
    options = [option for scope in scopes for option in ("--scope", scope)]
    status, key, err = await finished("keys", "create", "--name", "tests", *options, env=env)
    assert status == 0, err
    return key.strip()


@asynccontextmanager
async def serving(
    *arguments: str, env: Mapping[str, str], output: Path
) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """A gateway that serves, and its address; it is stopped at the end."""
    port = free_port()
    process = await gateway(*arguments, f"--port={port}", env=env, output=output)
    url = f"http://127.0.0.1:{port}"
    try:
        await until_ready(url, process, output)
        yield process, url
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            # A worker that is told to stop while it starts may not hear it: it is ended after 35 s.
            async with asyncio.timeout(45):
                await process.wait()


async def until_ready(url: str, process: asyncio.subprocess.Process, output: Path, path: str = "/readyz") -> None:
    async with aiohttp.ClientSession() as client, asyncio.timeout(60):
        while process.returncode is None:
            try:
                async with client.get(f"{url}{path}") as response:
                    if response.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.05)
    raise AssertionError(output.read_text())


async def ask(url: str, key: str | None, query: str, **headers: str) -> tuple[int, dict[str, Any]]:
    """The status and JSON of one GraphQL request on a connection of its own."""
    if key:
        headers["Authorization"] = f"Bearer {key}"
    async with (
        aiohttp.ClientSession() as client,
        client.post(f"{url}/graphql", json={"query": query}, headers=headers) as response,
    ):
        return response.status, await response.json(content_type=None)
