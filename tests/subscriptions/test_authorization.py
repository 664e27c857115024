"""What a caller has lost ends within five seconds on its open connections, with the reason."""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asyncpg import Pool

from tests.graph.people import membership, role, user
from tests.graph.portal import OPEN, customer
from tests.helpers import Api
from tests.members import member, token
from tests.subscriptions.sockets import TYPES, rename, socket, until_subscriptions
from tests.subscriptions.test_event_streams import event, streaming

END = "the credential has expired or was revoked"
WITHIN_SECONDS = 5


async def in_time(wait: Callable[[], Awaitable[Any]]) -> Any:
    started = time.monotonic()
    found = await wait()
    assert time.monotonic() - started < WITHIN_SECONDS
    return found


async def revoke_limited(api: Api) -> None:
    """Revoke the key that `with_scopes` has made."""
    nodes = (await api("{ apiKeys { nodes { id name } } }"))["apiKeys"]["nodes"]
    await api.mutate("revokeApiKey", id=next(node["id"] for node in nodes if node["name"] == "limited"))


async def test_a_revoked_key_ends_an_event_stream_with_the_reason(api: Api) -> None:
    id = await api.organization()
    async with streaming(await api.with_scopes("events:read"), TYPES, id=id) as response:
        await until_subscriptions(api, 1)
        await revoke_limited(api)
        name, body = await in_time(lambda: event(response))
        (error,) = body["errors"]
        assert (name, error["message"], error["extensions"]["code"]) == ("next", END, "UNAUTHENTICATED")
        assert await event(response) == ("complete", None)


async def test_a_revoked_key_closes_the_socket(api: Api) -> None:
    id = await api.organization()
    limited = await api.with_scopes("events:read")
    async with socket(limited) as one, socket(api) as other:
        for each in (one, other):
            await each.operate(TYPES, id=id)
        await until_subscriptions(api, 2)
        await revoke_limited(api)
        assert await in_time(one.closed) == (4403, END)
        await until_subscriptions(api, 1)
        await rename(api, id, "Still followed")
        assert (await other.data())["node"]["type"] == "organization.updated"


async def test_a_removed_member_reads_nothing_any_more(api: Api) -> None:
    id, person = await api.organization(), await user(api)
    await member(api, id)
    mem = await membership(api, id, person, roles=["admin"])
    async with socket(api.as_(token(person, id))) as one:
        await one.operate(TYPES, id=id)
        await until_subscriptions(api, 1)
        await api.mutate("deleteMembership", id=mem)

        async def refused() -> dict[str, object]:
            message = await one.receive()
            while message["type"] == "next":
                message = await one.receive()
            return message

        message = await in_time(refused)
        assert (message["type"], message["payload"][0]["extensions"]["code"]) == ("error", "FORBIDDEN")
        await rename(api, id, "After")
        await one.operate(TYPES, id=id)
        assert (await one.error())["extensions"]["code"] == "FORBIDDEN"


async def test_a_role_that_loses_the_permission_ends_the_subscription_and_leaves_the_socket(api: Api) -> None:
    id = await api.organization()
    await role(api, "auditor", displayName="Auditor", permissions=["events:read"])
    auditor = await member(api, id, roles=["auditor"])
    async with socket(auditor) as one:
        await one.operate(TYPES, id=id)
        await until_subscriptions(api, 1)
        updated = await api(
            "mutation ($input: UpdateRoleInput!) { updateRole(input: $input) { __typename } }",
            input={"name": "auditor", "permissions": ["organizations:read"]},
        )
        assert updated["updateRole"]["__typename"] == "Role"
        error = await in_time(one.error)
        assert error["extensions"]["code"] == "FORBIDDEN"
        await one.operate("{ __typename }")
        assert await one.data() == "Query"


async def test_a_portal_session_whose_link_is_revoked_loses_its_socket(api: Api) -> None:
    id = await customer(api)
    link = await api.mutate("generatePortalLink", "... on PortalLink { url }", organizationId=id)
    opened = (await api.as_(None)(OPEN, secret=link["url"].partition("#")[2]))["openPortalSession"]
    async with socket(api.as_(opened["token"])) as one:
        await one.operate(TYPES, id=id)
        assert (await one.error())["extensions"]["code"] == "FORBIDDEN"
        await api.mutate("revokePortalLink", id=link["id"])
        assert await in_time(one.closed) == (4403, END)


async def test_a_token_that_expires_closes_the_socket(api: Api) -> None:
    id, person = await api.organization(), await user(api)
    await membership(api, id, person, roles=["admin"])
    brief = token(person, id, exp=datetime.now(UTC) + timedelta(seconds=2))
    async with socket(api.as_(brief)) as one:
        await one.operate(TYPES, id=id)
        await until_subscriptions(api, 1)
        assert await one.closed() == (4403, END)


async def test_a_deleted_user_loses_its_socket(api: Api) -> None:
    id, person = await api.organization(), await user(api)
    await member(api, id)
    await membership(api, id, person)
    async with socket(api.as_(token(person, id))) as one:
        await api(
            "mutation ($id: ID!) { deleteUser(input: {id: $id}) { __typename } }",
            id=person,
        )
        assert await in_time(one.closed) == (4403, END)


async def test_however_many_sockets_are_open_a_round_is_a_statement_for_each_kind_of_caller(
    api: Api, sent: list[str], pool: Pool
) -> None:
    id = await api.organization()
    admin = await member(api, id)
    async with socket(api) as one, socket(api) as two, socket(admin) as three, socket(await member(api, id)) as four:
        for each in (one, two, three, four):
            await each.operate(TYPES, id=id)
        await until_subscriptions(api, 4)
        sent.clear()
        while sent.count("members.CREDENTIALS") < 2:
            with pytest.raises(TimeoutError):
                await one.ws.receive(timeout=0.1)
        assert 1 <= sent.count("api_keys.BY_IDS") <= 2
        assert set(sent) <= {"members.CREDENTIALS", "api_keys.BY_IDS", "events.HEADS"}
