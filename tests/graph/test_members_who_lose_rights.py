"""What a member has begun ends with its right to it; what it may do is looked at again before anything is written."""

import asyncio

import pytest
from asyncpg import Pool

from gateway.database.pool import transaction
from tests.graph.people import event_types, invitation, membership, mutate, role, user
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


async def session_of(api: Api, url: str) -> str:
    """The token of a new session of a link."""
    token: str = (await api.as_(None)(OPEN, secret=url.partition("#")[2]))["openPortalSession"]["token"]
    return token


@pytest.mark.parametrize("how", ["deleteMembership", "INACTIVE", "member", "deleteUser"])
async def test_the_links_a_member_has_made_are_revoked_when_it_may_make_none_any_more(api: Api, how: str) -> None:
    org = await customer(api)
    admin, of_admin = await an_admin(api, org)
    kept = await api.mutate("generatePortalLink", LINK, organizationId=org)
    link = await admin.mutate("generatePortalLink", LINK, organizationId=org)
    assert await opened(api, link["url"]) == "PortalSession"
    session = await session_of(api, link["url"])
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


@pytest.mark.parametrize("lost", ["portal_links:write", "connections:write"])
async def test_the_links_of_a_member_are_worth_what_its_roles_allow(api: Api, lost: str) -> None:
    org = await customer(api)
    linker = await role(api, "linker", permissions=["portal_links:write", "portal_links:read", "connections:write"])
    of_server = await api.mutate("generatePortalLink", LINK, organizationId=org)
    link = await (await member(api, org, roles=["linker"])).mutate("generatePortalLink", LINK, organizationId=org)
    session = api.as_(await session_of(api, link["url"]))
    left = [name for name in linker["permissions"] if name != lost]
    await mutate(api, "updateRole", "", name="linker", permissions=left)
    assert await opened(api, link["url"]) == "LinkRevokedProblem"
    assert await opened(api, of_server["url"]) == "PortalSession"
    assert (await session.post({"query": "{ viewer { __typename } }"}))[0] == 401
    await mutate(api, "updateRole", "", name="linker", permissions=linker["permissions"])
    assert await opened(api, link["url"]) == "PortalSession"


WRITES: dict[str, dict[str, object]] = {
    "createSamlConnection": {"displayName": "Mine"},
    "createOidcConnection": {"displayName": "Mine"},
    "updateSamlConnection": {"displayName": "Mine"},
    "enableConnection": {},
    "disableConnection": {},
    "deleteConnection": {},
}


