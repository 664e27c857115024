"""Users through the front door."""

import asyncio

import pytest

from tests.graph.people import event_types, membership, user
from tests.helpers import Api

USER = "... on User { email externalId name givenName familyName metadata version }"


async def test_a_new_user_has_what_it_was_given_and_a_normalised_address(api: Api) -> None:
    made = await api.mutate(
        "createUser",
        USER,
        email=" Ada.Lovelace@EXAMPLE.com ",
        externalId="ada",
        name=" Ada Lovelace ",
        givenName="Ada",
        familyName="Lovelace",
        metadata={"team": "engines"},
    )
    assert made["id"].startswith("usr_")
    assert (made["email"], made["name"], made["version"]) == ("ada.lovelace@example.com", "Ada Lovelace", 1)
    assert (made["givenName"], made["familyName"], made["metadata"]) == ("Ada", "Lovelace", {"team": "engines"})
    assert "user.created" in await event_types(api)


async def test_a_user_is_found_by_id_external_id_and_address_in_any_case(api: Api) -> None:
    id = await user(api, email="ada@example.com", externalId="ada")
    for by in ({"id": id}, {"externalId": "ada"}, {"email": "ADA@Example.COM"}):
        assert await api("query ($by: UserBy!) { user(by: $by) { id } }", by=by) == {"user": {"id": id}}
    assert (await api("query ($id: ID!) { node(id: $id) { ... on User { email } } }", id=id))["node"] == {
        "email": "ada@example.com"
    }


@pytest.mark.parametrize(
    "by",
    [
        {"id": "usr_01kb2z6m9vfe8rj3d5w0q4xtnc"},
        {"id": "usr_x"},
        {"id": "org_01kb2z6m9vfe8rj3d5w0q4xtnc"},
        {"id": "\0"},
        {"externalId": "nobody"},
        {"externalId": "a\0b"},
        {"email": "nobody@example.com"},
        {"email": "not an address"},
        {"email": "a\0@example.com"},
        {"email": "x" * 5000 + "@example.com"},
    ],
)
async def test_what_is_no_user_is_null(api: Api, by: dict[str, str]) -> None:
    assert await api("query ($by: UserBy!) { user(by: $by) { id } }", by=by) == {"user": None}


async def test_every_broken_rule_of_a_user_and_its_membership_is_named_at_once(api: Api) -> None:
    refused = await api.mutate(
        "createUser",
        email="nobody",
        externalId=" ",
        name="x" * 256,
        givenName="a\0b",
        metadata={"k" * 41: "v"},
        membership={"organizationId": await api.organization(), "roles": [], "metadata": {"k": "x" * 501}},
    )
    assert {(fault["field"], fault["rule"]) for fault in refused["fields"]} == {
        ("email", "NOT_AN_EMAIL_ADDRESS"),
        ("externalId", "TOO_SHORT"),
        ("name", "TOO_LONG"),
        ("givenName", "UNSTORABLE_CHARACTER"),
        ("metadata", "KEY_LENGTH"),
        ("membership.roles", "TOO_FEW"),
        ("membership.metadata.k", "TOO_LONG"),
    }


async def test_one_address_is_one_user_whatever_its_case(api: Api) -> None:
    await user(api, email="ada@example.com")
    refused = await api.mutate("createUser", email="Ada@Example.com")
    assert refused["code"] == "EMAIL_TAKEN"
    assert "example" not in refused["message"]


async def test_of_two_that_want_one_address_one_gets_it(api: Api) -> None:
    answers = await asyncio.gather(*(api.mutate("createUser", email="ada@example.com") for _ in range(6)))
    assert sorted(answer["__typename"] for answer in answers) == ["EmailTakenProblem"] * 5 + ["User"]


async def test_of_two_that_want_one_external_id_one_gets_it(api: Api) -> None:
    answers = await asyncio.gather(
        *(api.mutate("createUser", email=f"{n}@example.com", externalId="ada") for n in range(4))
    )
    assert sorted(answer["__typename"] for answer in answers) == ["ExternalIdTakenProblem"] * 3 + ["User"]


async def test_one_idempotency_key_makes_one_user_and_one_membership(api: Api) -> None:
    organization = await api.organization()
    given = {"email": "ada@example.com", "membership": {"organizationId": organization}, "idempotencyKey": "once"}
    selection = "... on User { memberships { totalCount } }"
    answers = await asyncio.gather(*(api.mutate("createUser", selection, **given) for _ in range(4)))
    assert len({answer["id"] for answer in answers}) == 1
    assert {answer["memberships"]["totalCount"] for answer in answers} == {1}
    refused = await api.mutate("createUser", email="other@example.com", idempotencyKey="once")
    assert refused["code"] == "IDEMPOTENCY_KEY_REUSED"


