"""Memberships through the front door."""

import asyncio

import pytest
from asyncpg import Pool

from gateway.call import Call
from gateway.errors import Forbidden
from gateway.identities.actions import create_user, delete_user
from gateway.memberships.actions import create_membership
from gateway.memberships.invitations import accept_invitation
from gateway.settings import Settings
from gateway.sign_up.actions import sign_up
from gateway.users.actions import update_user
from gateway.viewer import ALL_PERMISSIONS, CallerKind, Viewer
from tests.graph.people import event_types, invitation, membership, role, user
from tests.helpers import Api

MEMBERSHIP = "... on Membership { status roles metadata provisioningMethod joinedAt version invitation { email } }"
NOBODY = "mem_01kb2z6m9vfe8rj3d5w0q4xtnc"


async def test_a_new_membership_is_active_and_leads_to_both_sides(api: Api) -> None:
    organization, id = await api.organization(), await user(api)
    made = await api.mutate(
        "createMembership",
        MEMBERSHIP + " ... on Membership { organization { id } user { id } }",
        organizationId=organization,
        userId=id,
        roles=["admin", "member", "admin"],
        metadata={"seat": "1"},
    )
    assert made["id"].startswith("mem_")
    assert (made["status"], made["roles"], made["metadata"]) == ("ACTIVE", ["admin", "member"], {"seat": "1"})
    assert (made["provisioningMethod"], made["invitation"], made["version"]) == ("API", None, 1)
    assert made["joinedAt"]
    assert (made["organization"]["id"], made["user"]["id"]) == (organization, id)
    assert (await event_types(api, organization))[-1] == "membership.created"
    found = await api(
        "query ($id: ID!) { membership(id: $id) { id } node(id: $id) { ... on Membership { user { id } } } }",
        id=made["id"],
    )
    assert found == {"membership": {"id": made["id"]}, "node": {"user": {"id": id}}}


async def test_a_membership_has_the_role_member_where_none_is_given(api: Api) -> None:
    id = await membership(api, await api.organization())
    data = await api("query ($id: ID!) { membership(id: $id) { roles } }", id=id)
    assert data["membership"]["roles"] == ["member"]


async def test_every_broken_rule_of_a_membership_is_named_at_once(api: Api) -> None:
    refused = await api.mutate(
        "createMembership",
        organizationId=await api.organization(),
        userId=await user(api),
        roles=["a\0b"],
        metadata={str(n): "" for n in range(51)},
    )
    assert {(fault["field"], fault["rule"]) for fault in refused["fields"]} == {
        ("roles", "UNSTORABLE_CHARACTER"),
        ("metadata", "TOO_MANY"),
    }
    for roles, rule in (([], "TOO_FEW"), (["x" * 65], "TOO_LONG"), ([f"r{n}" for n in range(101)], "TOO_MANY")):
        refused = await api.mutate("createMembership", organizationId=NOBODY, userId=NOBODY, roles=roles)
        assert [fault["rule"] for fault in refused["fields"]] == [rule]


async def test_an_unknown_role_is_named_and_nothing_is_written(api: Api) -> None:
    organization = await api.organization()
    refused = await api.mutate(
        "createMembership", organizationId=organization, userId=await user(api), roles=["member", "owner"]
    )
    assert (refused["code"], refused["message"]) == ("ROLE_UNKNOWN", "there is no role 'owner'")
    id = await membership(api, organization)
    assert (await api.mutate("updateMembership", id=id, roles=["Admin"]))["code"] == "ROLE_UNKNOWN"


@pytest.mark.parametrize(
    "id", ["", "x", "\0", "é", "usr_01kb2z6m9vfe8rj3d5w0q4xtnc", "org_01kb2z6m9vfe8rj3d5w0q4xtnc", NOBODY]
)
async def test_an_unknown_or_malformed_id_is_not_found(api: Api, id: str) -> None:
    organization, somebody = await api.organization(), await user(api)
    assert (await api.mutate("createMembership", organizationId=id, userId=somebody))["code"] == "NOT_FOUND"
    assert (await api.mutate("createMembership", organizationId=organization, userId=id))["code"] == "NOT_FOUND"
    for name in ("updateMembership", "deleteMembership", "resendInvitation", "revokeInvitation"):
        assert (await api.mutate(name, id=id))["code"] == "NOT_FOUND"
    assert await api("query ($id: ID!) { membership(id: $id) { id } }", id=id) == {"membership": None}


async def test_a_user_is_a_member_once(api: Api) -> None:
    organization, id = await api.organization(), await user(api)
    answers = await asyncio.gather(
        *(api.mutate("createMembership", organizationId=organization, userId=id) for _ in range(6))
    )
    assert sorted(answer["__typename"] for answer in answers) == ["AlreadyMemberProblem"] * 5 + ["Membership"]


