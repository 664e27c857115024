"""Accepting invitations: once, in time, by whoever has the address."""

import asyncio

import pytest
from asyncpg import Pool

from tests.graph.people import INVITED, event_types, invitation, membership, user
from tests.helpers import Api

STATUS = "... on Membership { status joinedAt provisioningMethod version invitation { token } user { id email } }"


async def test_who_accepts_is_the_user_with_the_address_made_where_there_is_none(api: Api) -> None:
    id = await user(api, email="ada@example.com")
    organization = await api.organization()
    known = await invitation(api, organization, email="ADA@example.com", roles=["admin"])
    new = await invitation(api, organization, email="guest@example.com")
    assert (known["user"], new["user"]) == (None, None)
    accepted = await api.mutate("acceptInvitation", STATUS, token=known["invitation"]["token"])
    assert accepted["user"]["id"] == id
    accepted = await api.mutate("acceptInvitation", STATUS, token=new["invitation"]["token"])
    assert accepted["user"]["email"] == "guest@example.com"
    assert (await event_types(api)).count("user.created") == 2
    data = await api('{ user(by: {email: "ada@example.com"}) { memberships { nodes { id roles } } } }')
    assert data["user"]["memberships"]["nodes"] == [{"id": known["id"], "roles": ["admin"]}]


async def test_an_address_that_its_user_gave_up_is_accepted_by_whoever_has_it_now(api: Api) -> None:
    organization = await api.organization()
    first = await user(api, email="ada@example.com")
    made = await invitation(api, organization, email="ada@example.com")
    await api.mutate("updateUser", id=first, email="ada@elsewhere.example")
    again = await api.mutate("inviteUser", organizationId=organization, email="ada@example.com")
    assert again["code"] == "ALREADY_MEMBER"
    other = await invitation(api, organization, email="ada@elsewhere.example")
    await api.mutate("acceptInvitation", token=other["invitation"]["token"])
    accepted = await api.mutate("acceptInvitation", STATUS, token=made["invitation"]["token"])
    assert accepted["user"]["email"] == "ada@example.com"
    assert accepted["user"]["id"] != first


async def test_who_has_joined_in_another_way_does_not_accept(api: Api) -> None:
    organization = await api.organization()
    made = await invitation(api, organization, email="guest@example.com")
    ada = await user(api, email="ada@example.com")
    await membership(api, organization, ada)
    await api.mutate("updateUser", id=ada, email="guest@example.com")
    assert (await api.mutate("acceptInvitation", token=made["invitation"]["token"]))["code"] == "ALREADY_MEMBER"
    assert (await api.mutate("revokeInvitation", id=made["id"]))["__typename"] == "Membership"


async def test_an_accepted_invitation_is_an_active_membership_and_the_token_works_once(api: Api) -> None:
    organization = await api.organization()
    made = await invitation(api, organization)
    token = made["invitation"]["token"]
    accepted = await api.mutate("acceptInvitation", STATUS, token=token)
    assert (accepted["id"], accepted["status"], accepted["provisioningMethod"]) == (made["id"], "ACTIVE", "INVITATION")
    assert accepted["joinedAt"]
    assert (accepted["invitation"], accepted["version"]) == (None, 2)
    assert (await event_types(api, organization))[-1] == "invitation.accepted"
    assert (await api.mutate("acceptInvitation", token=token))["code"] == "INVITATION_NOT_PENDING"


async def test_an_invitation_accepted_many_times_at_once_is_accepted_once(api: Api) -> None:
    token = (await invitation(api, await api.organization()))["invitation"]["token"]
    answers = await asyncio.gather(*(api.mutate("acceptInvitation", token=token) for _ in range(6)))
    assert sorted(answer["__typename"] for answer in answers) == ["InvitationNotPendingProblem"] * 5 + ["Membership"]


async def test_an_expired_invitation_is_not_accepted_and_can_be_resent(api: Api, pool: Pool) -> None:
    made = await invitation(api, await api.organization())
    await pool.execute("UPDATE memberships SET invitation_expires_at = now() - interval '1 second'")
    query = "query ($id: ID!) { membership(id: $id) { status invitation { email } } }"
    found = (await api(query, id=made["id"]))["membership"]
    assert (found["status"], found["invitation"]["email"]) == ("INVITE_EXPIRED", made["invitation"]["email"])
    token = made["invitation"]["token"]
    assert (await api.mutate("acceptInvitation", token=token))["code"] == "INVITATION_EXPIRED"
    resent = await api.mutate("resendInvitation", INVITED, id=made["id"])
    assert (resent["status"], resent["invitation"]["timesSent"]) == ("PENDING_INVITE", 2)
    accepted = await api.mutate("acceptInvitation", token=resent["invitation"]["token"])
    assert accepted["__typename"] == "Membership"


async def test_an_invitation_to_a_deleted_organization_is_as_unknown_as_any_other(api: Api) -> None:
    organization = await api.organization()
    token = (await invitation(api, organization))["invitation"]["token"]
    await api.mutate("deleteOrganization", id=organization)
    refused = await api.mutate("acceptInvitation", token=token)
    assert refused == await api.mutate("acceptInvitation", token="no token")
    await api.mutate("restoreOrganization", id=organization)
    assert (await api.mutate("acceptInvitation", token=token))["__typename"] == "Membership"


async def test_an_invitation_is_accepted_or_revoked_never_both(api: Api) -> None:
    for _ in range(4):
        made = await invitation(api, await api.organization())
        accepted, revoked = await asyncio.gather(
            api.mutate("acceptInvitation", token=made["invitation"]["token"]),
            api.mutate("revokeInvitation", id=made["id"]),
        )
        assert sorted((accepted["__typename"], revoked["__typename"])) in (
            ["InvitationNotPendingProblem", "Membership"],
            ["Membership", "NotFoundProblem"],
        )


async def test_an_invitation_to_a_deleted_organization_is_not_accepted(api: Api) -> None:
    organization = await api.organization()
    token = (await invitation(api, organization))["invitation"]["token"]
    await api.mutate("deleteOrganization", id=organization)
    assert (await api.mutate("acceptInvitation", token=token))["code"] == "NOT_FOUND"
    await api.mutate("restoreOrganization", id=organization)
    assert (await api.mutate("acceptInvitation", token=token))["__typename"] == "Membership"


@pytest.mark.parametrize("token", ["", "x", "\0", "é", "gwi_" + "0" * 26 + "_" + "x" * 51, "x" * 5000])
async def test_what_is_no_token_is_not_found(api: Api, token: str) -> None:
    assert (await api.mutate("acceptInvitation", token=token))["code"] == "NOT_FOUND"


async def test_a_token_of_another_kind_or_invitation_accepts_nothing(api: Api) -> None:
    one, other = [(await invitation(api, await api.organization())) for _ in range(2)]
    assert api.token
    assert (await api.mutate("acceptInvitation", token=api.token))["code"] == "NOT_FOUND"
    mixed = one["invitation"]["token"][:57] + other["invitation"]["token"][57:]
    assert (await api.mutate("acceptInvitation", token=mixed))["code"] == "NOT_FOUND"


async def test_the_last_admin_may_leave_once_an_invited_admin_has_accepted(api: Api) -> None:
    organization = await api.organization()
    admin = await membership(api, organization, roles=["admin"])
    token = (await invitation(api, organization, roles=["admin"]))["invitation"]["token"]
    assert (await api.mutate("deleteMembership", id=admin))["code"] == "LAST_ADMIN"
    await api.mutate("acceptInvitation", token=token)
    assert (await api.mutate("deleteMembership", id=admin))["__typename"] == "Membership"