async def test_a_user_can_be_made_together_with_a_membership(api: Api) -> None:
    organization = await api.organization()
    made = await api.mutate(
        "createUser",
        "... on User { memberships { nodes { roles metadata status organization { id } } } }",
        email="ada@example.com",
        membership={"organizationId": organization, "roles": ["admin"], "metadata": {"seat": "1"}},
    )
    assert made["memberships"]["nodes"] == [
        {"roles": ["admin"], "metadata": {"seat": "1"}, "status": "ACTIVE", "organization": {"id": organization}}
    ]


async def test_a_user_whose_membership_is_refused_is_not_made_either(api: Api) -> None:
    organization = await api.organization()
    unknown = {"organizationId": organization, "roles": ["owner"]}
    assert (await api.mutate("createUser", email="a@example.com", membership=unknown))["code"] == "ROLE_UNKNOWN"
    nowhere = {"organizationId": "org_01kb2z6m9vfe8rj3d5w0q4xtnc"}
    assert (await api.mutate("createUser", email="a@example.com", membership=nowhere))["code"] == "NOT_FOUND"
    assert (await api("{ users { totalCount } }"))["users"]["totalCount"] == 0
    assert await event_types(api, organization) == ["organization.created"]


async def test_an_update_changes_what_is_given_and_null_empties(api: Api) -> None:
    id = await user(api, email="ada@example.com", name="Ada", externalId="ada", metadata={"a": "1"})
    changed = await api.mutate("updateUser", USER, id=id, email="ADA@example.org", externalId=None)
    assert (changed["email"], changed["externalId"], changed["name"]) == ("ada@example.org", None, "Ada")
    assert (changed["metadata"], changed["version"]) == ({"a": "1"}, 2)
    same = await api.mutate("updateUser", USER, id=id, email="ada@example.org")
    assert same["version"] == 2
    refused = await api.mutate("updateUser", id=id, email=None)
    assert refused["fields"] == [{"field": "email", "rule": "REQUIRED", "limit": None}]


async def test_an_address_or_external_id_that_is_taken_is_refused_in_an_update_too(api: Api) -> None:
    await user(api, email="ada@example.com", externalId="ada")
    id = await user(api)
    assert (await api.mutate("updateUser", id=id, email="Ada@example.com"))["code"] == "EMAIL_TAKEN"
    assert (await api.mutate("updateUser", id=id, externalId="ada"))["code"] == "EXTERNAL_ID_TAKEN"


async def test_of_two_writers_with_one_version_one_wins_and_the_other_is_told(api: Api) -> None:
    id = await user(api)
    answers = await asyncio.gather(
        *(api.mutate("updateUser", id=id, name=f"Name {n}", expectedVersion=1) for n in range(4))
    )
    assert sorted(answer["__typename"] for answer in answers) == ["User"] + ["VersionConflictProblem"] * 3
    assert {answer.get("currentVersion", 2) for answer in answers} == {2}


async def test_deleting_a_user_removes_its_memberships_each_with_an_event_and_frees_the_address(api: Api) -> None:
    organizations = [await api.organization() for _ in range(3)]
    id = await user(api, email="ada@example.com")
    for organization in organizations:
        await membership(api, organization, id)
    deleted = await api.mutate("deleteUser", "... on User { email memberships { totalCount } }", id=id)
    assert (deleted["email"], deleted["memberships"]["totalCount"]) == ("ada@example.com", 0)
    for organization in organizations:
        assert (await event_types(api, organization))[-1] == "membership.deleted"
    assert (await event_types(api))[-1] == "user.deleted"
    assert (await api.mutate("deleteUser", id=id))["code"] == "NOT_FOUND"
    assert await user(api, email="ada@example.com") != id


async def test_the_last_active_admin_of_an_organization_is_not_deleted(api: Api) -> None:
    organization = await api.organization()
    id = await user(api)
    await membership(api, organization, id, roles=["admin"])
    refused = await api.mutate("deleteUser", "... on LastAdminProblem { organizationIds }", id=id)
    assert (refused["code"], refused["organizationIds"]) == ("LAST_ADMIN", [organization])
    await membership(api, organization, roles=["admin"])
    assert (await api.mutate("deleteUser", id=id))["__typename"] == "User"


