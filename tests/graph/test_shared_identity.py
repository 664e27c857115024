"""A user belongs to several customers: the admin of one learns and changes nothing of it beyond that one.

The attacker is an admin of `evil`; the victim is an admin of `bank`, whom `evil` may invite like anybody else.
"""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from asyncpg import Pool

from gateway.database.pool import transaction
from gateway.errors import Forbidden
from gateway.viewer import Confinement
from tests.graph.people import invitation, membership, user
from tests.helpers import Api
from tests.members import member, token

INVITED = """... on Membership { id status roles metadata provisioningMethod joinedAt version effectivePermissions
    invitation { email timesSent token } user { id email } organization { id } }"""
MEMBERS = """query ($id: ID!, $search: String) { organization(by: {id: $id}) {
    memberships(filter: {search: $search}) { nodes { id user { id email name } invitation { email } } } } }"""
EVENTS = """query ($id: ID!) { organization(by: {id: $id}) {
    events(first: 100) { nodes { type actorType actorId subjectId before after } } } }"""
FOUND = "query ($by: UserBy!) { user(by: $by) { id email name } }"


@dataclass
class World:
    api: Api
    attacker: Api
    evil: str
    bank: str
    victim: str
    victims_membership: str


@pytest.fixture
async def world(api: Api) -> World:
    evil, bank = await api.organization(displayName="Evil"), await api.organization(displayName="Bank")
    victim = await user(
        api,
        email="victim@example.com",
        name="Victoria Hidden",
        externalId="hidden-1",
        metadata={"hidden": "hidden"},
    )
    of_victim = await membership(api, bank, victim, roles=["admin"], metadata={"hidden": "hidden"})
    attacker = await member(api, evil, email="attacker@example.com")
    return World(api, attacker, evil, bank, victim, of_victim)


async def joined(world: World) -> str:
    """The victim's membership in the attacker's organization, accepted by the application's server."""
    sent = await invitation(world.api, world.evil, email="victim@example.com")
    accepted = await world.api.mutate("acceptInvitation", token=sent["invitation"]["token"])
    id: str = accepted["id"]
    return id


def without_what_differs(text: str) -> str:
    """A response without what differs between any two invitations."""
    return re.sub(r"(mem|evt|usr)_[0-9a-hjkmnp-tv-z]{26}|\d{4}-\d\d-\d\dT[^'\"]*", "", text)


async def test_an_invitation_shows_nothing_of_who_is_behind_the_address(world: World) -> None:
    answers = []
    for email in ("victim@example.com", "nobody@example.com"):
        made = await world.attacker.mutate("inviteUser", INVITED, organizationId=world.evil, email=email)
        assert made["__typename"] == "Membership"
        assert made["user"] is None
        assert made["invitation"]["token"] is None
        resent = await world.attacker.mutate("resendInvitation", INVITED, id=made["id"])
        assert resent["invitation"]["token"] is None
        listed = (await world.attacker(MEMBERS, id=world.evil, search=email))["organization"]["memberships"]["nodes"]
        assert listed == [{"id": made["id"], "user": None, "invitation": {"email": email}}]
        events = (await world.attacker(EVENTS, id=world.evil))["organization"]["events"]["nodes"][-2:]
        assert {event["subjectId"] for event in events} == {made["id"]}
        answers.append(without_what_differs(f"{made} {resent} {events}".replace(email, "")))
    assert answers[0] == answers[1]
    assert world.victim not in str(await world.attacker(EVENTS, id=world.evil))


