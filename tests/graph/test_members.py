"""Members as callers: what their roles allow in the active organization, and what they see of their other ones."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest
from asyncpg import Pool

from gateway.viewer import MEMBERS_MAY, Permission
from tests.graph.people import event_types, invitation, membership, role, user
from tests.graph.portal import OPEN, customer
from tests.helpers import Api
from tests.members import member, token

WHO = """{ viewer { __typename ... on Member {
    user { id email name }
    organization { id displayName }
    activeMembership { id status roles effectivePermissions organization { id displayName logoUrl } }
    allMemberships { totalCount nodes { status organization { id displayName logoUrl } } } } } }"""
EFFECTIVE = """query ($id: ID!) { organization(by: {id: $id}) {
    memberships(first: 100) { nodes { status roles effectivePermissions user { email } } } } }"""


async def test_a_member_sees_itself_its_organization_and_all_its_memberships(api: Api) -> None:
    here = await api.organization(displayName="Here", logoUrl="https://here.example/logo.png")
    there = await api.organization(displayName="There", externalId="secret", metadata={"secret": "secret"})
    deleted = await api.organization(displayName="Deleted")
    id = await user(api, email="ada@example.com", name="Ada", externalId="ext")
    for organization in (here, there, deleted):
        await membership(api, organization, id)
    await api.mutate("deleteOrganization", id=deleted)
    viewer = (await api.as_(token(id, here))(WHO))["viewer"]
    assert viewer["__typename"] == "Member"
    assert viewer["user"] == {"id": id, "email": "ada@example.com", "name": "Ada"}
    assert viewer["organization"] == {"id": here, "displayName": "Here"}
    assert viewer["activeMembership"]["roles"] == ["member"]
    assert viewer["activeMembership"]["effectivePermissions"] == ["memberships:read", "organizations:read"]
    profile = {"id": here, "displayName": "Here", "logoUrl": "https://here.example/logo.png"}
    assert viewer["activeMembership"]["organization"] == profile
    assert viewer["allMemberships"] == {
        "totalCount": 2,
        "nodes": [
            {"status": "ACTIVE", "organization": profile},
            {"status": "ACTIVE", "organization": {"id": there, "displayName": "There", "logoUrl": None}},
        ],
    }


async def switched_off(api: Api, id: str) -> None:
    await api.mutate("updateMembership", id=id, status="INACTIVE")


async def deleted(api: Api, id: str) -> None:
    await api.mutate("deleteMembership", id=id)


@pytest.mark.parametrize("end", [switched_off, deleted])
async def test_who_is_no_active_member_there_has_no_active_organization(
    api: Api, end: Callable[[Api, str], Awaitable[None]]
) -> None:
    org, id = await api.organization(), await user(api, email="ada@example.com")
    mine = await membership(api, org, id, roles=["admin"])
    await membership(api, org, roles=["admin"])
    await end(api, mine)
    caller = api.as_(token(id, org))
    viewer = (await caller(WHO))["viewer"]
    assert (viewer["organization"], viewer["activeMembership"]) == (None, None)
    assert viewer["user"]["email"] == "ada@example.com"
    refused = await caller.execute("query ($id: ID!) { organization(by: {id: $id}) { id } }", id=org)
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"


@pytest.mark.parametrize("organization", [None, "org_01m85yacj2end8dehbqyf1dmz5", "", 7, "\0"])
async def test_without_an_active_organization_a_user_sees_itself_and_its_memberships_only(
    api: Api, organization: object
) -> None:
    org, id = await api.organization(), await user(api)
    await membership(api, org, id, roles=["admin"])
    caller = api.as_(token(id, org_id=organization))
    viewer = (await caller(WHO))["viewer"]
    assert viewer["organization"] is None
    assert [each["organization"]["id"] for each in viewer["allMemberships"]["nodes"]] == [org]
    for query in ("{ roles { name } }", "{ organizations { nodes { id } } }", "{ users { nodes { id } } }"):
        assert (await caller.execute(query))["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    for each in (id, org):
        body = await caller.execute("query ($id: ID!) { node(id: $id) { id } }", id=each)
        assert body["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_token_of_no_user_is_refused(api: Api) -> None:
    id = await user(api)
    status, body = await api.as_(token("usr_01m85yacj2end8dehbqyf1dmz5")).post({"query": "{ viewer { __typename } }"})
    assert (status, body["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")
    await api.mutate("deleteUser", id=id)
    status, _ = await api.as_(token(id)).post({"query": "{ viewer { __typename } }"})
    assert status == 401


async def test_a_member_may_what_its_roles_allow_and_nothing_that_takes_the_whole_environment(api: Api) -> None:
    org = await customer(api)
    await role(api, "everything", permissions=[permission.value for permission in Permission])
    await role(api, "linker", permissions=["portal_links:write", "portal_links:read", "connections:write"])
    all_of_it = await member(api, org, roles=["everything"])
    for query in ("{ users { nodes { id } } }", "{ apiKeys { nodes { id } } }"):
        assert (await all_of_it.execute(query))["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert (await all_of_it.mutate("createOrganization", displayName="Mine"))["code"] == "FORBIDDEN"
    assert (await all_of_it.mutate("createUser", email="new@example.com"))["code"] == "FORBIDDEN"
    features = [{"name": "DIR_SYNC", "enabled": True}]
    assert (await all_of_it.mutate("updateOrganizationSettings", organizationId=org, features=features))["code"] == (
        "FORBIDDEN"
    )
    linker = await member(api, org, roles=["linker"])
    link = await linker.mutate("generatePortalLink", "... on PortalLink { url createdBy }", organizationId=org)
    opened = await api.as_(None)(OPEN, secret=link["url"].partition("#")[2])
    assert opened["openPortalSession"]["__typename"] == "PortalSession"
    assert (await linker.mutate("updateOrganization", id=org, displayName="Mine"))["code"] == "FORBIDDEN"
    refused = await linker.execute("query ($id: ID!) { organization(by: {id: $id}) { metadata } }", id=org)
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"


def test_no_role_makes_a_member_a_caller_of_the_environment() -> None:
    assert {permission for permission in Permission if permission not in MEMBERS_MAY} == {
        Permission.USERS_READ,
        Permission.USERS_WRITE,
        Permission.ROLES_WRITE,
        Permission.API_KEYS_READ,
        Permission.API_KEYS_WRITE,
        Permission.FEDERATION_SDL,
        Permission.ANY_DOCUMENT,
    }


async def test_a_member_changes_the_profile_of_its_organization_and_not_what_the_application_knows_it_by(
    api: Api,
) -> None:
    org = await api.organization(displayName="Before", externalId="ext")
    admin = await member(api, org)
    changed = await admin.mutate(
        "updateOrganization",
        "... on Organization { displayName logoUrl version }",
        id=org,
        displayName="After",
        logoUrl="https://after.example/logo.png",
    )
    assert (changed["displayName"], changed["logoUrl"], changed["version"]) == (
        "After",
        "https://after.example/logo.png",
        2,
    )
    others: list[dict[str, object]] = [{"externalId": "x"}, {"slug": "x"}, {"metadata": {}}]
    for other in others:
        assert (await admin.mutate("updateOrganization", id=org, displayName="No", **other))["code"] == "FORBIDDEN"
    assert (await admin.mutate("mergeOrganizationMetadata", id=org, metadata={"a": "b"}))["code"] == "FORBIDDEN"
    assert (await event_types(api, org))[-1] == "organization.updated"
    data = await api("query ($id: ID!) { organization(by: {id: $id}) { displayName externalId } }", id=org)
    assert data["organization"] == {"displayName": "After", "externalId": "ext"}


async def test_nobody_gives_a_role_that_allows_more_than_its_own_or_touches_who_has_one(api: Api) -> None:
    org = await api.organization()
    await role(api, "inviter", permissions=["memberships:read", "memberships:write", "organizations:read"])
    await role(api, "biller", permissions=["invoices:pay"])
    admin = await membership(api, org, roles=["admin"])
    plain = await membership(api, org)
    invited = await invitation(api, org, roles=["admin"])
    inviter = await member(api, org, roles=["inviter"])
    for roles in (["admin"], ["biller"], ["member", "biller"]):
        refused = await inviter.mutate("inviteUser", organizationId=org, email="new@example.com", roles=roles)
        assert refused["code"] == "FORBIDDEN", refused
        assert (await inviter.mutate("updateMembership", id=plain, roles=roles))["code"] == "FORBIDDEN"
    assert (await inviter.mutate("updateMembership", id=admin, roles=["member"]))["code"] == "FORBIDDEN"
    assert (await inviter.mutate("deleteMembership", id=admin))["code"] == "FORBIDDEN"
    assert (await inviter.mutate("revokeInvitation", id=invited["id"]))["code"] == "FORBIDDEN"
    assert (await inviter.mutate("resendInvitation", id=invited["id"]))["code"] == "FORBIDDEN"
    assert (await inviter.mutate("updateMembership", id=plain, metadata={"a": "b"}))["code"] == "FORBIDDEN"
    assert (await inviter.mutate("updateMembership", id=plain, roles=["inviter"]))["__typename"] == "Membership"
    assert (await inviter.mutate("inviteUser", organizationId=org, email="new@example.com"))["__typename"] == (
        "Membership"
    )


async def test_effective_permissions_are_those_of_the_roles_while_active(api: Api) -> None:
    org = await api.organization()
    await role(api, "one", permissions=["b:read", "a:read"])
    await role(api, "two", permissions=["c:read", "a:read"])
    await membership(api, org, await user(api, email="a@example.com"), roles=["one", "two"])
    off = await membership(api, org, await user(api, email="b@example.com"), roles=["one"])
    await switched_off(api, off)
    await invitation(api, org, roles=["one"])
    nodes = (await api(EFFECTIVE, id=org))["organization"]["memberships"]["nodes"]
    assert [each["effectivePermissions"] for each in nodes] == [["a:read", "b:read", "c:read"], [], []]


async def test_statements_of_a_member_are_few(api: Api, sent: list[str]) -> None:
    org = await api.organization()
    for _ in range(5):
        await membership(api, org)
    caller = await member(api, org)
    await caller(WHO)
    sent.clear()
    nodes = (await caller(EFFECTIVE, id=org))["organization"]["memberships"]["nodes"]
    assert len(nodes) == 6
    assert all(each["user"]["email"] for each in nodes)
    assert sorted(sent) == [
        "database.CONFINE",
        "memberships.OF_ORGANIZATIONS.PAGE",
        "organizations.BY_IDS",
        "roles.ALL",
        "users.IDENTITIES",
    ]


async def test_a_removed_member_is_out_within_five_seconds(api: Api, pool: Pool) -> None:
    org, id = await api.organization(), await user(api)
    mine = await membership(api, org, id, roles=["admin"])
    await membership(api, org, roles=["admin"])
    caller = api.as_(token(id, org))
    query = "query ($id: ID!) { organization(by: {id: $id}) { id } }"
    assert (await caller(query, id=org))["organization"]
    await deleted(api, mine)
    ended = time.monotonic() + 5
    while "errors" not in await caller.execute(query, id=org):
        assert time.monotonic() < ended
        await asyncio.sleep(0.2)
