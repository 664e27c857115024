"""Requests that come at the same time share statements, and nothing else."""

import asyncio

from asyncpg import Pool

from gateway.database.sharing import Reads
from gateway.members.store import own_memberships_in
from gateway.memberships.store import OF_ORGANIZATIONS, memberships_by_ids
from gateway.portal_links.store import portal_session
from gateway.viewer import Confinement
from tests.graph.people import invitation, membership, user
from tests.graph.portal import OPEN, customer
from tests.helpers import Api
from tests.members import member

NAME = "query ($id: ID!) { organization(by: {id: $id}) { id displayName } }"


async def test_simultaneous_requests_are_one_statement(api: Api, sent: list[str]) -> None:
    ids = [await api.organization(displayName=f"Acme {number}") for number in range(6)]
    sent.clear()
    answers = await asyncio.gather(*(api(NAME, id=id) for id in ids))
    assert [each["organization"]["displayName"] for each in answers] == [f"Acme {number}" for number in range(6)]
    assert 1 <= sent.count("organizations.BY_IDS") < len(ids)


async def test_confined_callers_share_nothing(api: Api, sent: list[str]) -> None:
    ids = [await api.organization() for _ in range(3)]
    members = [await member(api, id) for id in ids]
    for each, id in zip(members, ids, strict=True):
        await each(NAME, id=id)
    sent.clear()
    answers = await asyncio.gather(*(each(NAME, id=id) for each, id in zip(members, ids, strict=True)))
    assert [each["organization"]["id"] for each in answers] == ids
    assert sent.count("organizations.BY_IDS") == len(ids)


async def test_what_was_written_is_read(api: Api) -> None:
    id = await api.organization()

    async def rename(name: str) -> None:
        await api.mutate("updateOrganization", id=id, displayName=name)
        assert (await api(NAME, id=id))["organization"]["displayName"] == name

    async def read() -> None:
        for _ in range(40):
            await api(NAME, id=id)

    async def write() -> None:
        for number in range(10):
            await rename(f"Name {number}")

    await asyncio.gather(write(), read(), read())


async def test_a_credential_is_looked_up_once_for_all_who_bring_it(api: Api, sent: list[str]) -> None:
    caller = await api.with_scopes("organizations:read")
    sent.clear()
    await asyncio.gather(*(caller("{ viewer { __typename } }") for _ in range(6)))
    assert sent.count("api_keys.CREDENTIAL") == 1


async def test_an_invitation_that_expires_while_a_transaction_is_shared_has_expired(api: Api, pool: Pool) -> None:
    organization, elsewhere = [await api.organization() for _ in range(2)]
    admin, guest = await user(api), await user(api, email="guest@example.com")
    await membership(api, organization, admin, roles=["admin"])
    await membership(api, elsewhere, guest)
    id = (await invitation(api, organization, email="guest@example.com"))["id"]
    reads = Reads(pool)
    inside = reads.session(Confinement(organization, admin, admin))
    invited = reads.session(Confinement(elsewhere, guest, guest))

    async def told() -> tuple[str, str, int]:
        (listed,) = await memberships_by_ids(inside, [id])
        (own,) = await own_memberships_in(invited, [organization])
        totals = await OF_ORGANIZATIONS.totals(inside, [organization], (("expired", True),))
        return listed.status, own.status, totals[organization]

    assert await told() == ("PENDING_INVITE", "PENDING_INVITE", 0)
    await pool.execute("UPDATE memberships SET invitation_expires_at = clock_timestamp() WHERE id = $1", id)
    assert await told() == ("INVITE_EXPIRED", "INVITE_EXPIRED", 1)
    inside.close()
    invited.close()


async def test_a_portal_session_that_ends_while_its_transaction_is_shared_has_ended(api: Api, pool: Pool) -> None:
    organization = await customer(api)
    url = (await api.mutate("generatePortalLink", "... on PortalLink { url }", organizationId=organization))["url"]
    id = (await api(OPEN, secret=url.partition("#")[2]))["openPortalSession"]["id"]
    session = Reads(pool).session(Confinement(organization, id))
    assert await portal_session(session, organization, id)
    await pool.execute("UPDATE portal_sessions SET expires_at = clock_timestamp() WHERE id = $1", id)
    assert await portal_session(session, organization, id) is None
    session.close()
