"""The servers: the gateway as its users run it, and each peer as one process on the same tables."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp

from benchmarks import postgraphile
from benchmarks.operations import NAMES, Asked, Request, requests
from benchmarks.world import POOL_SIZE, CannotMeasure, World

ROOT = Path(__file__).parents[1]
NODE_FOLDER = Path(__file__).parent / "node"
STARTING_SECONDS = 60
STOPPING_SECONDS = 40
"""More than the gateway gives to the longest request."""
GATEWAY = "gateway"

Asking = Callable[[str, Asked, str], list[Request]]


def as_answered(operation: str, data: Any) -> Any:
    return data


@dataclass(frozen=True, slots=True)
class Server:
    """A server: how it is started, and how it is asked."""

    name: str
    title: str
    command: tuple[str, ...]
    path: str = "/graphql"
    """Where it answers; {} is the operation."""
    operations: tuple[str, ...] = NAMES
    asking: Asking = requests
    mapped: Callable[[str, Any], Any] = as_answered
    """Its data of an operation, in the gateway's words."""
    origin: str = ""
    """Once it runs."""
    pid: int = 0
    """Once it runs."""

    @property
    def speaks_our_schema(self) -> bool:
        """Whether it answers other documents of the gateway's schema, too."""
        return self.path == "/graphql" and self.asking is requests

    def url(self, operation: str) -> str:
        return self.origin + self.path.format(operation)


def in_python(name: str, title: str, path: str = "/graphql") -> Server:
    return Server(name, title, (sys.executable, "-m", f"benchmarks.peers.{name}"), path)


def in_node(name: str, title: str, *arguments: str) -> Server:
    return Server(name, title, ("node", *arguments))


PEERS = (
    in_python("stock", "stock Strawberry, graphql-core"),
    in_node("mercurius", "mercurius, graphql-jit", "mercurius.js"),
    in_node("mercurius_dataloader", "mercurius, dataloader", "mercurius.js", "--dataloader"),
    in_node("mercurius_projection", "mercurius, selected columns", "mercurius.js", "--projection"),
    in_node("yoga", "GraphQL Yoga, graphql-jit", "yoga.js"),
    in_node("apollo", "Apollo Server", "apollo.js"),
    replace(
        in_node("postgraphile", "PostGraphile", "postgraphile.js"),
        operations=tuple(postgraphile.MAPPED),
        asking=postgraphile.requests,
        mapped=postgraphile.mapped,
    ),
    in_python("json_agg", "hand-written, json_agg", "/{}"),
)


def gateway(port: int) -> Server:
    command = (sys.executable, "-m", "gateway", "serve", "--workers=1", f"--port={port}")
    return Server(GATEWAY, "the gateway", command)


def peer_environment(world: World, port: int) -> dict[str, str]:
    """What a peer is told: where the database is, where to listen, whom to let in, how many connections to have."""
    host = parse_qs(urlsplit(world.dsn).query)
    parts = urlsplit(world.dsn)
    return {
        **world.environment,
        "NODE_ENV": "production",
        "PGHOST": host["host"][0],
        "PGPORT": host["port"][0],
        "PGUSER": parts.username or "",
        "PGDATABASE": parts.path.lstrip("/"),
        "PORT": str(port),
        "BENCHMARK_KEY": world.key,
        "BENCHMARK_ACTOR": world.actor,
        "BENCHMARK_POOL_SIZE": str(POOL_SIZE),
    }


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@asynccontextmanager
async def running_gateway(world: World, **settings: str) -> AsyncIterator[Server]:
    port = free_port()
    server = gateway(port)
    async with running(server, world.environment | settings, ROOT, port, world.folder, "/readyz") as started:
        yield started


@asynccontextmanager
async def running_peer(peer: Server, world: World) -> AsyncIterator[Server]:
    port = free_port()
    folder = NODE_FOLDER if peer.command[0] == "node" else ROOT
    async with running(peer, peer_environment(world, port), folder, port, world.folder) as started:
        yield started


@asynccontextmanager
async def running(
    server: Server, environment: dict[str, str], folder: Path, port: int, logs: Path, ready: str = "/"
) -> AsyncIterator[Server]:
    """The server, once it answers; it is ended at the end, whatever happens. Raises CannotMeasure."""
    log = logs / f"{server.name}.log"
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *server.command, cwd=folder, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        started = replace(server, origin=f"http://127.0.0.1:{port}", pid=process.pid)
        if not await answers(started.origin + ready, process):
            raise CannotMeasure(f"{server.name} did not start:\n{log.read_text()[-2000:]}")
        yield started
    finally:
        await ended(process)


async def answers(url: str, process: asyncio.subprocess.Process) -> bool:
    """Whether the server answers anything at all (the gateway: that it is ready) before its process ends."""
    with suppress(TimeoutError):
        async with aiohttp.ClientSession() as client, asyncio.timeout(STARTING_SECONDS):
            while process.returncode is None:
                with suppress(aiohttp.ClientError):
                    async with client.get(url) as response:
                        if response.status < 500:
                            return True
                await asyncio.sleep(0.05)
    return False


async def ended(process: asyncio.subprocess.Process) -> None:
    """Returns when the process has ended: asked to, then made to."""
    if process.returncode is None:
        process.terminate()
        try:
            async with asyncio.timeout(STOPPING_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
