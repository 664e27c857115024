"""Events come to subscribers in order, each once, whatever happens in between."""

import re

from asyncpg import Pool

from gateway.database.page import encode_cursor
from gateway.settings import Settings
from tests.graph.tenants import codes
from tests.helpers import Api
from tests.members import member
from tests.subscriptions.sockets import (
    ALL_EVENTS,
    EVENTS,
    TYPES,
    Socket,
    figure,
    rename,
    socket,
    until_subscriptions,
)

APPEND = """INSERT INTO events (organization_id, id, sequence, type, actor_type, subject_id, created_at)
            VALUES ($1, $2, $3, 'test', 'SYSTEM', $2, now())"""


async def following(api: Api, socket: Socket, number: int, query: str, **variables: object) -> str:
    """The id of a subscription, the `number`th, once it has begun."""
    id = await socket.operate(query, **variables)
    await until_subscriptions(api, number)
    return id


async def cursor_of(api: Api, id: str) -> str:
    """The cursor of an organization's newest event, from the list."""
    query = "query ($id: ID!) { organization(by: {id: $id}) { events(last: 1) { edges { cursor } } } }"
    data = await api(query, id=id)
    cursor: str = data["organization"]["events"]["edges"][0]["cursor"]
    return cursor


async def test_an_event_comes_with_what_it_is_about_as_it_is_now(api: Api) -> None:
    id = await api.organization(displayName="Acme")
    async with socket(api) as one:
        await following(api, one, 1, EVENTS, id=id)
        for sequence, name in ((2, "Acme Ltd"), (3, "Acme & Sons")):
            await rename(api, id, name)
            node = (await one.data())["node"]
            assert (node["type"], node["sequence"], node["subjectId"]) == ("organization.updated", sequence, id)
            assert node["after"]["display_name"] == name
            assert node["organization"] == {"displayName": name}, "each event is executed with loaders of its own"


async def test_graphql_core_answers_as_the_engine_does(pool: Pool, settings: Settings) -> None:
    answers = []
    for engine in (True, False):
        async with Api.start(pool, settings.model_copy(update={"engine": engine})) as api, socket(api) as one:
            id = await api.organization(displayName="Acme")
            await following(api, one, 1, EVENTS.replace("cursor", "").replace("subjectId", "__typename"), id=id)
            await rename(api, id, "Acme Ltd")
            data = await one.data()
            data["node"]["after"].pop("updated_at")
            answers.append(data)
            by = "engine" if engine else "graphql-core"
            counted = f'gateway_requests_total{{executor="{by}",operation="Follow",outcome="ok"}}'
            assert await figure(api, re.escape(counted)) == 1
    assert answers[0] == answers[1]


async def test_what_was_missed_comes_first_without_gap_or_duplicate(api: Api) -> None:
    id = await api.organization()
    async with socket(api) as one:
        await following(api, one, 1, EVENTS, id=id)
        await rename(api, id, "A", "B")
        last = [await one.data() for _ in range(2)][-1]
    await rename(api, id, *(f"Missed {number}" for number in range(45)))
    async with socket(api) as one:
        await one.operate(EVENTS, id=id, after=last["cursor"])
        assert await one.sequences(45) == list(range(4, 49))
        await rename(api, id, "C")
        assert await one.sequences(1) == [49]


async def test_a_cursor_of_a_list_resumes_a_subscription_and_the_other_way_round(api: Api) -> None:
    id = await api.organization()
    listed = await cursor_of(api, id)
    await rename(api, id, "A", "B")
    async with socket(api) as one:
        await one.operate(EVENTS, id=id, after=listed)
        cursor = (await one.data())["cursor"]
    query = "query ($id: ID!, $c: String) { organization(by: {id: $id}) { events(after: $c) { nodes { sequence } } } }"
    assert (await api(query, id=id, c=cursor))["organization"]["events"]["nodes"] == [{"sequence": 3}]


async def test_only_the_types_asked_for_come(api: Api, sent: list[str]) -> None:
    id = await api.organization()
    async with socket(api) as one:
        await following(api, one, 1, EVENTS, id=id, types=["feature.enabled", "organization.deleted"])
        await rename(api, id, *(f"Name {number}" for number in range(30)))
        await api.mutate("updateOrganizationSettings", organizationId=id, features=[{"name": "SSO", "enabled": True}])
        assert (await one.data())["node"]["type"] == "feature.enabled"


