"""Roles through the front door."""

import asyncio

import pytest

from gateway.roles.model import ADMIN_PERMISSIONS
from tests.graph.people import ROLE, event_types, membership, mutate, role
from tests.helpers import Api


async def test_admin_and_member_exist_from_the_start(api: Api) -> None:
    data = await api("{ roles { name displayName builtIn permissions } }")
    assert [(role["name"], role["builtIn"]) for role in data["roles"]] == [("admin", True), ("member", True)]
    assert "memberships:write" in data["roles"][0]["permissions"]


async def test_a_new_role_has_the_gateways_and_the_applications_permissions(api: Api) -> None:
    made = await role(api, "Billing_2", description="Pays.", permissions=["organizations:read", "invoices:pay"] * 2)
    assert made == {
        "__typename": "Role",
        "name": "Billing_2",
        "displayName": "Billing_2",
        "description": "Pays.",
        "permissions": ["organizations:read", "invoices:pay"],
        "builtIn": False,
        "version": 1,
    }
    assert [role["name"] for role in (await api("{ roles { name } }"))["roles"]] == ["Billing_2", "admin", "member"]
    assert (await event_types(api))[-1] == "role.created"


@pytest.mark.parametrize("name", ["", " ", "a b", "a-b", "é", "x" * 65, "a\0", "admin\n"])
async def test_a_roles_name_is_letters_digits_and_underscores(api: Api, name: str) -> None:
    refused = await mutate(api, "createRole", ROLE, name=name)
    assert [(fault["field"], fault["rule"]) for fault in refused["fields"]] in (
        [("name", "NOT_A_ROLE_NAME")],
        [("name", "UNSTORABLE_CHARACTER")],
    )
    for mutation in ("updateRole", "deleteRole"):
        assert (await mutate(api, mutation, ROLE, name=name))["code"] == "NOT_FOUND"


async def test_every_broken_rule_of_a_role_is_named_at_once(api: Api) -> None:
    refused = await mutate(
        api, "createRole", ROLE, name="a-b", displayName=" ", description="x" * 1001, permissions=["a b"]
    )
    assert {(fault["field"], fault["rule"]) for fault in refused["fields"]} == {
        ("name", "NOT_A_ROLE_NAME"),
        ("displayName", "TOO_SHORT"),
        ("description", "TOO_LONG"),
        ("permissions", "NOT_A_PERMISSION_NAME"),
    }
    refused = await mutate(api, "createRole", ROLE, name="many", permissions=[f"p{n}" for n in range(101)])
    assert [(fault["rule"], fault["limit"]) for fault in refused["fields"]] == [("TOO_MANY", 100)]


async def test_of_two_that_want_one_name_one_gets_it(api: Api) -> None:
    answers = await asyncio.gather(*(mutate(api, "createRole", ROLE, name="billing") for _ in range(4)))
    assert sorted(answer["__typename"] for answer in answers) == ["Role"] + ["RoleTakenProblem"] * 3
    assert (await mutate(api, "createRole", ROLE, name="admin"))["code"] == "ROLE_TAKEN"


async def test_one_idempotency_key_makes_one_role(api: Api) -> None:
    answers = await asyncio.gather(
        *(mutate(api, "createRole", ROLE, name="billing", idempotencyKey="once") for _ in range(4))
    )
    assert {answer["__typename"] for answer in answers} == {"Role"}
    refused = await mutate(api, "createRole", ROLE, name="other", idempotencyKey="once")
    assert refused["code"] == "IDEMPOTENCY_KEY_REUSED"


async def test_there_are_at_most_a_hundred_roles_however_they_race(api: Api) -> None:
    for start in range(0, 96, 16):
        await asyncio.gather(*(role(api, f"r{start + n}") for n in range(16)))
    answers = await asyncio.gather(*(mutate(api, "createRole", ROLE, name=f"s{n}") for n in range(6)))
    assert sorted(answer["__typename"] for answer in answers) == ["InvalidInputProblem"] * 4 + ["Role"] * 2
    assert len((await api("{ roles { name } }"))["roles"]) == 100


