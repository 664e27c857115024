"""What a member has begun ends with its right to it; what it may do is looked at again before anything is written."""

import asyncio

import pytest
from asyncpg import Pool

from gateway.database.pool import transaction
from tests.graph.people import event_types, membership, role, user
from tests.graph.portal import OPEN, customer, saml
from tests.helpers import Api
from tests.members import member, token

LINK = "... on PortalLink { url status }"
STATUS = "query ($id: ID!) { portalLink(id: $id) { status } }"


async def an_admin(api: Api, org: str) -> tuple[Api, str]:
    """An admin who is not the only one, and its membership."""
    await membership(api, org, roles=["admin"])
    id = await user(api)
    return api.as_(token(id, org)), await membership(api, org, id, roles=["admin"])


async def opened(api: Api, url: str) -> str:
    """What opening a link answers."""
    name: str = (await api.as_(None)(OPEN, secret=url.partition("#")[2]))["openPortalSession"]["__typename"]
    return name


@pytest.mark.parametrize("how", ["deleteMembership", "INACTIVE", "member", "deleteUser"])
async def test_the_links_a_member_has_made_are_revoked_when_it_may_make_none_any_more(api: Api, how: str) -> None:
    org = await customer(api)
    admin, of_admin = await an_admin(api, org)
    kept = await api.mutate("generatePortalLink", LINK, organizationId=org)
    link = await admin.mutate("generatePortalLink", LINK, organizationId=org)
    assert await opened(api, link["url"]) == "PortalSession"
    session = (await api.as_(None)(OPEN, secret=link["url"].partition("#")[2]))["openPortalSession"]["token"]
    changes: dict[str, dict[str, object]] = {
        "deleteMembership": {},
        "INACTIVE": {"status": "INACTIVE"},
        "member": {"roles": ["member"]},
    }
    if how == "deleteUser":
        query = "query ($id: ID!) { membership(id: $id) { user { id } } }"
        mine = (await api(query, id=of_admin))["membership"]["user"]["id"]
        assert (await api.mutate("deleteUser", id=mine))["__typename"] == "User"
    else:
        name = how if how == "deleteMembership" else "updateMembership"
        assert (await api.mutate(name, id=of_admin, **changes[how]))["__typename"] == "Membership"
    assert await opened(api, link["url"]) != "PortalSession"
    assert await opened(api, kept["url"]) == "PortalSession"
    assert (await api(STATUS, id=link["id"]))["portalLink"]["status"] == "REVOKED"
    types = await event_types(api, org)
    assert types.count("portal_link.revoked") == 1
    status, _ = await api.as_(session).post({"query": "{ viewer { __typename } }"})
    assert status == 401


async def test_a_role_that_still_allows_links_keeps_them(api: Api) -> None:
    org = await customer(api)
    admin, of_admin = await an_admin(api, org)
    await role(api, "linker", permissions=["portal_links:write", "connections:write"])
    link = await admin.mutate("generatePortalLink", LINK, organizationId=org)
    await api.mutate("updateMembership", id=of_admin, roles=["linker"])
    assert await opened(api, link["url"]) == "PortalSession"


async def test_links_are_not_a_way_to_write_connections(api: Api) -> None:
    org = await customer(api)
    await role(api, "linker", permissions=["portal_links:write", "portal_links:read"])
    linker = await member(api, org, roles=["linker"])
    assert (await linker.mutate("generatePortalLink", organizationId=org))["code"] == "FORBIDDEN"


@pytest.mark.parametrize("loss", ["removed", "demoted"])
async def test_what_a_member_may_is_looked_at_again_before_it_writes(api: Api, pool: Pool, loss: str) -> None:
    org = await customer(api)
    admin, of_admin = await an_admin(api, org)
    connection = await saml(api, org)
    assert (await admin("{ viewer { __typename } }"))["viewer"]  # what it may is known from now on, for 3 seconds
    if loss == "removed":
        await api.mutate("deleteMembership", id=of_admin)
    else:
        await api.mutate("updateMembership", id=of_admin, roles=["member"])
    answers = [
        await admin.mutate("updateOrganization", id=org, displayName="Mine"),
        await admin.mutate("inviteUser", organizationId=org, email="friend@example.com"),
        await admin.mutate("generatePortalLink", organizationId=org),
        await admin.mutate("deleteConnection", id=connection["id"]),
        await admin.mutate("createSamlConnection", organizationId=org, displayName="Mine"),
    ]
    assert {answer["code"] for answer in answers} == {"NOT_FOUND" if loss == "removed" else "FORBIDDEN"}


async def test_a_change_that_waits_for_a_removal_is_refused(api: Api, pool: Pool) -> None:
    org = await api.organization()
    admin, of_admin = await an_admin(api, org)
    assert (await admin("{ viewer { __typename } }"))["viewer"]
    async with transaction(pool, None) as db:
        await db.execute("SELECT FROM organizations WHERE id = $1 FOR NO KEY UPDATE", org)
        writing = asyncio.create_task(admin.mutate("inviteUser", organizationId=org, email="friend@example.com"))
        while not await pool.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
            await asyncio.sleep(0.01)
        await db.execute("DELETE FROM memberships WHERE id = $1", of_admin)
    assert (await writing)["code"] == "NOT_FOUND"


async def test_an_admin_removes_anybody_and_gives_no_more_than_it_has(api: Api) -> None:
    org = await api.organization()
    await role(api, "payer", permissions=["invoices:pay"])
    of_payer = await membership(api, org, roles=["payer"])
    admin, of_admin = await an_admin(api, org)
    assert (await admin.mutate("updateMembership", id=of_admin, roles=["admin", "payer"]))["code"] == "FORBIDDEN"
    kept = await admin.mutate("updateMembership", id=of_payer, roles=["payer", "member"])
    assert kept["__typename"] == "Membership"
    assert (await admin.mutate("deleteMembership", id=of_payer))["__typename"] == "Membership"