async def test_a_subscriber_that_has_seen_all_reads_nothing_while_others_write(api: Api, sent: list[str]) -> None:
    id, other = await api.organization(), await api.organization()
    async with socket(api) as one:
        await following(api, one, 1, EVENTS, id=id)
        sent.clear()
        await rename(api, other, "A", "B", "C")
        await rename(api, id, "A")
        assert await one.sequences(1) == [2]
    assert sent.count("events.OF_ORGANIZATIONS.PAGE") == 1


async def test_events_of_the_environment_are_those_of_all_organizations(api: Api) -> None:
    async with socket(api) as one:
        await following(api, one, 1, ALL_EVENTS)
        ids = [await api.organization() for _ in range(3)]
        await api.mutate("createUser", email="ada@example.com")
        events = [(await one.data())["node"] for _ in range(4)]
    assert [event["organization"] and event["organization"]["id"] for event in events] == [*ids, None]
    assert events[-1]["type"] == "user.created"


async def test_an_organizations_events_come_in_order_where_transactions_commit_out_of_order(
    api: Api, pool: Pool
) -> None:
    """A sequence is taken under a lock that is held until the commit: the second waits, and is the second."""
    id, other = await api.organization(), await api.organization()
    async with socket(api) as one, pool.acquire() as slow, pool.acquire() as fast:
        await following(api, one, 1, EVENTS.replace("subjectId", "id"), id=id, after=await cursor_of(api, id))
        late, early = slow.transaction(), fast.transaction()
        await late.start()
        await early.start()
        await slow.execute("SELECT pg_current_xact_id()")
        await fast.execute("UPDATE event_sequences SET last = last + 1 WHERE organization_id = $1", id)
        await fast.execute(APPEND, id, "evt_second_made", 2)
        await early.commit()
        await slow.execute("UPDATE event_sequences SET last = last + 1 WHERE organization_id = $1", id)
        await slow.execute(APPEND, id, "evt_first_made", 3)
        assert await one.sequences(1) == [2]
        await rename(api, other, "Meanwhile")
        await late.commit()
        assert await one.sequences(1) == [3]


async def test_the_environments_events_wait_for_a_transaction_that_began_before(api: Api, pool: Pool) -> None:
    async with socket(api) as one, pool.acquire() as slow, pool.acquire() as fast:
        await following(api, one, 1, ALL_EVENTS)
        late = slow.transaction()
        await late.start()
        await slow.execute(APPEND, "", "evt_a_late", None)
        await fast.execute(APPEND, "", "evt_b_early", None)
        async with socket(api) as resumed:
            await following(api, resumed, 2, ALL_EVENTS)
            await api.organization()
            await late.commit()
            for each in (one, resumed):
                events = [(await each.data())["node"]["subjectId"] for _ in range(3)]
                assert events[:2] == ["evt_a_late", "evt_b_early"]
                assert events[2].startswith("org_")


async def test_a_reader_that_resumes_between_two_commits_misses_neither(api: Api, pool: Pool) -> None:
    start = "query { events(last: 1) { pageInfo { endCursor } } }"
    await api.organization()
    after = (await api(start))["events"]["pageInfo"]["endCursor"]
    async with pool.acquire() as slow, pool.acquire() as fast:
        late = slow.transaction()
        await late.start()
        await slow.execute(APPEND, "", "evt_z_late", None)
        await fast.execute(APPEND, "", "evt_a_early", None)
        async with socket(api) as one:
            await following(api, one, 1, ALL_EVENTS, after=after)
        await until_subscriptions(api, 0)
        await late.commit()
    async with socket(api) as one:
        await one.operate(ALL_EVENTS, after=after)
        assert [(await one.data())["node"]["subjectId"] for _ in range(2)] == ["evt_z_late", "evt_a_early"]


async def test_subscribers_of_another_gateway_on_the_same_database_are_woken(pool: Pool, settings: Settings) -> None:
    async with Api.start(pool, settings) as here, Api.start(pool, settings) as there:
        id = await here.organization()
        async with socket(there) as one:
            await following(there, one, 1, EVENTS, id=id)
            await rename(here, id, "A", "B", "C")
            assert await one.sequences(3) == [2, 3, 4]


async def test_what_is_written_without_a_notify_comes_as_well(api: Api, pool: Pool) -> None:
    id = await api.organization()
    async with socket(api) as one:
        await following(api, one, 1, EVENTS, id=id)
        await pool.execute("UPDATE event_sequences SET last = 2 WHERE organization_id = $1", id)
        await pool.execute(APPEND, id, "evt_silent", 2)
        assert await one.sequences(1) == [2]


