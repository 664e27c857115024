"""Every server gives the same answers, and M1 leaves the same rows: checked before anything is timed."""

from datetime import datetime
from typing import Any

import aiohttp
import orjson
from asyncpg import Pool

from benchmarks.operations import WRITES, Request
from benchmarks.servers import GATEWAY, Server
from benchmarks.world import CannotMeasure, World

RESET = """
    UPDATE organizations
       SET display_name = 'As it was', version = 1, updated_at = created_at
     WHERE id = $1
"""
LAST_EVENT = """
    SELECT e.type, e.actor_type, e.actor_id, e.subject_id, e.before, e.after, e.sequence = s.last AS is_last,
           e.created_at >= now() - interval '1 minute' AS is_now
      FROM events e
      JOIN event_sequences s ON s.organization_id = e.organization_id
     WHERE e.organization_id = $1
     ORDER BY e.sequence DESC
     LIMIT 1
"""


async def ask(client: aiohttp.ClientSession, url: str, token: str, request: Request) -> Any:
    """The data of a request. Raises CannotMeasure where it is refused or has errors."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    async with client.post(url, data=request.body, headers=headers) as response:
        text = await response.read()
    body = orjson.loads(text) if response.status == 200 else {}
    if response.status != 200 or "errors" in body:
        raise CannotMeasure(f"{url} answered with {response.status}: {text[:1000].decode()}")
    return body["data"]


async def check_answers(servers: list[Server], world: World, operations: list[str]) -> None:
    """Raises CannotMeasure when the answer of any server differs from the gateway's in any field."""
    gateway = next(server for server in servers if server.name == GATEWAY)
    async with aiohttp.ClientSession() as client:
        for operation in operations:
            expected = await answers_of(client, gateway, world, operation)
            for server in servers:
                if server is not gateway and operation in server.operations:
                    found = await answers_of(client, server, world, operation)
                    if place := difference(expected, found):
                        raise CannotMeasure(f"{server.name} answers {operation} differently: {place}")


async def answers_of(client: aiohttp.ClientSession, server: Server, world: World, operation: str) -> Any:
    """All the server's answers to an operation; of M1 the first, on a row as it was, with what it left behind."""
    asked = server.asking(operation, world.asked, "of the comparison")
    if operation not in WRITES:
        answers = [await ask(client, server.url(operation), world.key, request) for request in asked]
        return [comparable(server.mapped(operation, answer)) for answer in answers]
    id = world.asked.written[0]
    await world.pool.execute(RESET, id)
    answer = await ask(client, server.url(operation), world.key, asked[0])
    return [comparable(server.mapped(operation, answer)), await left_behind(world.pool, id)]


async def left_behind(pool: Pool, id: str) -> dict[str, Any]:
    """An organization's last event; the times of its change are only there or not."""
    event = dict(await pool.fetchrow(LAST_EVENT, id) or {})
    for state in ("before", "after"):
        facts = event.get(state) or {}
        event[state] = {**facts, "updated_at": bool(facts.get("updated_at"))}
    return event


def comparable(value: Any) -> Any:
    """The value with times as times, for ISO 8601 has several ways to write one."""
    if isinstance(value, dict):
        return {name: comparable(part) for name, part in value.items()}
    if isinstance(value, list):
        return [comparable(part) for part in value]
    if isinstance(value, str) and len(value) >= len("2000-01-01T00:00:00Z") and value[10:11] == "T":
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            return value
    return value


def difference(expected: Any, found: Any, path: str = "") -> str | None:
    """Where two answers differ first, and how; None where they do not."""
    if isinstance(expected, dict) and isinstance(found, dict):
        if expected.keys() != found.keys():
            return f"{path or 'it'} has {sorted(found)}, not {sorted(expected)}"
        pairs = [(f"{path}.{name}", expected[name], found[name]) for name in expected]
    elif isinstance(expected, list) and isinstance(found, list):
        if len(expected) != len(found):
            return f"{path or 'it'} has {len(found)} items, not {len(expected)}"
        pairs = [(f"{path}.{index}", *both) for index, both in enumerate(zip(expected, found, strict=True))]
    elif type(expected) is not type(found) or expected != found:
        return f"{path.removeprefix('.')} is {found!r}, the gateway's is {expected!r}"
    else:
        return None
    return next((place for name, one, other in pairs if (place := difference(one, other, name))), None)
