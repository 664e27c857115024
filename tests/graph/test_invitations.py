"""Invitations through the front door: sent, resent, revoked and replaced. Accepting them has a file of its own."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from asyncpg import Pool

from tests.graph.people import INVITED, event_types, invitation, membership, user
from tests.helpers import Api

STATUS = "... on Membership { status joinedAt provisioningMethod version invitation { token } user { id email } }"


async def test_an_invitation_is_for_an_address_and_waits_for_fifteen_days(api: Api) -> None:
    organization = await api.organization()
    made = await invitation(api, organization, email=" Guest@Example.com", roles=["admin"])
    assert (made["status"], made["invitation"]["email"], made["invitation"]["timesSent"]) == (
        "PENDING_INVITE", "guest@example.com", 1,
    )  # fmt: skip
    left = datetime.fromisoformat(made["invitation"]["expiresAt"]) - datetime.now(UTC)
    assert timedelta(days=15, minutes=-1) < left <= timedelta(days=15)
    assert made["user"] is None
    assert (await api('{ user(by: {email: "guest@example.com"}) { id } }'))["user"] is None
    assert (await event_types(api, organization))[-1] == "invitation.sent"
    assert "user.created" not in await event_types(api)


async def test_a_user_who_is_deleted_leaves_the_invitations_to_its_address(api: Api) -> None:
    organization = await api.organization()
    ada = await user(api, email="ada@example.com")
    made = await invitation(api, organization, email="ada@example.com")
    await api.mutate("deleteUser", id=ada)
    assert (await event_types(api, organization))[-1] == "invitation.sent"
    accepted = await api.mutate("acceptInvitation", STATUS, token=made["invitation"]["token"])
    assert accepted["user"]["id"] != ada


async def test_the_token_is_shown_once_and_kept_nowhere(api: Api, pool: Pool) -> None:
    organization = await api.organization()
    given = {"organizationId": organization, "email": "guest@example.com", "idempotencyKey": "once"}
    made = await api.mutate("inviteUser", INVITED, **given)
    token = made["invitation"]["token"]
    assert token.startswith("gwi_")
    again = await api.mutate("inviteUser", INVITED, **given)
    assert (again["id"], again["invitation"]["token"]) == (made["id"], None)
    query = "query ($id: ID!) { membership(id: $id) { invitation { email token } } }"
    assert (await api(query, id=made["id"]))["membership"]["invitation"] == {
        "email": "guest@example.com",
        "token": None,
    }
    secret = token.rpartition("_")[2]
    for table in ("events", "memberships", "idempotency_keys"):
        assert not await pool.fetchval(f"SELECT count(*) FROM {table} t WHERE t::text LIKE '%' || $1 || '%'", secret)


async def test_resending_kills_the_old_token_and_renews_the_time(api: Api, pool: Pool) -> None:
    organization = await api.organization()
    made = await invitation(api, organization)
    await pool.execute("UPDATE memberships SET invitation_expires_at = now() + interval '1 day'")
    resent = await api.mutate("resendInvitation", INVITED, id=made["id"], expectedVersion=1)
    left = datetime.fromisoformat(resent["invitation"]["expiresAt"]) - datetime.now(UTC)
    assert left > timedelta(days=14)
    assert (await api.mutate("acceptInvitation", token=made["invitation"]["token"]))["code"] == "NOT_FOUND"
    stale = await api.mutate("resendInvitation", id=made["id"], expectedVersion=1)
    assert stale["currentVersion"] == 2
    assert (await api.mutate("acceptInvitation", token=resent["invitation"]["token"]))["__typename"] == "Membership"
    assert await event_types(api, organization) == [
        "organization.created", "invitation.sent", "invitation.resent", "invitation.accepted",
    ]  # fmt: skip


async def test_a_revoked_invitation_is_gone(api: Api) -> None:
    organization = await api.organization()
    made = await invitation(api, organization, email="guest@example.com")
    revoked = await api.mutate("revokeInvitation", STATUS, id=made["id"])
    assert (revoked["id"], revoked["invitation"]) == (made["id"], {"token": None})
    assert (await event_types(api, organization))[-1] == "invitation.revoked"
    assert (await api.mutate("acceptInvitation", token=made["invitation"]["token"]))["code"] == "NOT_FOUND"
    assert (await api.mutate("revokeInvitation", id=made["id"]))["code"] == "NOT_FOUND"
    await invitation(api, organization, email="guest@example.com")


async def test_what_is_no_invitation_is_neither_resent_nor_revoked(api: Api) -> None:
    id = await membership(api, await api.organization())
    for name in ("resendInvitation", "revokeInvitation"):
        assert (await api.mutate(name, id=id))["code"] == "INVITATION_NOT_PENDING"


async def test_an_invitation_keeps_its_status_and_takes_other_roles(api: Api) -> None:
    made = await invitation(api, await api.organization())
    refused = await api.mutate("updateMembership", id=made["id"], status="ACTIVE")
    assert [(fault["field"], fault["rule"]) for fault in refused["fields"]] == [("status", "INVITATION")]
    changed = await api.mutate("updateMembership", INVITED, id=made["id"], roles=["admin"])
    assert changed["status"] == "PENDING_INVITE"
    assert (await api.mutate("acceptInvitation", token=made["invitation"]["token"]))["__typename"] == "Membership"


async def test_a_member_or_guest_is_not_invited_again(api: Api) -> None:
    organization = await api.organization()
    await membership(api, organization, await user(api, email="ada@example.com"))
    await invitation(api, organization, email="guest@example.com")
    for email in ("ada@example.com", "guest@example.com"):
        refused = await api.mutate("inviteUser", organizationId=organization, email=email)
        assert refused["code"] == "ALREADY_MEMBER"
        assert "example" not in refused["message"]


@pytest.mark.parametrize("how", ["createMembership", "createUser"])
@pytest.mark.parametrize("expired", [False, True])
async def test_who_is_made_a_member_needs_its_invitation_no_more(
    api: Api, pool: Pool, how: str, *, expired: bool
) -> None:
    organization = await api.organization()
    made = await invitation(api, organization, email="guest@example.com")
    if expired:
        await pool.execute("UPDATE memberships SET invitation_expires_at = now() WHERE id = $1", made["id"])
    if how == "createMembership":
        guest = await user(api, email="guest@example.com")
        await membership(api, organization, guest)
    else:
        guest = await user(api, email="guest@example.com", membership={"organizationId": organization})
    query = "query ($id: ID!) { organization(by: {id: $id}) { memberships { nodes { status user { id } } } } }"
    nodes = (await api(query, id=organization))["organization"]["memberships"]["nodes"]
    assert nodes == [{"status": "ACTIVE", "user": {"id": guest}}]
    assert (await api.mutate("acceptInvitation", token=made["invitation"]["token"]))["code"] == "NOT_FOUND"
    assert (await event_types(api, organization))[-2:] == ["invitation.revoked", "membership.created"]


async def test_an_address_whose_invitation_has_expired_is_invited_anew(api: Api, pool: Pool) -> None:
    organization = await api.organization()
    old = await invitation(api, organization, email="guest@example.com")
    await pool.execute("UPDATE memberships SET invitation_expires_at = now() WHERE id = $1", old["id"])
    new = await invitation(api, organization, email="guest@example.com", roles=["admin"])
    assert (await api.mutate("acceptInvitation", token=old["invitation"]["token"]))["code"] == "NOT_FOUND"
    accepted = await api.mutate("acceptInvitation", token=new["invitation"]["token"])
    assert (accepted["__typename"], accepted["id"]) == ("Membership", new["id"])
    types = await event_types(api, organization)
    assert types[-4:] == ["invitation.sent", "invitation.revoked", "invitation.sent", "invitation.accepted"]


async def test_one_address_invited_many_times_at_once_is_one_user_in_each_organization(api: Api) -> None:
    organizations = [await api.organization() for _ in range(3)]
    answers = await asyncio.gather(
        *(
            api.mutate("inviteUser", INVITED, organizationId=organization, email="guest@example.com")
            for organization in organizations * 2
        )
    )
    assert sorted(answer["__typename"] for answer in answers) == ["AlreadyMemberProblem"] * 3 + ["Membership"] * 3
    tokens = [answer["invitation"]["token"] for answer in answers if "invitation" in answer]
    accepted = await asyncio.gather(*(api.mutate("acceptInvitation", STATUS, token=token) for token in tokens))
    assert len({answer["user"]["id"] for answer in accepted}) == 1


async def test_an_invitation_that_is_refused_makes_no_user(api: Api) -> None:
    organization = await api.organization()
    for given, code in (
        ({"organizationId": organization, "roles": ["owner"]}, "ROLE_UNKNOWN"),
        ({"organizationId": "org_01kb2z6m9vfe8rj3d5w0q4xtnc"}, "NOT_FOUND"),
        ({"organizationId": "\0"}, "NOT_FOUND"),
        ({"organizationId": organization, "email": "nobody"}, "INVALID_INPUT"),
        ({"organizationId": organization, "roles": []}, "INVALID_INPUT"),
    ):
        assert (await api.mutate("inviteUser", **{"email": "guest@example.com", **given}))["code"] == code
    assert (await api("{ users { totalCount } }"))["users"]["totalCount"] == 0


async def test_a_router_finds_an_invitation_with_nobody_behind_it(api: Api) -> None:
    await user(api, email="guest@example.com")
    made = await invitation(api, await api.organization(), email="guest@example.com")
    query = """query ($of: [_Any!]!) { _entities(representations: $of) {
        ... on Membership { id status user { id } invitation { email token } } } }"""
    data = await api(query, of=[{"__typename": "Membership", "id": made["id"]}])
    invited = {"email": "guest@example.com", "token": None}
    assert data["_entities"] == [{"id": made["id"], "status": "PENDING_INVITE", "user": None, "invitation": invited}]