async def test_a_user_behind_an_invitation_is_not_found_by_id_or_name(world: World) -> None:
    await world.attacker.mutate("inviteUser", organizationId=world.evil, email="victim@example.com")
    assert (await world.attacker(FOUND, by={"id": world.victim}))["user"] is None
    assert (await world.attacker("query ($id: ID!) { node(id: $id) { id } }", id=world.victim))["node"] is None
    nodes = (await world.attacker(MEMBERS, id=world.evil, search="Hidden"))["organization"]["memberships"]["nodes"]
    assert nodes == []
    for by in ({"email": "victim@example.com"}, {"externalId": "hidden-1"}):
        assert (await world.attacker.execute(FOUND, by=by))["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_of_a_user_who_has_joined_the_identity_is_seen_and_this_membership_alone(world: World) -> None:
    own = await joined(world)
    seen = await world.attacker(
        "query ($id: ID!) { user(by: {id: $id}) { id email name memberships { totalCount nodes { id } } } }",
        id=world.victim,
    )
    assert seen["user"] == {
        "id": world.victim,
        "email": "victim@example.com",
        "name": "Victoria Hidden",
        "memberships": {"totalCount": 1, "nodes": [{"id": own}]},
    }
    for field in ("externalId", "metadata", "version", "createdAt", "updatedAt"):
        body = await world.attacker.execute(
            f"query ($id: ID!) {{ user(by: {{id: $id}}) {{ {field} }} }}", id=world.victim
        )
        assert body["errors"][0]["extensions"]["code"] == "FORBIDDEN", field
    nothing = "query ($id: ID!) { membership(id: $id) { id } }"
    assert (await world.attacker(nothing, id=world.victims_membership))["membership"] is None
    text = str(await world.attacker(EVENTS, id=world.evil))
    assert "hidden" not in text.lower()
    assert world.bank not in text
    assert world.victims_membership not in text


async def test_nothing_of_a_user_is_changed_beyond_the_organization(world: World) -> None:
    own = await joined(world)
    refused: list[tuple[str, dict[str, Any]]] = [
        ("updateUser", {"id": world.victim, "email": "attacker2@example.com"}),
        ("deleteUser", {"id": world.victim}),
        ("createMembership", {"organizationId": world.evil, "userId": world.victim}),
    ]
    for name, given in refused:
        assert (await world.attacker.mutate(name, **given))["code"] == "FORBIDDEN", name
    for name, given in (("updateMembership", {"roles": ["member"]}), ("deleteMembership", {})):
        assert (await world.attacker.mutate(name, id=world.victims_membership, **given))["code"] == "NOT_FOUND", name
    assert (await world.attacker.mutate("deleteMembership", id=own))["__typename"] == "Membership"
    assert (await world.attacker(FOUND, by={"id": world.victim}))["user"] is None
    kept = await world.api(
        "query ($id: ID!) { user(by: {id: $id}) { email version memberships { nodes { roles } } } }", id=world.victim
    )
    assert kept["user"] == {
        "email": "victim@example.com",
        "version": 1,
        "memberships": {"nodes": [{"roles": ["admin"]}]},
    }


async def test_the_victim_is_told_of_the_invitation_and_acts_in_its_own_organization_as_before(world: World) -> None:
    await world.attacker.mutate("inviteUser", organizationId=world.evil, email="victim@example.com")
    victim = world.api.as_(token(world.victim, world.bank))
    viewer = (
        await victim("""{ viewer { ... on Member { organization { id }
        allMemberships { nodes { status organization { displayName } } } } } }""")
    )["viewer"]
    assert viewer["organization"]["id"] == world.bank
    assert sorted(each["status"] for each in viewer["allMemberships"]["nodes"]) == ["ACTIVE", "PENDING_INVITE"]
    elsewhere = world.api.as_(token(world.victim, world.evil))
    assert (await elsewhere("{ viewer { ... on Member { organization { id } } } }"))["viewer"]["organization"] is None


async def test_an_invitation_to_an_organization_one_has_joined_hides_nothing(world: World) -> None:
    await world.api.mutate("inviteUser", organizationId=world.bank, email="victim@new.example")
    await world.api.mutate("updateUser", id=world.victim, email="victim@new.example")
    victim = world.api.as_(token(world.victim, world.bank))
    viewer = (
        await victim("{ viewer { ... on Member { activeMembership { status roles } allMemberships { totalCount } } } }")
    )["viewer"]
    assert viewer["activeMembership"]["status"] == "ACTIVE"
    assert viewer["allMemberships"]["totalCount"] == 1


async def test_an_address_that_a_user_gives_up_or_leaves_tells_nothing(world: World) -> None:
    invited = "... on Membership { invitation { email timesSent } user { id } }"
    answers = []
    for email in ("victim@example.com", "nobody@example.com"):
        await world.attacker.mutate("inviteUser", organizationId=world.evil, email=email)
    await world.api.mutate("updateUser", id=world.victim, email="victim@new.example")
    for email in ("victim@example.com", "nobody@example.com"):
        again = await world.attacker.mutate("inviteUser", organizationId=world.evil, email=email)
        answers.append((again["code"], again["message"]))
    assert answers == [("ALREADY_MEMBER", answers[0][1])] * 2
    for email in ("victim@new.example", "someone@new.example"):
        made = await world.attacker.mutate("inviteUser", invited, organizationId=world.evil, email=email)
        assert (made["invitation"], made["user"]) == ({"email": email, "timesSent": 1}, None)
    before = (await world.attacker(EVENTS, id=world.evil))["organization"]["events"]["nodes"]
    await membership(world.api, world.bank, roles=["admin"])
    assert (await world.api.mutate("deleteUser", id=world.victim))["__typename"] == "User"
    assert (await world.attacker(EVENTS, id=world.evil))["organization"]["events"]["nodes"] == before
    listed = (await world.attacker(MEMBERS, id=world.evil, search="victim"))["organization"]["memberships"]["nodes"]
    assert [each["invitation"]["email"] for each in listed] == ["victim@example.com", "victim@new.example"]


# In the organization that the transaction is confined to, and with no other fault than the metadata.
WITH_METADATA = """INSERT INTO memberships (organization_id, id, status, roles, metadata, provisioning_method,
           invited_email, invitation_hash, invitation_expires_at, invitations_sent, created_at, updated_at)
    SELECT confined_organization(), 'mem_x', 'PENDING_INVITE', '{member}', '{"plan": "free"}', 'INVITATION',
           'x@example.com', '', now(), 1, now(), now()"""


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM users",
        "SELECT metadata FROM users",
        "UPDATE users SET name = 'x'",
        "DELETE FROM users",
        "INSERT INTO users (id, email, created_at, updated_at) VALUES ('usr_x', 'x@example.com', now(), now())",
        "UPDATE organizations SET external_id = 'x'",
        "UPDATE roles SET permissions = '{}'",
        "SELECT * FROM memberships",
        "SELECT invitation_hash FROM memberships",
        "UPDATE memberships SET user_id = id",
        "UPDATE memberships SET joined_at = now()",
        "UPDATE memberships SET metadata = '{}'",
        "INSERT INTO memberships (id, user_id) VALUES ('m', 'u')",
        WITH_METADATA,
    ],
)
async def test_the_second_wall_refuses_what_no_member_does(world: World, pool: Pool, statement: str) -> None:
    confinement = await confined(world)

    async def attempt() -> None:
        async with transaction(pool, confinement) as db:
            await db.fetch(statement)

    with pytest.raises(Forbidden):
        await attempt()


