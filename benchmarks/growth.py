"""How cost grows: with the number of objects in time and memory, and with documents never seen before."""

import asyncio
import time
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from statistics import median

import aiohttp
import psutil

from benchmarks import wrk
from benchmarks.answers import ask
from benchmarks.operations import Q1, Q3, Request
from benchmarks.rounds import Say
from benchmarks.servers import Server
from benchmarks.world import World

SIZES = (1, 10, 100)
"""Organizations in one answer."""
MEMBERS = 100
TIMES = 7
CONCURRENT = 16
MEGABYTE = 2**20
LOOKING_SECONDS = 0.005
COLD_SECONDS = 2
COLD_DOCUMENTS = 8000
"""More than any server answers in that time, and more than any keeps: each is new when it comes."""

DASHBOARD = Q3.replace("(first: 20)", "(first: $organizations)").replace("(first: 10)", f"(first: {MEMBERS})")
DASHBOARD = DASHBOARD.replace("query Q3", "query Growth($organizations: Int!)")

# Members until each of the first organizations has as many as are asked for.
FILL = """
    INSERT INTO memberships
           (organization_id, id, user_id, status, roles, provisioning_method, joined_at, created_at, updated_at)
    SELECT o.id, 'mem_' || lpad(row_number() OVER ()::text, 26, '0'), u.id, 'ACTIVE', '{member}', 'API', now(),
           now(), now()
      FROM (SELECT id FROM organizations WHERE deleted_at IS NULL ORDER BY id LIMIT $1) AS o
     CROSS JOIN (SELECT id FROM users ORDER BY id LIMIT $2) AS u
        ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Grown:
    """One server's figures."""

    milliseconds: dict[int, float]
    """Of one request alone, by organizations in the answer; the median."""
    megabytes: float
    """That one of several concurrent requests adds to the memory of the server's processes, at most."""
    cold: dict[str, float]
    """Requests per second, by operation, when no document comes twice."""


@dataclass(frozen=True, slots=True)
class Growth:
    """Every server's figures, by its name."""

    servers: dict[str, Grown] = field(default_factory=dict)


async def growth_of(servers: Sequence[Server], world: World, say: Say) -> Growth:
    """The figures of the servers that answer any document; the database has other members afterwards."""
    await world.pool.execute(FILL, max(SIZES), MEMBERS)
    await world.pool.execute("VACUUM (ANALYZE) memberships")
    growth = Growth()
    for server in servers:
        if server.speaks_our_schema:
            say(f"Growth of {server.name} ...")
            growth.servers[server.name] = await grown(server, world)
    return growth


async def grown(server: Server, world: World) -> Grown:
    url = server.url("")
    async with aiohttp.ClientSession() as client:
        milliseconds = {
            size: await seconds_of(client, url, world.key, Request(DASHBOARD, {"organizations": size})) * 1000
            for size in SIZES
        }
        largest = Request(DASHBOARD, {"organizations": SIZES[-2]})
        together = asyncio.gather(*(ask(client, url, world.key, largest) for _ in range(CONCURRENT)))
        bytes = await memory_added(server.pid, together)
    cold = {name: (await cold_run(url, world, query)).rate for name, query in (("Q1", Q1), ("Q3", Q3))}
    return Grown(milliseconds, bytes / CONCURRENT / MEGABYTE, cold)


async def seconds_of(client: aiohttp.ClientSession, url: str, token: str, request: Request) -> float:
    """How long the request takes when nothing else is asked: the median, after one that is not counted."""
    taken = []
    for _ in range(TIMES + 1):
        started = time.perf_counter()
        await ask(client, url, token, request)
        taken.append(time.perf_counter() - started)
    return median(taken[1:])


async def memory_added(pid: int, work: Awaitable[object]) -> int:
    """By how many bytes the resident memory of a process and its children grows while the work is done, at most."""
    before = most = memory_of(pid)
    task = asyncio.ensure_future(work)
    while not task.done():
        most = max(most, memory_of(pid))
        await asyncio.sleep(LOOKING_SECONDS)
    await task
    return most - before


def memory_of(pid: int) -> int:
    process, total = psutil.Process(pid), 0
    for each in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            total += each.memory_info().rss
    return total


async def cold_run(url: str, world: World, query: str) -> wrk.Run:
    """A run in which each document has a name of its own."""
    name = query.partition("(")[0].partition("{")[0].strip()
    variables = {"id": world.asked.read[0]} if "$id" in query else {}
    requests = [Request(query.replace(name, f"{name}Number{number}", 1), variables) for number in range(COLD_DOCUMENTS)]
    return await wrk.run(url, world.key, requests, COLD_SECONDS, world.folder)
