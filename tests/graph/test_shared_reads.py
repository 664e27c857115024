"""Requests that come at the same time share statements, and nothing else."""

import asyncio

from tests.helpers import Api
from tests.members import member

NAME = "query ($id: ID!) { organization(by: {id: $id}) { id displayName } }"


async def test_simultaneous_requests_are_one_statement(api: Api, sent: list[str]) -> None:
    ids = [await api.organization(displayName=f"Acme {number}") for number in range(6)]
    sent.clear()
    answers = await asyncio.gather(*(api(NAME, id=id) for id in ids))
    assert [each["organization"]["displayName"] for each in answers] == [f"Acme {number}" for number in range(6)]
    assert 1 <= sent.count("organizations.BY_IDS") < len(ids)


async def test_confined_callers_share_nothing(api: Api, sent: list[str]) -> None:
    ids = [await api.organization() for _ in range(3)]
    members = [await member(api, id) for id in ids]
    for each, id in zip(members, ids, strict=True):
        await each(NAME, id=id)
    sent.clear()
    answers = await asyncio.gather(*(each(NAME, id=id) for each, id in zip(members, ids, strict=True)))
    assert [each["organization"]["id"] for each in answers] == ids
    assert sent.count("organizations.BY_IDS") == len(ids)


async def test_what_was_written_is_read(api: Api) -> None:
    id = await api.organization()

    async def rename(name: str) -> None:
        await api.mutate("updateOrganization", id=id, displayName=name)
        assert (await api(NAME, id=id))["organization"]["displayName"] == name

    async def read() -> None:
        for _ in range(40):
            await api(NAME, id=id)

    async def write() -> None:
        for number in range(10):
            await rename(f"Name {number}")

    await asyncio.gather(write(), read(), read())
