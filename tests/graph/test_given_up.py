"""Operations that are given up, at whatever point, take nothing from those that go on."""

import asyncio
from random import Random
from typing import Any

import pytest
from asyncpg import Pool

from gateway.auth.credentials import Authenticator
from gateway.call import Call
from gateway.database.sharing import Reads
from gateway.graph.execution import Executor, Request
from gateway.settings import Settings
from tests.helpers import Api
from tests.members import member

QUERY = """query ($id: ID!, $given: [_Any!]!) {
    organization(by: {id: $id}) { displayName features { name }
        memberships(first: 3) { totalCount nodes { id user { email } } } }
    node(id: $id) { ... on Organization { slug memberships(first: 2) { nodes { roles } } } }
    _entities(representations: $given) { ... on Organization { id displayName } } }"""
CLIENTS = 200
OPERATIONS = 10
"""Of each client."""
GIVEN_UP = 0.6
"""Of all operations."""
TURNS = 60
"""Of the event loop, within which most operations begin to read."""


# What a task that was cancelled before it began would have awaited is never awaited.
@pytest.mark.filterwarnings("ignore:.*never awaited", "ignore:Exception ignored in. <coroutine")
async def test_who_gives_up_at_whatever_point_takes_nothing_from_the_others(
    api: Api, pool: Pool, settings: Settings
) -> None:
    organizations = [await api.organization(slug=f"acme-{number}") for number in range(3)]
    members = [await member(api, each, email=f"{each}@example.com") for each in organizations[:2]]
    authenticator = Authenticator(pool, settings.member_issuers)
    viewers = [await authenticator.viewer(f"Bearer {each.token}") for each in (api, *members)]
    executor, reads = Executor(settings), Reads(pool)
    unheard: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: unheard.append(context))

    async def answer(viewer: int, id: str) -> Any:
        given = [{"__typename": "Organization", "id": each} for each in organizations]
        call = Call(pool, viewers[viewer], settings, reads=reads)
        response = await executor.execute(Request(QUERY, {"id": id, "given": given}), call, "req")
        assert "errors" not in response.body, response.body
        return response.body["data"]

    asked = [(viewer, id) for viewer in range(len(viewers)) for id in organizations]
    right = {each: await answer(*each) for each in asked}
    assert [right[1, id]["organization"] is not None for id in organizations] == [True, False, False]

    async def client(random: Random) -> int:
        given_up = 0
        for _ in range(OPERATIONS):
            each = random.choice(asked)
            task = asyncio.create_task(answer(*each))
            if random.random() < GIVEN_UP:
                for _ in range(random.randrange(TURNS)):
                    await asyncio.sleep(0)
                await asyncio.sleep(random.choice((0, random.random() / 5)))
                task.cancel()
            await asyncio.wait({task}, timeout=30)
            if task.cancelled():
                given_up += 1
            else:
                assert task.result() == right[each]
        return given_up

    given_up = sum(await asyncio.gather(*(client(Random(seed)) for seed in range(CLIENTS))))
    assert 0.1 < given_up / (CLIENTS * OPERATIONS) < GIVEN_UP + 0.1
    async with asyncio.timeout(10):
        while reads.ending or pool.get_idle_size() < pool.get_size():
            await asyncio.sleep(0.01)
    assert not reads.joints
    assert not reads.open.gathering
    assert not unheard
