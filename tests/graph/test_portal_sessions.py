"""Portal sessions: what an IT administrator may do, for how long, and what ends it."""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Any

import pytest
from asyncpg import Pool

from gateway.database.page import encode_cursor
from tests.graph.portal import CONNECTION, OPEN, complete, customer, enabled, portal, saml, switch
from tests.helpers import Api

WHO = (
    "{ viewer { __typename ... on ApiKey { id name } ... on PortalSession { id features token organization { id } } } }"
)


async def link(api: Api, organization_id: str, **given: object) -> dict[str, Any]:
    selection = "... on PortalLink { url createdAt expiresAt }"
    return await api.mutate("generatePortalLink", selection, organizationId=organization_id, **given)


def secret_of(made: dict[str, Any]) -> str:
    secret: str = made["url"].partition("#")[2]
    return secret


async def until_refused(session: Api, *, seconds: float) -> None:
    """Wait for the session to be over."""
    async with asyncio.timeout(seconds):
        while (await session.post({"query": WHO}))[0] != 401:
            await asyncio.sleep(0.1)


async def test_a_session_sets_up_single_sign_on_from_draft_to_enabled(api: Api) -> None:
    id = await customer(api)
    session = await portal(api, id)
    made = await saml(session, id)
    done = await session.mutate("updateSamlConnection", CONNECTION, id=made["id"], **complete())
    assert done["status"] == "COMPLETED"
    on = await session.mutate("enableConnection", CONNECTION, id=made["id"])
    assert (on["active"], on["organization"]) == (True, {"id": id})
    listed = await session("{ connections { totalCount nodes { id } } }")
    assert listed["connections"] == {"totalCount": 1, "nodes": [{"id": made["id"]}]}
    query = "query ($id: ID!) { organization(by: {id: $id}) { events(last: 3) { nodes { type actorType actorId } } } }"
    events = (await api(query, id=id))["organization"]["events"]["nodes"]
    assert [event["type"] for event in events] == ["connection.created", "connection.updated", "connection.enabled"]
    who = (await session(WHO))["viewer"]["id"]
    assert {(event["actorType"], event["actorId"]) for event in events} == {("PORTAL_SESSION", who)}


async def test_repeating_a_sessions_mutation_with_its_key_makes_one_connection(api: Api) -> None:
    id = await customer(api)
    session = await portal(api, id)
    given = {"organizationId": id, "displayName": "Okta", "idempotencyKey": "k"}
    made = await asyncio.gather(*(session.mutate("createSamlConnection", **given) for _ in range(3)))
    assert len({each["id"] for each in made}) == 1
    other = await (await portal(api, id)).mutate("createSamlConnection", **given)
    assert other["id"] != made[0]["id"]


async def test_once_sso_is_off_a_session_writes_nothing_more_and_what_it_made_stays(api: Api) -> None:
    id = await customer(api)
    session = await portal(api, id)
    made = await enabled(session, id)
    await switch(api, id, "SSO", enabled=False)
    for name, given in (
        ("createSamlConnection", {"organizationId": id, "displayName": "Okta"}),
        ("updateSamlConnection", {"id": made["id"], "displayName": "X"}),
        ("disableConnection", {"id": made["id"]}),
        ("deleteConnection", {"id": made["id"]}),
    ):
        assert (await session.mutate(name, **given))["code"] == "FORBIDDEN"
    found = await api("query ($id: ID!) { connection(id: $id) { enabled active } }", id=made["id"])
    assert found["connection"] == {"enabled": True, "active": False}
    assert (await session(WHO))["viewer"]["features"] == []


async def test_a_session_for_another_feature_neither_reads_nor_writes_connections(api: Api) -> None:
    id = await customer(api)
    await switch(api, id, "DIR_SYNC", enabled=True)
    made = await saml(api, id)
    opened = await api.as_(None)(OPEN, secret=secret_of(await link(api, id, features=["DIR_SYNC"])))
    session = api.as_(opened["openPortalSession"]["token"])
    for query in ("{ connections { totalCount } }", f'{{ connection(id: "{made["id"]}") {{ id }} }}'):
        body = await session.execute(query)
        assert [error["extensions"]["code"] for error in body["errors"]] == ["FORBIDDEN"]
    assert (await session.mutate("deleteConnection", id=made["id"]))["code"] == "FORBIDDEN"
    assert (await session(WHO))["viewer"]["features"] == ["DIR_SYNC"]