async def test_one_idempotency_key_makes_one_membership(api: Api) -> None:
    given = {"organizationId": await api.organization(), "userId": await user(api), "idempotencyKey": "once"}
    answers = await asyncio.gather(*(api.mutate("createMembership", **given) for _ in range(4)))
    assert len({answer["id"] for answer in answers}) == 1
    await api.mutate("deleteMembership", id=answers[0]["id"])
    assert (await api.mutate("createMembership", **given))["code"] == "NOT_FOUND"


async def test_an_update_changes_what_is_given_with_its_event(api: Api) -> None:
    organization = await api.organization()
    id = await membership(api, organization, metadata={"a": "1"})
    changed = await api.mutate("updateMembership", MEMBERSHIP, id=id, status="INACTIVE", roles=["admin"])
    assert (changed["status"], changed["roles"], changed["metadata"]) == ("INACTIVE", ["admin"], {"a": "1"})
    assert changed["version"] == 2
    emptied = await api.mutate("updateMembership", MEMBERSHIP, id=id, metadata=None)
    assert (emptied["metadata"], emptied["status"]) == ({}, "INACTIVE")
    same = await api.mutate("updateMembership", MEMBERSHIP, id=id, status="INACTIVE", roles=["admin"])
    assert same["version"] == 3
    assert await event_types(api, organization) == [
        "organization.created", "membership.created", "membership.updated", "membership.updated",
    ]  # fmt: skip
    refused = await api.mutate("updateMembership", id=id, status=None, roles=None)
    assert {(fault["field"], fault["rule"]) for fault in refused["fields"]} == {
        ("status", "REQUIRED"),
        ("roles", "REQUIRED"),
    }


async def test_a_stale_version_is_refused_and_of_two_with_one_version_one_wins(api: Api) -> None:
    id = await membership(api, await api.organization())
    answers = await asyncio.gather(
        *(api.mutate("updateMembership", id=id, metadata={"n": str(n)}, expectedVersion=1) for n in range(4))
    )
    assert sorted(answer["__typename"] for answer in answers) == ["Membership"] + ["VersionConflictProblem"] * 3
    refused = await api.mutate("deleteMembership", id=id, expectedVersion=1)
    assert refused["currentVersion"] == 2


async def test_the_last_active_admin_is_not_removed_deactivated_or_demoted(api: Api) -> None:
    organization = await api.organization()
    id = await membership(api, organization, roles=["admin", "member"])
    off = await membership(api, organization, roles=["admin"])
    await api.mutate("updateMembership", id=off, status="INACTIVE")
    await invitation(api, organization, roles=["admin"])
    for name, given in (
        ("deleteMembership", {}),
        ("updateMembership", {"status": "INACTIVE"}),
        ("updateMembership", {"roles": ["member"]}),
    ):
        refused = await api.mutate(name, "... on LastAdminProblem { organizationIds }", id=id, **given)
        assert (refused["code"], refused["organizationIds"]) == ("LAST_ADMIN", [organization])
    kept = await api.mutate("updateMembership", id=id, roles=["admin"])
    assert kept["__typename"] == "Membership"
    await api.mutate("updateMembership", id=off, status="ACTIVE")
    assert (await api.mutate("deleteMembership", id=id))["__typename"] == "Membership"


async def test_an_organization_without_admins_loses_its_members_freely(api: Api) -> None:
    id = await membership(api, await api.organization())
    assert (await api.mutate("deleteMembership", id=id))["__typename"] == "Membership"


@pytest.mark.parametrize("how", ["deleteMembership", "INACTIVE", "member", "mixed"])
async def test_two_last_admins_do_not_remove_each_other_at_once(api: Api, how: str) -> None:
    for _ in range(3):
        organization = await api.organization()
        one, other = [await membership(api, organization, roles=["admin"]) for _ in range(2)]
        all_ways: dict[str, list[tuple[str, dict[str, object]]]] = {
            "deleteMembership": [("deleteMembership", {})] * 2,
            "INACTIVE": [("updateMembership", {"status": "INACTIVE"})] * 2,
            "member": [("updateMembership", {"roles": ["member"]})] * 2,
            "mixed": [("deleteMembership", {}), ("updateMembership", {"status": "INACTIVE"})],
        }
        answers = await asyncio.gather(
            *(api.mutate(name, id=id, **given) for (name, given), id in zip(all_ways[how], (one, other), strict=True))
        )
        assert sorted(answer["__typename"] for answer in answers) == ["LastAdminProblem", "Membership"]


async def test_a_deleted_membership_is_gone_for_good_and_the_user_stays(api: Api) -> None:
    organization, id = await api.organization(), await user(api)
    first = await membership(api, organization, id)
    deleted = await api.mutate("deleteMembership", "... on Membership { user { id } organization { id } }", id=first)
    assert (deleted["id"], deleted["user"]["id"], deleted["organization"]["id"]) == (first, id, organization)
    assert (await api.mutate("deleteMembership", id=first))["code"] == "NOT_FOUND"
    assert (await event_types(api, organization))[-1] == "membership.deleted"
    assert await membership(api, organization, id) != first