async def test_an_update_changes_all_but_the_name(api: Api) -> None:
    await role(api, "billing", description="Pays.", permissions=["a:b"])
    changed = await mutate(api, "updateRole", ROLE, name="billing", displayName="Billing", description=None)
    assert (changed["displayName"], changed["description"], changed["permissions"]) == ("Billing", None, ["a:b"])
    assert changed["version"] == 2
    assert (await mutate(api, "updateRole", ROLE, name="billing", displayName="Billing"))["version"] == 2
    stale = await mutate(api, "updateRole", ROLE, name="billing", permissions=[], expectedVersion=1)
    assert stale["currentVersion"] == 2
    assert (await mutate(api, "updateRole", ROLE, name="nothing", displayName="X"))["code"] == "NOT_FOUND"
    assert (await event_types(api))[-1] == "role.updated"


async def test_the_built_in_roles_are_not_deleted(api: Api) -> None:
    for name in ("admin", "member"):
        assert (await mutate(api, "deleteRole", ROLE, name=name))["code"] == "RESERVED_NAME"


async def test_the_role_admin_keeps_what_it_may_do_from_the_start(api: Api) -> None:
    (admin,) = [role for role in (await api("{ roles { name permissions } }"))["roles"] if role["name"] == "admin"]
    assert admin["permissions"] == list(ADMIN_PERMISSIONS)
    for fewer in (None, admin["permissions"][:0], admin["permissions"][1:]):
        refused = await mutate(api, "updateRole", ROLE, name="admin", permissions=fewer)
        assert [(fault["field"], fault["rule"]) for fault in refused["fields"]] == [
            ("permissions", "ADMIN_PERMISSION_MISSING")
        ]
    for wanted in ([*admin["permissions"], "invoices:pay"], admin["permissions"]):
        changed = await mutate(api, "updateRole", ROLE, name="admin", displayName="Boss", permissions=wanted)
        assert (changed["displayName"], changed["permissions"]) == ("Boss", wanted)
    assert (await mutate(api, "updateRole", ROLE, name="member", permissions=[]))["permissions"] == []


async def test_a_role_in_use_is_not_deleted_even_by_a_deleted_organization(api: Api) -> None:
    await role(api, "billing")
    organization = await api.organization()
    id = await membership(api, organization, roles=["member", "billing"])
    assert (await mutate(api, "deleteRole", ROLE, name="billing"))["code"] == "ROLE_IN_USE"
    await api.mutate("deleteOrganization", id=organization)
    assert (await mutate(api, "deleteRole", ROLE, name="billing"))["code"] == "ROLE_IN_USE"
    await api.mutate("restoreOrganization", id=organization)
    await api.mutate("updateMembership", id=id, roles=["member"])
    assert (await mutate(api, "deleteRole", ROLE, name="billing", expectedVersion=2))["currentVersion"] == 1
    assert (await mutate(api, "deleteRole", ROLE, name="billing"))["name"] == "billing"
    assert (await mutate(api, "deleteRole", ROLE, name="billing"))["code"] == "NOT_FOUND"
    assert (await event_types(api))[-1] == "role.deleted"


async def test_a_role_is_never_given_and_deleted_at_once(api: Api) -> None:
    organization = await api.organization()
    for n in range(8):
        await role(api, f"r{n}")
        id = await membership(api, organization)
        given, deleted = await asyncio.gather(
            api.mutate("updateMembership", id=id, roles=[f"r{n}"]), mutate(api, "deleteRole", ROLE, name=f"r{n}")
        )
        assert (given["__typename"], deleted["__typename"]) in (
            ("Membership", "RoleInUseProblem"),
            ("RoleUnknownProblem", "Role"),
        )


async def test_roles_need_their_own_permissions_and_are_one_statement(api: Api, sent: list[str]) -> None:
    stranger = await api.with_scopes("organizations:read", "memberships:write")
    assert (await stranger.execute("{ roles { name } }"))["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    for name in ("createRole", "updateRole", "deleteRole"):
        assert (await mutate(stranger, name, "", name="billing"))["code"] == "FORBIDDEN"
    await api("{ roles { name } }")
    sent.clear()
    await api("{ a: roles { name } b: roles { version } }")
    assert sent == ["roles.ALL"]
