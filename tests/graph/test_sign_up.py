"""Signing up through the front door."""

import asyncio

from tests.graph.people import event_types, invitation, membership, mutate, sign_up, user
from tests.helpers import Api


async def counts(api: Api) -> tuple[int, int]:
    """How many users and organizations there are."""
    data = await api("{ users { totalCount } organizations { totalCount } }")
    return data["users"]["totalCount"], data["organizations"]["totalCount"]


async def test_a_sign_up_makes_a_user_an_organization_and_its_first_admin(api: Api) -> None:
    made = await sign_up(
        api,
        email="Ada@Example.com",
        name="Ada",
        organization={"displayName": "Engines Ltd", "externalId": "engines", "metadata": {"plan": "free"}},
    )
    assert made["created"] is True
    assert (made["user"]["email"], made["user"]["name"]) == ("ada@example.com", "Ada")
    assert (made["organization"]["displayName"], made["organization"]["externalId"]) == ("Engines Ltd", "engines")
    assert made["membership"] | {"id": ""} == {
        "id": "", "roles": ["admin"], "status": "ACTIVE", "provisioningMethod": "SIGN_UP",
    }  # fmt: skip
    assert await event_types(api, made["organization"]["id"]) == ["organization.created", "membership.created"]
    assert (await event_types(api))[-1] == "user.created"


async def test_a_repeated_sign_up_that_names_no_organization_makes_nothing_new(api: Api) -> None:
    first = await sign_up(api, email="ada@example.com", name="Ada Lovelace")
    assert (first["created"], first["organization"]["displayName"]) == (True, "Ada Lovelace")
    again = await sign_up(api, email="ADA@example.com", name="Somebody else")
    assert again == first | {"created": False}
    assert await counts(api) == (1, 1)


async def test_an_organization_nobody_named_is_named_after_the_user(api: Api) -> None:
    assert (await sign_up(api, email="ada.l@example.com"))["organization"]["displayName"] == "ada.l"
    named = await sign_up(api, email="bob@example.com", name="B" * 255)
    assert named["organization"]["displayName"] == "B" * 200


async def test_a_member_who_names_an_organization_gets_it_and_stays_one_user(api: Api) -> None:
    id = await user(api, email="ada@example.com", name="Ada")
    await membership(api, await api.organization(), id)
    made = await sign_up(api, email="ada@example.com", name="Other", organization={"displayName": "New"})
    assert (made["created"], made["user"]["id"], made["user"]["name"]) == (True, id, "Ada")
    assert await counts(api) == (1, 2)


async def test_a_guest_is_no_member_yet_and_a_member_of_a_deleted_organization_is_none_any_more(api: Api) -> None:
    await invitation(api, await api.organization(), email="guest@example.com")
    assert (await sign_up(api, email="guest@example.com"))["created"] is True
    gone = await sign_up(api, email="ada@example.com")
    await api.mutate("deleteOrganization", id=gone["organization"]["id"])
    again = await sign_up(api, email="ada@example.com")
    assert (again["created"], again["user"]["id"]) == (True, gone["user"]["id"])
    assert again["organization"]["id"] != gone["organization"]["id"]


async def test_a_member_gets_the_oldest_active_membership(api: Api) -> None:
    id = await user(api, email="ada@example.com")
    off, first, _ = [await membership(api, await api.organization(), id) for _ in range(3)]
    await api.mutate("updateMembership", id=off, status="INACTIVE")
    found = await sign_up(api, email="ada@example.com")
    assert (found["created"], found["membership"]["id"]) == (False, first)


async def test_sign_ups_racing_for_one_address_make_one_user_and_one_organization(api: Api) -> None:
    answers = await asyncio.gather(*(sign_up(api, email="ada@example.com") for _ in range(6)))
    assert sorted(answer["created"] for answer in answers) == [False] * 5 + [True]
    assert len({answer["user"]["id"] for answer in answers}) == 1
    assert await counts(api) == (1, 1)
    await user(api, email="bob@example.com")
    answers = await asyncio.gather(*(sign_up(api, email="bob@example.com") for _ in range(6)))
    assert sorted(answer["created"] for answer in answers) == [False] * 5 + [True]
    assert await counts(api) == (2, 2)


async def test_sign_ups_racing_for_one_address_with_organizations_make_one_user(api: Api) -> None:
    answers = await asyncio.gather(
        *(sign_up(api, email="ada@example.com", organization={"displayName": f"No. {n}"}) for n in range(4))
    )
    assert {answer["created"] for answer in answers} == {True}
    assert await counts(api) == (1, 4)