async def test_members_of_a_deleted_organization_act_as_absent_until_it_is_restored(api: Api) -> None:
    organization, id = await api.organization(), await user(api)
    member = await membership(api, organization, id)
    query = """query ($m: ID!, $u: ID!, $r: [_Any!]!) {
        membership(id: $m) { id } node(id: $m) { id } nodes(ids: [$m]) { id }
        user(by: {id: $u}) { memberships { totalCount nodes { id } } }
        _entities(representations: $r) { ... on Membership { id } } }"""
    variables = {"m": member, "u": id, "r": [{"__typename": "Membership", "id": member}]}
    there = await api(query, **variables)
    await api.mutate("deleteOrganization", id=organization)
    assert await api(query, **variables) == {
        "membership": None,
        "node": None,
        "nodes": [None],
        "user": {"memberships": {"totalCount": 0, "nodes": []}},
        "_entities": [None],
    }
    for name in ("updateMembership", "deleteMembership", "resendInvitation", "revokeInvitation"):
        assert (await api.mutate(name, id=member))["code"] == "NOT_FOUND"
    assert (await api.mutate("createMembership", organizationId=organization, userId=id))["code"] == "NOT_FOUND"
    await api.mutate("restoreOrganization", id=organization)
    assert await api(query, **variables) == there


async def test_as_many_mutations_as_the_pool_has_connections_all_finish(api: Api) -> None:
    organization = await api.organization()
    people = [await user(api) for _ in range(16)]
    selection = "... on Membership { organization { memberships { totalCount } } user { email } }"
    async with asyncio.timeout(30):
        answers = await asyncio.gather(
            *(api.mutate("createMembership", selection, organizationId=organization, userId=id) for id in people)
        )
    assert {answer["__typename"] for answer in answers} == {"Membership"}


async def test_memberships_and_users_written_in_every_way_at_once_never_deadlock(api: Api) -> None:
    for _ in range(3):
        organizations = [await api.organization() for _ in range(2)]
        people = [await user(api, email=f"p{n}{organizations[0]}@example.com") for n in range(4)]
        for id in people[2:]:
            await membership(api, organizations[0], id, roles=["admin"])
        answers = await asyncio.gather(
            *(api.mutate("createMembership", organizationId=o, userId=u) for o in organizations for u in people),
            *(api.mutate("updateUser", id=u, email=f"new{u}@example.com") for u in people),
            *(api.mutate("deleteUser", id=u) for u in people[::2]),
            *(api.mutate("inviteUser", organizationId=o, email="guest@example.com") for o in organizations),
            *(api.mutate("deleteOrganization", id=o) for o in organizations[:1]),
        )
        assert all(answer["__typename"] != "ForbiddenProblem" for answer in answers)


async def test_memberships_need_their_own_permissions(api: Api) -> None:
    organization = await api.organization()
    id = await membership(api, organization)
    stranger = await api.with_scopes("organizations:read", "organizations:write", "users:read", "users:write")
    for query in (
        "{ organizations { nodes { memberships { totalCount } } } }",
        "{ users { nodes { memberships { totalCount } } } }",
    ):
        assert (await stranger.execute(query))["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert (await stranger.execute("query ($id: ID!) { node(id: $id) { id } }", id=id))["errors"][0]["extensions"][
        "code"
    ] == "FORBIDDEN"
    for name, given in (
        ("createMembership", {"organizationId": organization, "userId": NOBODY}),
        ("updateMembership", {"id": id}),
        ("deleteMembership", {"id": id}),
        ("inviteUser", {"organizationId": organization, "email": "x@example.com"}),
        ("resendInvitation", {"id": id}),
        ("revokeInvitation", {"id": id}),
        ("acceptInvitation", {"token": "x"}),
    ):
        assert (await stranger.mutate(name, **given))["code"] == "FORBIDDEN"
    reader = await api.with_scopes("memberships:read")
    assert (await reader("query ($id: ID!) { membership(id: $id) { status } }", id=id))["membership"]
    assert (await reader.mutate("deleteMembership", id=id))["code"] == "FORBIDDEN"


async def test_a_confined_caller_never_creates_changes_or_deletes_a_user_whatever_it_may(
    api: Api, pool: Pool, settings: Settings
) -> None:
    organization, id = await api.organization(), await user(api)
    viewer = Viewer(CallerKind.PORTAL_SESSION, "ses_x", ALL_PERMISSIONS, organization_id=organization)
    call = Call(pool, viewer, settings)
    for action, given in (
        (create_user, {"email": "x@example.com"}),
        (update_user, {"id": id, "name": "X"}),
        (delete_user, {"id": id}),
        (sign_up, {"email": "x@example.com"}),
        (create_membership, {"organization_id": organization, "user_id": id}),
        (accept_invitation, {"token": "x"}),
    ):
        with pytest.raises(Forbidden):
            await action(call, given)


async def test_a_role_that_was_made_can_be_given(api: Api) -> None:
    await role(api, "billing", permissions=["invoices:read"])
    organization = await api.organization()
    id = await membership(api, organization, roles=["billing"])
    data = await api("query ($id: ID!) { membership(id: $id) { roles } }", id=id)
    assert data["membership"]["roles"] == ["billing"]