async def confined(world: World) -> Confinement:
    viewer = (await world.attacker("{ viewer { ... on Member { user { id } } } }"))["viewer"]
    return Confinement(world.evil, viewer["user"]["id"], viewer["user"]["id"])


async def test_the_second_wall_shows_who_has_joined_and_no_one_else(world: World, pool: Pool) -> None:
    sent = await invitation(world.api, world.evil, email="victim@example.com")
    confinement = await confined(world)
    emails = "SELECT email FROM users ORDER BY email"
    organizations = "SELECT DISTINCT organization_id FROM memberships UNION SELECT organization_id FROM own_memberships"
    async with transaction(pool, confinement) as db:
        assert [row["email"] for row in await db.fetch(emails)] == ["attacker@example.com"]
        assert [row["organization_id"] for row in await db.fetch(organizations)] == [world.evil]
    await world.api.mutate("acceptInvitation", token=sent["invitation"]["token"])
    async with transaction(pool, confinement) as db:
        assert [row["email"] for row in await db.fetch(emails)] == ["attacker@example.com", "victim@example.com"]
        assert await db.fetch("SELECT FROM events WHERE organization_id <> $1", world.evil) == []
    async with transaction(pool, Confinement("", confinement.user_id, confinement.user_id)) as db:
        assert [row["email"] for row in await db.fetch(emails)] == ["attacker@example.com"]
        assert await db.fetch("SELECT FROM memberships") == []
