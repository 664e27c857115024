"""Portal links: what opens, for whom, how often and how long; and what a session may do."""

import asyncio
from typing import Any

import pytest
from asyncpg import Pool

from gateway.settings import Settings
from tests.helpers import Api

LINK = "... on PortalLink { url location status kind features useCount expiresAt createdAt embedOrigin }"
SESSION = "__typename ... on PortalSession { id token features } ... on Problem { code }"
OPEN = f"mutation ($secret: String!) {{ openPortalSession(input: {{secret: $secret}}) {{ {SESSION} }} }}"
SSO_ON = [{"name": "SSO", "enabled": True}]


async def customer(api: Api, **given: object) -> str:
    """The id of an organization with SSO on."""
    id = await api.organization(**given)
    await api.mutate("updateOrganizationSettings", organizationId=id, features=SSO_ON)
    return id


async def link(api: Api, organization_id: str, **given: object) -> dict[str, Any]:
    made = await api.mutate("generatePortalLink", LINK, organizationId=organization_id, **given)
    assert made["__typename"] == "PortalLink", made
    return made


async def opened(api: Api, url: str) -> dict[str, Any]:
    """What opening a link answers, without a credential."""
    data = await api.as_(None)(OPEN, secret=url.partition("#")[2])
    session: dict[str, Any] = data["openPortalSession"]
    return session


async def test_a_link_is_shared_for_seven_days_with_all_features_that_are_on(api: Api) -> None:
    id = await customer(api)
    made = await link(api, id)
    assert made["url"] == made["location"]
    assert made["url"].startswith("http://localhost:8080/portal#gwl_")
    assert (made["kind"], made["features"], made["status"]) == ("SHARE", ["SSO"], "LIVE")
    found = await api("query ($id: ID!) { portalLink(id: $id) { url location status } }", id=made["id"])
    assert found["portalLink"] == {"url": None, "location": None, "status": "LIVE"}


async def test_without_a_feature_that_is_on_there_is_no_link(api: Api) -> None:
    id = await api.organization()
    assert (await api.mutate("generatePortalLink", organizationId=id))["code"] == "FEATURE_OFF"
    id = await customer(api)
    assert (await api.mutate("generatePortalLink", organizationId=id, features=["DIR_SYNC"]))["code"] == "FEATURE_OFF"
    assert (await api.mutate("generatePortalLink", organizationId=id, features=[]))["code"] == "INVALID_INPUT"


async def test_a_shared_link_opens_many_times_and_counts(api: Api) -> None:
    made = await link(api, await customer(api))
    sessions = [await opened(api, made["url"]) for _ in range(2)]
    assert {session["__typename"] for session in sessions} == {"PortalSession"}
    assert sessions[0]["token"] != sessions[1]["token"]
    found = await api("query ($id: ID!) { portalLink(id: $id) { useCount } }", id=made["id"])
    assert found["portalLink"] == {"useCount": 2}


async def test_an_embedded_link_opens_once_even_for_two_at_the_same_time(api: Api) -> None:
    made = await link(api, await customer(api), kind="EMBED")
    answers = await asyncio.gather(*(opened(api, made["url"]) for _ in range(4)))
    assert sorted(answer["__typename"] for answer in answers) == ["LinkUsedProblem"] * 3 + ["PortalSession"]


@pytest.mark.parametrize(
    ("change", "code"),
    [("expires_at = now() - interval '1 second'", "LINK_EXPIRED"), ("revoked_at = now()", "LINK_REVOKED")],
)
async def test_a_link_that_is_over_says_why(api: Api, pool: Pool, change: str, code: str) -> None:
    made = await link(api, await customer(api))
    await pool.execute(f"UPDATE portal_links SET {change}")
    assert (await opened(api, made["url"]))["code"] == code


async def test_an_unknown_secret_or_a_deleted_organization_is_no_link(api: Api) -> None:
    id = await customer(api)
    made = await link(api, id)
    other = await link(api, id)
    secret = made["url"].partition("#")[2]
    forged = secret[:-8] + other["url"][-8:]
    for wrong in ("", "gwl_x", forged, secret.replace("gwl", "gwp")):
        data = await api.as_(None)(OPEN, secret=wrong)
        assert data["openPortalSession"]["code"] == "NOT_FOUND"
    await api.mutate("deleteOrganization", id=id)
    assert (await opened(api, made["url"]))["code"] == "NOT_FOUND"