async def test_a_session_sees_of_the_features_only_those_of_its_link_that_are_on(api: Api) -> None:
    id = await customer(api)
    for feature in ("DIR_SYNC", "SESSION_POLICY"):
        await switch(api, id, feature, enabled=True)
    made = await link(api, id, features=["SESSION_POLICY", "SSO"])
    opened = [(await api.as_(None)(OPEN, secret=secret_of(made)))["openPortalSession"] for _ in range(2)]
    query = """query ($id: ID!) { organization(by: {id: $id}) {
        features { name enabled } sso: feature(name: SSO) { enabled } other: feature(name: DIR_SYNC) { enabled } } }"""
    seen = (await api.as_(opened[0]["token"])(query, id=id))["organization"]
    assert seen["features"] == [{"name": "SSO", "enabled": True}, {"name": "SESSION_POLICY", "enabled": True}]
    assert (seen["sso"], seen["other"]) == ({"enabled": True}, None)
    await switch(api, id, "SSO", enabled=False)
    later = api.as_(opened[1]["token"])
    seen = (await later(query, id=id))["organization"]
    assert seen == {"features": [{"name": "SESSION_POLICY", "enabled": True}], "sso": None, "other": None}
    assert len((await api(query, id=id))["organization"]["features"]) == 4
    body = await later.execute("{ connections { totalCount } }")
    assert [error["extensions"]["code"] for error in body["errors"]] == ["FORBIDDEN"]


async def test_a_session_sees_and_changes_no_connection_of_another_organization(api: Api) -> None:
    other = await customer(api)
    foreign = await enabled(api, other)
    session = await portal(api, await customer(api))
    query = """query ($id: ID!, $org: ID!) { connection(id: $id) { id } node(id: $id) { id }
        connections(filter: {organizationIds: [$org]}) { totalCount nodes { id } } }"""
    assert await session(query, id=foreign["id"], org=other) == {
        "connection": None,
        "node": None,
        "connections": {"totalCount": 0, "nodes": []},
    }
    for name in ("updateSamlConnection", "enableConnection", "disableConnection", "deleteConnection"):
        refused = await session.mutate(name, id=foreign["id"])
        assert (refused["code"], other in refused["message"]) == ("NOT_FOUND", False)
    refused = await session.mutate("createSamlConnection", organizationId=other, displayName="X")
    assert refused["code"] == "NOT_FOUND"


async def test_links_and_sessions_last_as_long_as_they_should(api: Api, pool: Pool) -> None:
    id = await customer(api)
    for kind, lifetime in (("SHARE", timedelta(days=7)), ("EMBED", timedelta(seconds=60))):
        made = await link(api, id, kind=kind)
        begin, end = (datetime.fromisoformat(made[name]) for name in ("createdAt", "expiresAt"))
        assert end - begin == lifetime
        await api.as_(None)(OPEN, secret=secret_of(made))
    lifetimes = await pool.fetch("SELECT DISTINCT expires_at - created_at FROM portal_sessions")
    assert [tuple(row) for row in lifetimes] == [(timedelta(hours=6),)]


async def test_asking_whether_a_session_is_open_reads_its_credential_alone(api: Api, sent: list[str]) -> None:
    session = await portal(api, await customer(api))
    sent.clear()
    await session("{ __typename }")
    await session("{ __typename }")
    assert sent == ["portal_links.CREDENTIALS"]


async def test_a_session_is_not_kept_beyond_its_end(api: Api, pool: Pool) -> None:
    session = await portal(api, await customer(api))
    await pool.execute("UPDATE portal_sessions SET expires_at = now() + interval '1 second'")
    await session(WHO)
    await until_refused(session, seconds=2.5)


async def test_deleting_the_organization_ends_its_sessions_within_five_seconds(api: Api) -> None:
    id = await customer(api)
    session = await portal(api, id)
    await session(WHO)
    await api.mutate("deleteOrganization", id=id)
    assert await session("query ($id: ID!) { organization(by: {id: $id}) { id } }", id=id) == {"organization": None}
    await until_refused(session, seconds=5)


async def test_whoever_opens_a_link_while_it_is_revoked_gets_no_lasting_session(api: Api) -> None:
    made = await link(api, await customer(api))
    opened, revoked = await asyncio.gather(
        api.as_(None)(OPEN, secret=secret_of(made)),
        api.mutate("revokePortalLink", "... on PortalLink { status }", id=made["id"]),
    )
    assert revoked["status"] == "REVOKED"
    answer = opened["openPortalSession"]
    if answer["__typename"] == "PortalSession":
        await until_refused(api.as_(answer["token"]), seconds=5)
    else:
        assert answer["code"] == "LINK_REVOKED"


@pytest.mark.parametrize("secret", ["", "\0", "gwl_", "gwl_" + "x" * 100_000, "gwl_ü", "💥"])
async def test_a_malformed_secret_is_no_link(api: Api, secret: str) -> None:
    assert (await api.as_(None)(OPEN, secret=secret))["openPortalSession"]["code"] == "NOT_FOUND"


async def test_a_links_secret_and_a_changed_token_are_no_credentials(api: Api) -> None:
    made = await link(api, await customer(api))
    token = (await api.as_(None)(OPEN, secret=secret_of(made)))["openPortalSession"]["token"]
    other = (await api.as_(None)(OPEN, secret=secret_of(made)))["openPortalSession"]["token"]
    for wrong in (secret_of(made), token[:-1] + "x", token[:60] + other[60:], token + "0"):
        assert (await api.as_(wrong).post({"query": WHO}))[0] == 401