async def test_a_cursor_that_is_none_is_a_fault_of_after(api: Api) -> None:
    id = await api.organization()
    wrong = {
        "x": "MALFORMED_CURSOR",
        encode_cursor("events.EVENTS", "CREATED_AT", "1", "evt_1"): "MALFORMED_CURSOR",
        encode_cursor("events.OF_ORGANIZATIONS", "CREATED_AT", "many", "evt_1"): "MALFORMED_CURSOR",
        encode_cursor("events.OF_ORGANIZATIONS", "CREATED_AT", "9" * 30, "evt_1"): "MALFORMED_CURSOR",
        encode_cursor("events.OF_ORGANIZATIONS", "CREATED_AT", "2", "evt_1"): "AHEAD",
    }
    async with socket(api) as one:
        for after, rule in wrong.items():
            await one.operate(EVENTS, id=id, after=after)
            error = await one.error()
            (fault,) = error["extensions"]["fields"]
            assert (error["extensions"]["code"], fault["field"], fault["rule"]) == ("INVALID_INPUT", "after", rule)
        await one.operate(EVENTS, id=id, types=["x"] * 101)
        (fault,) = (await one.error())["extensions"]["fields"]
        assert (fault["field"], fault["rule"]) == ("types", "TOO_MANY")


async def test_types_that_are_none_are_followed_or_refused_and_harm_nobody(api: Api) -> None:
    id = await api.organization()
    async with socket(api) as one:
        for text in ("\0", "x" * 100_000):
            await one.operate(EVENTS, id=id, types=[text])
            assert (await one.error())["extensions"]["code"] == "INVALID_INPUT"
        for number, text in enumerate(("'; DROP TABLE events; --", "", "%", "{0}"), 1):
            await following(api, one, number, EVENTS, id=id, types=[text])
        await following(api, one, number + 1, EVENTS, id=id)
        await rename(api, id, "A")
        assert await one.sequences(1) == [2]


async def test_an_organization_that_is_not_there_or_is_deleted_is_not_found(api: Api) -> None:
    id = await api.organization()
    async with socket(api) as one:
        for none in ("org_none", "", "\0", "' OR 1=1 --", "org_01m86vsva5evwqa3gqaw75w0hc", "x" * 10_000):
            await one.operate(TYPES, id=none)
            assert (await one.error())["extensions"]["code"] == "NOT_FOUND"
        await following(api, one, 1, TYPES, id=id)
        await api.mutate("deleteOrganization", id=id)
        assert (await one.error())["extensions"]["code"] == "NOT_FOUND"


async def test_a_member_follows_its_own_organization_alone(api: Api) -> None:
    id, other = await api.organization(), await api.organization()
    admin = await member(api, id)
    async with socket(admin) as one:
        await following(api, one, 1, TYPES, id=id)
        await rename(api, id, "A")
        assert (await one.data())["node"]["type"] == "organization.updated"
        await one.operate(TYPES, id=other)
        assert (await one.error())["extensions"]["code"] == "NOT_FOUND"
        await one.operate("subscription { events { node { type } } }")
        assert (await one.error())["extensions"]["code"] == "FORBIDDEN"


async def test_who_may_not_read_events_may_not_subscribe(api: Api) -> None:
    id = await api.organization()
    for caller, code in (
        (await api.with_scopes("organizations:read"), "FORBIDDEN"),
        (await member(api, id, roles=["member"]), "FORBIDDEN"),
        (api.as_(None), "UNAUTHENTICATED"),
    ):
        async with socket(caller) as one:
            for query in (TYPES, "subscription ($id: ID!) { organizationEvents(organizationId: $id) { cursor } }"):
                await one.operate(query, id=id)
                assert (await one.error())["extensions"]["code"] == code


async def test_a_subscription_is_no_request_with_one_answer(api: Api) -> None:
    body = await api.execute("subscription { events { cursor } }")
    assert codes(body) == {"BAD_REQUEST"}
    assert "text/event-stream" in body["errors"][0]["message"]


async def test_a_subscription_is_bounded_as_any_other_operation(pool: Pool, settings: Settings) -> None:
    async with Api.start(pool, settings.model_copy(update={"max_cost": 2})) as api, socket(api) as one:
        await one.operate(EVENTS, id="org_any")
        assert (await one.error())["extensions"]["limit"] == "cost"