async def test_the_last_admin_of_a_deleted_organization_is_deleted(api: Api) -> None:
    organization = await api.organization()
    id = await user(api)
    await membership(api, organization, id, roles=["admin"])
    await api.mutate("deleteOrganization", id=organization)
    assert (await api.mutate("deleteUser", id=id))["__typename"] == "User"
    await api.mutate("restoreOrganization", id=organization)
    assert "membership.deleted" in await event_types(api, organization)


async def test_two_last_admins_are_not_both_deleted_at_once(api: Api) -> None:
    for _ in range(3):
        organizations = [await api.organization() for _ in range(3)]
        users = [await user(api) for _ in range(2)]
        for organization in organizations:
            for id in users:
                await membership(api, organization, id, roles=["admin"])
        answers = await asyncio.gather(*(api.mutate("deleteUser", id=id) for id in users))
        assert sorted(answer["__typename"] for answer in answers) == ["LastAdminProblem", "User"]


async def test_a_user_who_joins_while_it_is_deleted_is_either_gone_or_nowhere_half(api: Api) -> None:
    for _ in range(4):
        organization = await api.organization()
        id = await user(api)
        joined, deleted = await asyncio.gather(
            api.mutate("createMembership", organizationId=organization, userId=id), api.mutate("deleteUser", id=id)
        )
        assert deleted["__typename"] == "User"
        assert joined["__typename"] in {"Membership", "NotFoundProblem"}
        query = "query ($id: ID!) { organization(by: {id: $id}) { memberships { totalCount } } }"
        assert (await api(query, id=organization))["organization"]["memberships"]["totalCount"] == 0


@pytest.mark.parametrize(
    "id", ["", "usr_", "usr_01kb2z6m9vfe8rj3d5w0q4xtnc", "\0", "é", "mem_01kb2z6m9vfe8rj3d5w0q4xtnc"]
)
async def test_an_unknown_or_malformed_id_is_not_found(api: Api, id: str) -> None:
    assert (await api.mutate("updateUser", id=id, name="X"))["code"] == "NOT_FOUND"
    assert (await api.mutate("deleteUser", id=id))["code"] == "NOT_FOUND"


async def test_users_need_their_own_permissions(api: Api) -> None:
    id = await user(api)
    stranger = await api.with_scopes("organizations:read", "memberships:read", "memberships:write")
    refused = await stranger.execute("query ($id: ID!) { user(by: {id: $id}) { name } }", id=id)
    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    for name, given in (
        ("createUser", {"email": "x@example.com"}),
        ("updateUser", {"id": id, "name": "X"}),
        ("deleteUser", {"id": id}),
    ):
        assert (await stranger.mutate(name, **given))["code"] == "FORBIDDEN"
    writer = await api.with_scopes("users:read", "users:write")
    assert (await writer.mutate("updateUser", id=id, name="X"))["__typename"] == "User"
    first = {"organizationId": await api.organization()}
    assert (await writer.mutate("createUser", email="x@example.com", membership=first))["code"] == "FORBIDDEN"


async def test_a_hundred_mixed_representations_cost_one_statement_per_key(api: Api, sent: list[str]) -> None:
    organization = await api.organization()
    users = [await user(api, email=f"u{n}@example.com", externalId=f"x{n}") for n in range(4)]
    memberships = [await membership(api, organization, id) for id in users]
    representations = (
        [{"__typename": "User", "id": id} for id in users]
        + [{"__typename": "User", "externalId": f"x{n}"} for n in range(40)]
        + [{"__typename": "User", "email": f"U{n}@example.com"} for n in range(40)]
        + [{"__typename": "Membership", "id": id} for id in memberships]
        + [{"__typename": "Organization", "id": organization}] * 12
    )
    sent.clear()
    data = await api(
        """query ($r: [_Any!]!) { _entities(representations: $r) {
            ... on User { id } ... on Membership { id } ... on Organization { id } } }""",
        r=representations,
    )
    entities = [entity and entity["id"] for entity in data["_entities"]]
    assert entities[:4] == entities[4:8] == entities[44:48] == users
    assert entities[8:44] == [None] * 36
    assert entities[84:88] == memberships
    assert sorted(sent) == [
        "memberships.BY_IDS", "organizations.BY_IDS", "users.BY_EMAILS", "users.BY_EXTERNAL_IDS", "users.BY_IDS",
    ]  # fmt: skip