async def test_an_origin_must_be_allowed_and_is_for_embedding_only(pool: Pool, settings: Settings) -> None:
    allowed = settings.model_copy(update={"embed_origins": ("https://app.example",)})
    async with Api.start(pool, allowed) as api:
        id = await customer(api)
        made = await link(api, id, kind="EMBED", embedOrigin="https://app.example/")
        assert made["embedOrigin"] == "https://app.example"
        for given in (
            {"kind": "EMBED", "embedOrigin": "https://evil.example"},
            {"kind": "SHARE", "embedOrigin": "https://app.example"},
            {"kind": "EMBED", "embedOrigin": "not an origin"},
        ):
            refused = await api.mutate("generatePortalLink", organizationId=id, **given)
            assert refused["fields"][0]["field"] == "embedOrigin"


async def test_a_session_reads_its_organizations_profile_features_and_connections_and_nothing_else(api: Api) -> None:
    id = await customer(api, displayName="Acme")
    portal = api.as_((await opened(api, (await link(api, id))["url"]))["token"])
    data = await portal(
        """query ($id: ID!) { viewer { __typename ... on PortalSession { features token } }
            organization(by: {id: $id}) { id displayName logoUrl features { name } feature(name: SSO) { enabled }
                connections { totalCount } } }""",
        id=id,
    )
    assert data["viewer"] == {"__typename": "PortalSession", "features": ["SSO"], "token": None}
    assert data["organization"]["displayName"] == "Acme"
    for selection in (
        "metadata",
        "externalId",
        "memberships { totalCount }",
        "events { totalCount }",
        "portalLinks { totalCount }",
    ):
        body = await portal.execute(f"query ($id: ID!) {{ organization(by: {{id: $id}}) {{ {selection} }} }}", id=id)
        assert [error["extensions"]["code"] for error in body["errors"]] == ["FORBIDDEN"]
    for name, given in (
        ("updateOrganization", {"id": id, "displayName": "X"}),
        ("updateOrganizationSettings", {"organizationId": id, "features": SSO_ON}),
        ("createOrganization", {"displayName": "X"}),
        ("generatePortalLink", {"organizationId": id}),
        ("createApiKey", {"name": "X"}),
    ):
        assert (await portal.mutate(name, **given))["code"] == "FORBIDDEN"


async def test_a_session_sees_no_other_organization(api: Api) -> None:
    portal = api.as_((await opened(api, (await link(api, await customer(api)))["url"]))["token"])
    other = await customer(api)
    data = await portal("query ($id: ID!) { node(id: $id) { id } organization(by: {id: $id}) { id } }", id=other)
    assert data == {"node": None, "organization": None}


async def test_revoking_a_link_ends_its_sessions_within_five_seconds(api: Api) -> None:
    made = await link(api, await customer(api))
    portal = api.as_((await opened(api, made["url"]))["token"])
    await portal("{ viewer { __typename } }")
    assert (await api.mutate("revokePortalLink", "... on PortalLink { status }", id=made["id"]))["status"] == "REVOKED"
    assert (await api.mutate("revokePortalLink", id=made["id"]))["id"] == made["id"]
    async with asyncio.timeout(5):
        while (await portal.post({"query": "{ viewer { __typename } }"}))[0] != 401:
            await asyncio.sleep(0.1)


async def test_a_feature_switched_off_vanishes_from_live_sessions(api: Api) -> None:
    id = await customer(api)
    portal = api.as_((await opened(api, (await link(api, id))["url"]))["token"])
    await api.mutate("updateOrganizationSettings", organizationId=id, features=[{"name": "SSO", "enabled": False}])
    data = await portal("{ viewer { ... on PortalSession { features } } }")
    assert data == {"viewer": {"features": []}}


async def test_each_use_is_an_event_and_no_secret_is_kept_in_clear(api: Api, pool: Pool) -> None:
    id = await customer(api)
    made = await link(api, id)
    session = await opened(api, made["url"])
    query = "query ($id: ID!) { organization(by: {id: $id}) { events(last: 1) { nodes { type actorType actorId } } } }"
    (event,) = (await api(query, id=id))["organization"]["events"]["nodes"]
    assert event == {"type": "portal_link.used", "actorType": "PORTAL_SESSION", "actorId": session["id"]}
    tables = await pool.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    for (table,) in tables:
        for (row,) in await pool.fetch(f"SELECT to_jsonb(t)::text FROM {table} t"):
            assert made["url"].partition("#")[2] not in row
            assert session["token"] not in row


async def test_one_idempotency_key_makes_one_link_and_shows_its_url_once(api: Api) -> None:
    id = await customer(api)
    first = await link(api, id, idempotencyKey="k")
    second = await link(api, id, idempotencyKey="k")
    assert (second["id"], second["url"]) == (first["id"], None)


async def test_links_of_many_organizations_are_one_statement(api: Api, sent: list[str]) -> None:
    for _ in range(3):
        await link(api, await customer(api))
    sent.clear()
    await api("{ organizations { nodes { portalLinks { nodes { id status } } } } }")
    assert sent == ["organizations.ORGANIZATIONS.PAGE", "portal_links.OF_ORGANIZATIONS.PAGE"]
