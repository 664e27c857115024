"""Lists: whatever the order, direction and size of the pages, walking them gives every row once, in order."""

import asyncio

from asyncpg import Pool
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.database.page import Window, decode_cursor, encode_cursor
from gateway.ids import new_id
from gateway.organizations.store import ORGANIZATIONS
from tests.helpers import Api

NAMES = ["b", "A", "a", "", "B", "ä", "Z", "a", "a", "zz"]


async def insert(pool: Pool) -> None:
    for index, name in enumerate(NAMES):
        await pool.execute(
            """INSERT INTO organizations (id, display_name, created_at, updated_at)
               VALUES ($1, $2, now(), now() - make_interval(secs => $3))""",
            new_id("org"), name, float(index % 3),
        )  # fmt: skip


async def walked(pool: Pool, order: str, descending: bool, backward: bool, size: int) -> list[str]:
    """The ids of the whole list, page by page."""
    ids: list[str] = []
    cursor = None
    while True:
        place = {"before" if backward else "after": cursor}
        window = Window(size, backward=backward, order=order, descending=descending, **place)
        page = (await ORGANIZATIONS.pages(pool, [""], window, ()))[""]
        found = [row.id for row in page.rows]
        ids = found + ids if backward else ids + found
        if not (page.has_previous_page if backward else page.has_next_page):
            return ids
        cursor = decode_cursor(page.cursor(0 if backward else len(page.rows) - 1), ORGANIZATIONS.name, order, "after")


async def test_walking_a_list_gives_every_row_once_in_order(pool: Pool) -> None:
    await insert(pool)
    expected = {}
    for order, key in (
        ("CREATED_AT", "id"),
        ("UPDATED_AT", "updated_at, id"),
        ("DISPLAY_NAME", "lower(display_name), id"),
    ):
        rows = await pool.fetch(f"SELECT id FROM organizations ORDER BY {key}")
        expected[order] = [row["id"] for row in rows]
    loop = asyncio.get_running_loop()

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(sorted(expected)), st.booleans(), st.booleans(), st.integers(1, 12))
    def check(order: str, descending: bool, backward: bool, size: int) -> None:
        ids = asyncio.run_coroutine_threadsafe(walked(pool, order, descending, backward, size), loop).result(30)
        assert ids == (expected[order][::-1] if descending else expected[order])

    await asyncio.to_thread(check)


async def test_a_page_stays_where_it_is_while_rows_are_added_before_it(api: Api) -> None:
    query = """query ($after: String) {
        organizations(first: 2, after: $after, orderBy: {field: CREATED_AT, direction: DESC}) {
            nodes { id } pageInfo { endCursor hasNextPage hasPreviousPage } } }"""
    ids = [await api.organization() for _ in range(4)]
    first = (await api(query))["organizations"]
    assert [node["id"] for node in first["nodes"]] == [ids[3], ids[2]]
    await api.organization()
    second = (await api(query, after=first["pageInfo"]["endCursor"]))["organizations"]
    assert [node["id"] for node in second["nodes"]] == [ids[1], ids[0]]
    assert (second["pageInfo"]["hasNextPage"], second["pageInfo"]["hasPreviousPage"]) == (False, True)


async def test_a_page_of_no_size_has_no_rows_and_says_whether_there_are_some(api: Api) -> None:
    query = "{ organizations(first: 0) { nodes { id } edges { cursor } pageInfo { hasNextPage startCursor } } }"
    assert (await api(query))["organizations"]["pageInfo"] == {"hasNextPage": False, "startCursor": None}
    await api.organization()
    page = (await api(query))["organizations"]
    assert (page["nodes"], page["edges"], page["pageInfo"]["hasNextPage"]) == ([], [], True)


async def test_filters_hold_together(api: Api) -> None:
    one = await api.organization(displayName="Acme Corporation", externalId="a", metadata={"plan": "pro", "x": "1"})
    two = await api.organization(displayName="acme limited", externalId="b", metadata={"plan": "pro"})
    await api.organization(displayName="Globex", externalId="c", metadata={"plan": "free"})
    await api.mutate("updateOrganizationSettings", organizationId=two, features=[{"name": "SSO", "enabled": True}])

    async def found(**filter: object) -> list[str]:
        query = "query ($filter: OrganizationFilter) { organizations(filter: $filter) { totalCount nodes { id } } }"
        page = (await api(query, filter=filter))["organizations"]
        assert page["totalCount"] == len(page["nodes"])
        return [node["id"] for node in page["nodes"]]

    assert await found(search="ACME") == [one, two]
    assert await found(search="ac%") == []
    assert await found(metadata={"plan": "pro"}) == [one, two]
    assert await found(metadata={"plan": "pro", "x": "1"}) == [one]
    assert await found(externalIds=["b", "c", "d"], search="acme") == [two]
    assert await found(feature={"name": "SSO", "enabled": True}) == [two]
    assert len(await found(feature={"name": "SSO", "enabled": False})) == 2
    assert await found(createdBefore="2020-01-01T00:00:00Z") == []
    assert len(await found(createdFrom="2020-01-01T00:00:00Z", updatedBefore="2999-01-01T00:00:00Z")) == 3


async def test_a_search_of_two_letters_is_refused(api: Api) -> None:
    body = await api.execute('{ organizations(filter: {search: "ac"}) { nodes { id } } }')
    (fault,) = body["errors"][0]["extensions"]["fields"]
    assert fault == {
        "field": "filter.search",
        "rule": "TOO_SHORT",
        "message": "must have at least 3 characters",
        "limit": 3,
    }


async def test_page_sizes_keep_to_their_limits(api: Api) -> None:
    for arguments in ("first: 101", "first: -1", "last: 101", "first: 1, last: 1"):
        body = await api.execute(f"{{ organizations({arguments}) {{ nodes {{ id }} }} }}")
        assert body["errors"][0]["extensions"]["code"] == "INVALID_INPUT"


async def test_of_two_cursors_the_broken_one_is_named(api: Api) -> None:
    await api.organization()
    query = """query ($after: String, $before: String) {
        organizations(after: $after, before: $before, orderBy: {field: UPDATED_AT}) { pageInfo { endCursor } } }"""
    sound = (await api(query))["organizations"]["pageInfo"]["endCursor"]
    broken = encode_cursor(ORGANIZATIONS.name, "UPDATED_AT", "no time", "org_1")
    for cursors, wrong in (
        ({"before": broken}, ["before"]),
        ({"after": sound, "before": broken}, ["before"]),
        ({"after": broken, "before": sound}, ["after"]),
        ({"after": broken, "before": broken}, ["after", "before"]),
    ):
        faults = (await api.execute(query, **cursors))["errors"][0]["extensions"]["fields"]
        assert [(fault["field"], fault["rule"]) for fault in faults] == [(name, "MALFORMED_CURSOR") for name in wrong]