@pytest.mark.parametrize("end", ["revokePortalLink", "deleteMembership", "updateMembership", "updateRole"])
async def test_a_session_that_was_just_seen_writes_nothing_once_its_link_counts_no_more(api: Api, end: str) -> None:
    org = await customer(api)
    await role(api, "linker", permissions=["portal_links:read", "portal_links:write", "connections:write"])
    id = await user(api)
    of_linker = await membership(api, org, id, roles=["linker"])
    link = await api.as_(token(id, org)).mutate("generatePortalLink", LINK, organizationId=org)
    session = api.as_(await session_of(api, link["url"]))
    connection = await saml(session, org)  # it is known from now on, for 3 seconds
    if end == "updateRole":
        await mutate(api, end, "", name="linker", permissions=["portal_links:write"])
    else:
        changes: dict[str, dict[str, object]] = {"updateMembership": {"roles": ["member"]}}
        await api.mutate(end, id=link["id"] if end == "revokePortalLink" else of_linker, **changes.get(end, {}))
    for name, given in WRITES.items():
        place = {"organizationId": org} if name.startswith("create") else {"id": connection["id"]}
        query = f"mutation ($input: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $input) {{ __typename }} }}"
        _, body = await session.post({"query": query, "variables": {"input": place | given}})
        assert body["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED", name
    types = await event_types(api, org)
    assert [name for name in types if name.startswith("connection.")] == ["connection.created"]


async def test_a_link_whose_time_is_over_is_not_revoked_with_its_maker(api: Api, pool: Pool) -> None:
    org = await customer(api)
    admin, of_admin = await an_admin(api, org)
    link = await admin.mutate("generatePortalLink", LINK, organizationId=org)
    await pool.execute("UPDATE portal_links SET expires_at = now() WHERE id = $1", link["id"])
    await api.mutate("deleteMembership", id=of_admin)
    assert "portal_link.revoked" not in await event_types(api, org)
    assert (await api(STATUS, id=link["id"]))["portalLink"]["status"] == "EXPIRED"


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


async def test_what_a_removed_member_has_invited_stays_invited_until_it_is_revoked(api: Api) -> None:
    org = await api.organization()
    admin, of_admin = await an_admin(api, org)
    sent = [
        await admin.mutate("inviteUser", organizationId=org, email=email)
        for email in ("a@example.com", "b@example.com")
    ]
    await api.mutate("deleteMembership", id=of_admin)
    other, _ = await an_admin(api, org)
    assert (await other.mutate("revokeInvitation", id=sent[0]["id"]))["__typename"] == "Membership"
    resent = await api.mutate("resendInvitation", "... on Membership { invitation { token } }", id=sent[1]["id"])
    accepted = await api.mutate("acceptInvitation", token=resent["invitation"]["token"])
    assert (accepted["__typename"], accepted["id"]) == ("Membership", sent[1]["id"])


async def test_an_admin_removes_anybody_and_gives_no_more_than_it_has(api: Api) -> None:
    org = await api.organization()
    await role(api, "payer", permissions=["invoices:pay"])
    of_payer = await membership(api, org, roles=["payer"])
    admin, of_admin = await an_admin(api, org)
    assert (await admin.mutate("updateMembership", id=of_admin, roles=["admin", "payer"]))["code"] == "FORBIDDEN"
    kept = await admin.mutate("updateMembership", id=of_payer, roles=["payer", "member"])
    assert kept["__typename"] == "Membership"
    assert (await admin.mutate("deleteMembership", id=of_payer))["__typename"] == "Membership"


async def test_only_an_admin_makes_an_admin(api: Api) -> None:
    org = await api.organization()
    admin, _ = await an_admin(api, org)
    held = next(
        each["permissions"]
        for each in (await api("{ roles { name permissions } }"))["roles"]
        if each["name"] == "admin"
    )
    await role(api, "deputy", permissions=held)
    id = await user(api)
    of_deputy = await membership(api, org, id, roles=["deputy"])
    deputy = api.as_(token(id, org))
    other = await membership(api, org)
    answers = [
        await deputy.mutate("updateMembership", id=of_deputy, roles=["admin"]),
        await deputy.mutate("updateMembership", id=other, roles=["admin"]),
        await deputy.mutate("inviteUser", organizationId=org, email="friend@example.com", roles=["admin"]),
    ]
    assert [answer["code"] for answer in answers] == ["FORBIDDEN"] * 3
    assert (await deputy.mutate("updateMembership", id=other, roles=["deputy"]))["__typename"] == "Membership"
    assert (await admin.mutate("updateMembership", id=other, roles=["admin"]))["__typename"] == "Membership"


async def test_an_admin_makes_no_membership_active_that_allows_more_than_its_own(api: Api) -> None:
    org = await api.organization()
    await role(api, "payer", permissions=["invoices:pay"])
    payer = await membership(api, org, roles=["payer"])
    plain = await membership(api, org)
    invited = await invitation(api, org, roles=["payer"])
    admin, _ = await an_admin(api, org)
    for id in (payer, plain):
        assert (await admin.mutate("updateMembership", id=id, status="INACTIVE"))["__typename"] == "Membership"
    assert (await admin.mutate("updateMembership", id=payer, status="ACTIVE"))["code"] == "FORBIDDEN"
    assert (await admin.mutate("updateMembership", id=plain, status="ACTIVE"))["__typename"] == "Membership"
    assert (await admin.mutate("resendInvitation", id=invited["id"]))["code"] == "FORBIDDEN"
    assert (await admin.mutate("revokeInvitation", id=invited["id"]))["__typename"] == "Membership"
