"""Events: one for each change, in the same transaction, numbered without gaps."""

import asyncio

from asyncpg import Pool

from tests.helpers import Api

OF_ORGANIZATION = """query ($id: ID!, $first: Int, $after: String, $filter: EventFilter) {
    organization(by: {id: $id}) { events(first: $first, after: $after, filter: $filter) {
        totalCount pageInfo { hasNextPage endCursor }
        nodes { sequence type actorType actorId subjectId before after organization { id } } } } }"""


async def test_each_change_has_one_event_with_what_changed(api: Api) -> None:
    id = await api.organization(displayName="Acme")
    await api.mutate("updateOrganization", id=id, displayName="Acme Ltd")
    await api.mutate("updateOrganization", id=id, displayName="Acme Ltd")
    for _ in range(2):
        await api.mutate("updateOrganizationSettings", organizationId=id, features=[{"name": "SSO", "enabled": True}])
    events = (await api(OF_ORGANIZATION, id=id))["organization"]["events"]
    assert [event["type"] for event in events["nodes"]] == [
        "organization.created", "organization.updated", "feature.enabled",
    ]  # fmt: skip
    assert [event["sequence"] for event in events["nodes"]] == [1, 2, 3]
    changed = events["nodes"][1]
    assert (changed["before"]["display_name"], changed["after"]["display_name"]) == ("Acme", "Acme Ltd")
    assert (changed["actorType"], changed["subjectId"], changed["organization"]) == ("API_KEY", id, {"id": id})
    assert changed["actorId"].startswith("key_")


async def test_sequences_have_no_gap_whoever_writes_at_once(api: Api) -> None:
    id = await api.organization()
    await asyncio.gather(*(api.mutate("updateOrganization", id=id, displayName=f"Name {n}") for n in range(10)))
    events = (await api(OF_ORGANIZATION, id=id, first=100))["organization"]["events"]
    assert [event["sequence"] for event in events["nodes"]] == list(range(1, 12))


async def test_a_refused_change_leaves_no_event(api: Api) -> None:
    await api.organization(externalId="taken")
    id = await api.organization()
    await api.mutate("updateOrganization", id=id, externalId="taken")
    assert (await api(OF_ORGANIZATION, id=id))["organization"]["events"]["totalCount"] == 1


async def test_events_are_paged_and_filtered_by_type(api: Api) -> None:
    id = await api.organization()
    for n in range(3):
        await api.mutate("updateOrganization", id=id, displayName=f"Name {n}")
    first = (await api(OF_ORGANIZATION, id=id, first=2))["organization"]["events"]
    rest = await api(OF_ORGANIZATION, id=id, first=10, after=first["pageInfo"]["endCursor"])
    assert [event["sequence"] for event in rest["organization"]["events"]["nodes"]] == [3, 4]
    created = await api(OF_ORGANIZATION, id=id, filter={"types": ["organization.created"]})
    assert created["organization"]["events"]["totalCount"] == 1


async def test_the_stream_of_all_events_waits_for_transactions_that_began_before(api: Api, pool: Pool) -> None:
    query = (
        "query ($after: String) { events(first: 100, after: $after) { nodes { subjectId } pageInfo { endCursor } } }"
    )
    seen = (await api(query))["events"]["pageInfo"]["endCursor"]
    insert = """INSERT INTO events (organization_id, id, type, actor_type, subject_id, created_at)
                VALUES ('', $1, 'test', 'SYSTEM', $1, now())"""
    async with pool.acquire() as slow, pool.acquire() as fast:
        late = slow.transaction()
        await late.start()
        await slow.execute(insert, "evt_a_late")
        await fast.execute(insert, "evt_b_early")
        assert (await api(query, after=seen))["events"]["nodes"] == []
        await late.commit()
    events = (await api(query, after=seen))["events"]["nodes"]
    assert [event["subjectId"] for event in events] == ["evt_a_late", "evt_b_early"]


async def test_a_cursor_is_one_of_its_own_list_alone(api: Api) -> None:
    id = await api.organization()
    own = (await api(OF_ORGANIZATION, id=id))["organization"]["events"]["pageInfo"]["endCursor"]
    query = "query ($after: String) { events(after: $after) { nodes { id } pageInfo { endCursor } } }"
    all_of_them = (await api(query))["events"]["pageInfo"]["endCursor"]
    for document, variables in ((query, {"after": own}), (OF_ORGANIZATION, {"id": id, "after": all_of_them})):
        body = await api.execute(document, **variables)
        (fault,) = body["errors"][0]["extensions"]["fields"]
        assert (fault["field"], fault["rule"]) == ("after", "MALFORMED_CURSOR")


async def test_of_changes_made_at_once_none_is_lost_and_each_is_told_in_its_turn(api: Api) -> None:
    id = await api.organization()
    merged = "... on Organization { version metadata }"
    keys = {f"key{n}" for n in range(12)}
    await asyncio.gather(*(api.mutate("mergeOrganizationMetadata", merged, id=id, metadata={key: "x"}) for key in keys))
    organization = await api("query ($id: ID!) { organization(by: {id: $id}) { metadata version } }", id=id)
    assert organization["organization"] == {"metadata": dict.fromkeys(keys, "x"), "version": len(keys) + 1}
    events = (await api(OF_ORGANIZATION, id=id, first=100))["organization"]["events"]["nodes"]
    assert [event["sequence"] for event in events] == list(range(1, len(keys) + 2))
    assert [event["after"]["version"] for event in events] == list(range(1, len(keys) + 2))
    assert [len(event["after"]["metadata"]) for event in events] == list(range(len(keys) + 1))