async def test_sign_ups_racing_for_one_external_id_make_one_organization_and_no_lone_user(api: Api) -> None:
    answers = await asyncio.gather(
        *(
            sign_up(api, email=f"u{n}@example.com", organization={"displayName": "Acme", "externalId": "acme"})
            for n in range(4)
        )
    )
    assert sorted(answer["__typename"] for answer in answers) == ["ExternalIdTakenProblem"] * 3 + ["SignUp"]
    assert await counts(api) == (1, 1)


async def test_one_idempotency_key_is_one_sign_up_with_one_answer(api: Api) -> None:
    given = {"email": "ada@example.com", "organization": {"displayName": "Acme"}, "idempotencyKey": "once"}
    answers = await asyncio.gather(*(sign_up(api, **given) for _ in range(4)))
    assert all(answer == answers[0] for answer in answers)
    other = await sign_up(api, email="bob@example.com", idempotencyKey="once")
    assert other["code"] == "IDEMPOTENCY_KEY_REUSED"
    assert await counts(api) == (1, 1)


async def test_the_answer_to_a_key_tells_whether_its_own_sign_up_made_something(api: Api) -> None:
    first = await sign_up(api, email="ada@example.com", idempotencyKey="first")
    assert await sign_up(api, email="ada@example.com", idempotencyKey="first") == first
    second = await sign_up(api, email="ada@example.com", idempotencyKey="second")
    assert second == await sign_up(api, email="ada@example.com", idempotencyKey="second") == first | {"created": False}
    await api.mutate("deleteOrganization", id=first["organization"]["id"])
    assert (await sign_up(api, email="ada@example.com", idempotencyKey="first"))["code"] == "NOT_FOUND"


async def test_every_broken_rule_of_a_sign_up_is_named_at_once_and_nothing_is_written(api: Api) -> None:
    refused = await sign_up(
        api,
        email="nobody",
        name="a\0b",
        organization={"displayName": " ", "slug": "Not a slug", "logoUrl": "x" * 2000},
    )
    assert {(fault["field"], fault["rule"]) for fault in refused["fields"]} == {
        ("email", "NOT_AN_EMAIL_ADDRESS"),
        ("name", "UNSTORABLE_CHARACTER"),
        ("organization.displayName", "TOO_SHORT"),
        ("organization.slug", "NOT_A_SLUG"),
        ("organization.logoUrl", "TOO_LONG"),
    }
    assert await counts(api) == (0, 0)


async def test_a_slug_or_external_id_that_is_taken_is_refused_and_no_user_is_made(api: Api) -> None:
    await api.organization(slug="acme")
    await user(api, externalId="ada")
    taken = await sign_up(api, email="x@example.com", organization={"displayName": "Acme", "slug": "acme"})
    assert taken["code"] == "SLUG_TAKEN"
    assert (await sign_up(api, email="x@example.com", externalId="ada"))["code"] == "EXTERNAL_ID_TAKEN"
    assert await counts(api) == (1, 1)


async def test_a_sign_up_needs_the_permissions_for_all_it_writes(api: Api) -> None:
    scopes = ["users:write", "memberships:write", "organizations:write"]
    for missing in scopes:
        limited = await api.with_scopes(*(scope for scope in scopes if scope != missing))
        refused = await mutate(limited, "signUp", "... on SignUp { created }", email="ada@example.com")
        assert refused["code"] == "FORBIDDEN"
    allowed = await api.with_scopes(*scopes)
    made = await mutate(allowed, "signUp", "... on SignUp { created }", email="ada@example.com")
    assert made["created"] is True


async def test_a_key_answers_with_the_user_as_it_is_now_though_its_address_has_changed(api: Api) -> None:
    made = await sign_up(api, email="ada@example.com", idempotencyKey="made")
    kept = await sign_up(api, email="ada@example.com", idempotencyKey="kept")
    await api.mutate("updateUser", id=made["user"]["id"], email="lovelace@example.com")
    changed = {"user": made["user"] | {"email": "lovelace@example.com"}}
    assert await sign_up(api, email="ada@example.com", idempotencyKey="made") == made | changed
    assert await sign_up(api, email="ada@example.com", idempotencyKey="kept") == kept | changed
    assert await counts(api) == (1, 1)
