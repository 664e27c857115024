"""Lists of memberships: filtered, paged, and one statement for those of many parents."""

from asyncpg import Pool

from tests.graph.people import invitation, membership, user
from tests.helpers import Api


async def test_memberships_are_filtered_by_status_role_name_and_address(api: Api, pool: Pool) -> None:
    organization = await api.organization()
    ada = await membership(api, organization, await user(api, email="ada@example.com", name="Ada Lovelace"))
    bob = await membership(api, organization, await user(api, email="bob@love.example"), roles=["admin"])
    off = await membership(api, organization)
    await api.mutate("updateMembership", id=off, status="INACTIVE")
    pending = (await invitation(api, organization))["id"]
    expired = (await invitation(api, organization))["id"]
    await pool.execute("UPDATE memberships SET invitation_expires_at = now() WHERE id = $1", expired)

    async def ids(**filter: object) -> list[str]:
        query = """query ($id: ID!, $f: MembershipFilter) { organization(by: {id: $id}) {
            memberships(filter: $f) { totalCount nodes { id } } } }"""
        page = (await api(query, id=organization, f=filter))["organization"]["memberships"]
        assert page["totalCount"] == len(page["nodes"])
        return [node["id"] for node in page["nodes"]]

    assert await ids() == [ada, bob, off, pending, expired]
    assert await ids(status="ACTIVE") == [ada, bob]
    assert await ids(status="INACTIVE") == [off]
    assert await ids(status="PENDING_INVITE") == [pending]
    assert await ids(status="INVITE_EXPIRED") == [expired]
    assert await ids(role="admin") == [bob]
    assert await ids(role="nobody") == []
    assert await ids(search="LOVE") == [ada, bob]
    assert await ids(search="love", role="member", status="ACTIVE") == [ada]
    assert await ids(search=None, status=None) == [ada, bob, off, pending, expired]


async def test_a_filter_or_cursor_that_breaks_a_rule_is_named(api: Api) -> None:
    id = await api.organization()
    query = """query ($id: ID!, $f: MembershipFilter, $c: String) { organization(by: {id: $id}) {
        memberships(filter: $f, after: $c) { totalCount nodes { id } } } }"""
    for variables, rule in (
        ({"f": {"search": "ab"}}, "TOO_SHORT"),
        ({"f": {"search": "a\0bc"}}, "UNSTORABLE_CHARACTER"),
        ({"f": {"role": "\0"}}, "UNSTORABLE_CHARACTER"),
        ({"f": {"role": "x" * 65}}, "TOO_LONG"),
        ({"c": "nonsense"}, "MALFORMED_CURSOR"),
    ):
        error = (await api.execute(query, id=id, **variables))["errors"][0]
        assert (error["extensions"]["code"], error["extensions"]["fields"][0]["rule"]) == ("INVALID_INPUT", rule)


async def test_memberships_of_an_organization_are_paged_both_ways(api: Api) -> None:
    organization = await api.organization()
    made = [await membership(api, organization) for _ in range(5)]
    query = """query ($id: ID!, $first: Int, $last: Int, $after: String, $before: String, $order: MembershipOrder) {
        organization(by: {id: $id}) { memberships(
            first: $first, last: $last, after: $after, before: $before, orderBy: $order) {
            nodes { id } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } } }"""

    async def page(**arguments: object) -> tuple[list[str], dict[str, object]]:
        found = (await api(query, id=organization, **arguments))["organization"]["memberships"]
        return [node["id"] for node in found["nodes"]], found["pageInfo"]

    ids, info = await page(first=2)
    assert (ids, info["hasNextPage"], info["hasPreviousPage"]) == (made[:2], True, False)
    ids, info = await page(first=2, after=info["endCursor"])
    assert ids == made[2:4]
    assert (await page(last=2, before=info["startCursor"]))[0] == made[:2]
    assert (await page(last=1))[0] == made[4:]
    newest = {"field": "CREATED_AT", "direction": "DESC"}
    ids, info = await page(first=2, order=newest)
    assert ids == [made[4], made[3]]
    assert (await page(first=2, order=newest, after=info["endCursor"]))[0] == [made[2], made[1]]


async def test_the_dashboard_costs_one_statement_per_level(api: Api, sent: list[str]) -> None:
    people = [await user(api) for _ in range(4)]
    for _ in range(3):
        organization = await api.organization()
        for id in people:
            await membership(api, organization, id)
    query = """{ organizations(first: 20) { nodes { id displayName features { name enabled }
        memberships(first: 2) { totalCount nodes { roles user { id email name
            memberships(first: 3) { totalCount nodes { organization { displayName } } } } } } } } }"""
    await api(query)
    sent.clear()
    data = await api(query)
    assert sorted(sent) == [
        "features.OF_ORGANIZATIONS",
        "memberships.OF_ORGANIZATIONS.PAGE",
        "memberships.OF_ORGANIZATIONS.TOTAL",
        "memberships.OF_USERS.PAGE",
        "memberships.OF_USERS.TOTAL",
        "organizations.BY_IDS",
        "organizations.ORGANIZATIONS.PAGE",
        "users.BY_IDS",
    ]
    for organization in data["organizations"]["nodes"]:
        assert organization["memberships"]["totalCount"] == 4
        assert [node["user"]["id"] for node in organization["memberships"]["nodes"]] == people[:2]
        assert {node["user"]["memberships"]["totalCount"] for node in organization["memberships"]["nodes"]} == {3}