async def test_whoever_opens_a_link_reads_the_profile_of_its_organization_and_no_more(api: Api) -> None:
    id = await customer(api, displayName="Acme")
    nobody = api.as_(None)
    query = """mutation ($secret: String!) { openPortalSession(input: {secret: $secret}) {
        ... on PortalSession { organization { ...Profile } } } } fragment Profile on Organization { %s }"""
    profile = query % "id displayName logoUrl"
    opened = await nobody(profile, secret=secret_of(await link(api, id)))
    assert opened["openPortalSession"]["organization"]["displayName"] == "Acme"
    for more in (
        "metadata",
        "externalId",
        "features { name }",
        "feature(name: SSO) { name }",
        "connections { totalCount }",
        "portalLinks { totalCount }",
    ):
        made = await link(api, id)
        body = await nobody.execute(query % more, secret=secret_of(made))
        assert [error["extensions"]["code"] for error in body["errors"]] == ["UNAUTHENTICATED"]
        count = await api("query ($id: ID!) { portalLink(id: $id) { useCount } }", id=made["id"])
        assert count == {"portalLink": {"useCount": 0}}


async def test_a_fragment_that_is_read_by_grant_in_one_place_needs_the_permission_in_another(api: Api) -> None:
    id = await customer(api)
    body = await api.as_(None).execute(
        """mutation ($secret: String!, $id: ID!) {
            openPortalSession(input: {secret: $secret}) { ... on PortalSession { organization { ...Profile } } }
            deleteOrganization(input: {id: $id}) { ...Profile } }
        fragment Profile on Organization { displayName }""",
        secret=secret_of(await link(api, id)),
        id=id,
    )
    assert [error["extensions"]["code"] for error in body["errors"]] == ["UNAUTHENTICATED"]


async def test_a_session_of_one_organization_may_open_the_link_of_another(api: Api) -> None:
    session = await portal(api, await customer(api))
    made = await link(api, await customer(api))
    assert (await session(OPEN, secret=secret_of(made)))["openPortalSession"]["__typename"] == "PortalSession"


async def test_every_caller_is_told_who_it_is(api: Api) -> None:
    id = await customer(api)
    session = await portal(api, id)
    assert await api.as_(None)(WHO) == {"viewer": None}
    who = (await session(WHO))["viewer"]
    assert (who["__typename"], who["organization"], who["token"]) == ("PortalSession", {"id": id}, None)
    limited = await api.with_scopes("users:read")
    who = (await limited("{ viewer { __typename ... on ApiKey { name scopes } } }"))["viewer"]
    assert who == {"__typename": "ApiKey", "name": "limited", "scopes": ["users:read"]}


async def test_a_portal_link_is_not_told_of_to_whom_may_not_read_links(api: Api) -> None:
    id = await customer(api)
    made = await link(api, id)
    for caller in (api.as_(None), await portal(api, id), await api.with_scopes("organizations:read")):
        body = await caller.execute("query ($id: ID!) { portalLink(id: $id) { __typename } }", id=made["id"])
        assert body["errors"][0]["extensions"]["code"] in {"FORBIDDEN", "UNAUTHENTICATED"}


async def test_one_bad_cursor_does_not_spoil_what_a_session_reads_beside_it(api: Api) -> None:
    id = await customer(api)
    session = await portal(api, id)
    after = encode_cursor("connections.OF_ORGANIZATIONS", "UPDATED_AT", "no time", "conn_1")
    body = await session.execute(
        """query ($id: ID!, $after: String) {
            organization(by: {id: $id}) { id }
            bad: node(id: $id) { ... on Organization {
                connections(orderBy: {field: UPDATED_AT}, after: $after) { totalCount } } }
            late: node(id: $id) { ... on Organization { features { enabled } } } }""",
        id=id,
        after=after,
    )
    assert {error["extensions"]["code"] for error in body["errors"]} == {"INVALID_INPUT"}
    assert body["data"]["organization"] == {"id": id}
    assert body["data"]["late"]["features"] == [{"enabled": True}]


async def test_no_secret_is_logged(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    id = await customer(api)
    made = await link(api, id)
    token = (await api.as_(None)(OPEN, secret=secret_of(made)))["openPortalSession"]["token"]
    session = api.as_(token)
    await session.mutate("createOidcConnection", organizationId=id, displayName="X", clientSecret="a-hidden-text")
    await api.as_(token[:-1] + "x").post({"query": WHO})
    logged = caplog.text + "".join(str(vars(record)) for record in caplog.records)
    assert "request" in logged
    for secret in (secret_of(made), token, "a-hidden-text"):
        assert secret not in logged
