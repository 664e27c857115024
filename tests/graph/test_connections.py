"""SSO connections through the front door: what completes them, and what they may be changed to."""

import asyncio

import pytest
from asyncpg import Pool

from tests.connections.builders import Metadata
from tests.graph.portal import (
    CONNECTION,
    MAPPING,
    OIDC,
    SAML,
    certificate,
    complete,
    customer,
    enabled,
    oidc,
    saml,
    switch,
)
from tests.helpers import Api

INCOMPLETE = "... on ConnectionIncompleteProblem { missing }"
BY_ID = f"query ($id: ID!) {{ connection(id: $id) {{ __typename id ...on Node {{ id }} {CONNECTION} {SAML} {OIDC} }} }}"
LIST = """query ($filter: ConnectionFilter, $orderBy: ConnectionOrder, $first: Int, $after: String) {
    connections(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
        totalCount nodes { id } pageInfo { hasNextPage endCursor } } }"""


async def test_a_new_connection_is_a_disabled_draft(api: Api) -> None:
    id = await api.organization()
    made = await saml(api, id)
    assert made["id"].startswith("conn_")
    assert (made["status"], made["enabled"], made["active"], made["revision"]) == ("DRAFT", False, False, 1)
    assert (made["provider"], made["protocol"], made["organization"]) == ("CUSTOM", "SAML", {"id": id})
    assert (made["ssoBinding"], made["signing"], made["signRequests"]) == ("HTTP_REDIRECT", "ASSERTION", False)
    assert (made["attributeMapping"], made["certificates"], made["nameIdFormat"]) == ({}, [], None)
    other = await oidc(api, id)
    assert (other["status"], other["pkce"], other["scopes"]) == ("DRAFT", True, ["openid", "email", "profile"])


async def test_a_saml_connection_is_completed_step_by_step(api: Api) -> None:
    made = await saml(api, await api.organization())
    steps: list[tuple[dict[str, object], str]] = [
        ({"idpEntityId": "https://idp.example.test"}, "IN_PROGRESS"),
        ({"ssoUrl": "https://idp.example.test/sso"}, "IN_PROGRESS"),
        ({"certificates": [certificate()]}, "IN_PROGRESS"),
        ({"attributeMapping": MAPPING}, "COMPLETED"),
        ({"ssoUrl": None}, "IN_PROGRESS"),
    ]
    for number, (given, status) in enumerate(steps, start=2):
        changed = await api.mutate("updateSamlConnection", CONNECTION, id=made["id"], **given)
        assert (changed["status"], changed["revision"], changed["version"]) == (status, number, number)


async def test_an_openid_connection_is_completed_step_by_step(api: Api) -> None:
    made = await oidc(api, await api.organization())
    steps: list[tuple[dict[str, object], str]] = [
        ({"issuer": "https://idp.example.test/tenant/"}, "IN_PROGRESS"),
        ({"clientId": "gateway"}, "IN_PROGRESS"),
        ({"clientSecret": "a secret of some length"}, "IN_PROGRESS"),
        ({"attributeMapping": MAPPING}, "COMPLETED"),
        ({"clientSecret": None}, "IN_PROGRESS"),
    ]
    for given, status in steps:
        changed = await api.mutate("updateOidcConnection", CONNECTION + OIDC, id=made["id"], **given)
        assert changed["status"] == status
    assert (changed["issuer"], changed["clientSecretSuffix"]) == ("https://idp.example.test/tenant/", None)


async def test_metadata_fills_in_what_is_not_given_by_hand(api: Api) -> None:
    xml = Metadata().xml()
    made = await saml(api, await api.organization(), idpMetadataXml=xml, ssoUrl="https://mine.example.test/sso")
    assert made["idpEntityId"] == "https://idp.example.test/metadata"
    assert made["ssoUrl"] == "https://mine.example.test/sso"
    assert (made["nameIdFormat"], made["ssoBinding"], made["status"]) == (
        "EMAIL_ADDRESS", "HTTP_REDIRECT", "IN_PROGRESS",
    )  # fmt: skip
    (found,) = made["certificates"]
    assert (found["subject"], found["keyAlgorithm"], found["keySizeBits"]) == (
        "CN=idp.example.test,O=Example", "RSA", 2048,
    )  # fmt: skip
    again = await api.mutate("updateSamlConnection", SAML, id=made["id"], idpMetadataXml=xml)
    assert again["ssoUrl"] == "https://idp.example.test/sso"


async def test_certificates_are_shown_parsed(api: Api) -> None:
    texts = [certificate(10), certificate(-2), certificate(400)]
    made = await saml(api, await api.organization(), certificates=[texts[0] + texts[1], texts[2], texts[2]])
    found = made["certificates"]
    assert [(each["daysLeft"], each["status"], each["weaknesses"]) for each in found] == [
        (10, "EXPIRING", []), (-2, "EXPIRED", ["EXPIRED"]), (400, "VALID", []),
    ]  # fmt: skip
    assert [each["pem"].replace("\n", "") for each in found] == [each.replace("\n", "") for each in texts]
    assert len(found[0]["fingerprintSha256"]) == 95
    assert found[0]["serialNumber"] == "01"


async def test_our_own_addresses_are_those_of_the_connection(api: Api) -> None:
    id = await api.organization()
    made = await saml(api, id, signRequests=True, nameIdFormat="PERSISTENT")
    base = f"http://localhost:8080/sso/saml/{made['id']}"
    assert made["spEntityId"] == made["metadataUrl"] == f"{base}/metadata"
    assert made["acsUrl"] == f"{base}/acs"
    assert f'entityID="{base}/metadata"' in made["spMetadata"]
    assert 'AuthnRequestsSigned="true"' in made["spMetadata"]
    assert "nameid-format:persistent" in made["spMetadata"]
    other = await oidc(api, id)
    assert other["redirectUri"] == f"http://localhost:8080/sso/oidc/{other['id']}/callback"


async def test_the_display_name_raises_the_version_but_not_the_revision(api: Api) -> None:
    made = await saml(api, await api.organization(), **complete())
    renamed = await api.mutate("updateSamlConnection", CONNECTION, id=made["id"], displayName=" Okta EU ")
    assert (renamed["displayName"], renamed["version"], renamed["revision"]) == ("Okta EU", 2, 1)
    same = await api.mutate("updateSamlConnection", CONNECTION, id=made["id"], **complete(displayName="Okta EU"))
    assert (same["version"], same["revision"]) == (2, 1)


async def test_enabling_needs_all_settings_and_names_those_that_are_missing(api: Api) -> None:
    id = await customer(api)
    made = await saml(api, id)
    refused = await api.mutate("enableConnection", INCOMPLETE, id=made["id"])
    assert refused["code"] == "CONNECTION_INCOMPLETE"
    assert refused["missing"] == ["idpEntityId", "ssoUrl", "certificates", "attributeMapping.email"]
    other = await oidc(api, id, issuer="https://idp.example.test", attributeMapping=MAPPING)
    refused = await api.mutate("enableConnection", INCOMPLETE, id=other["id"])
    assert refused["missing"] == ["clientId", "clientSecret"]


async def test_enabling_needs_the_feature_and_switching_it_off_takes_effect(api: Api) -> None:
    id = await api.organization()
    made = await saml(api, id, **complete())
    assert (await api.mutate("enableConnection", id=made["id"]))["code"] == "FEATURE_OFF"
    await switch(api, id, "SSO", enabled=True)
    on = await api.mutate("enableConnection", CONNECTION, id=made["id"])
    assert (on["enabled"], on["active"], on["revision"], on["version"]) == (True, True, 1, 2)
    assert (await api.mutate("enableConnection", CONNECTION, id=made["id"]))["version"] == 2
    await switch(api, id, "SSO", enabled=False)
    assert (await api.mutate("enableConnection", id=made["id"]))["code"] == "FEATURE_OFF"
    found = (await api(BY_ID, id=made["id"]))["connection"]
    assert (found["enabled"], found["active"]) == (True, False)
    off = await api.mutate("disableConnection", CONNECTION, id=made["id"])
    assert (off["enabled"], off["active"], off["version"]) == (False, False, 3)


async def test_enabling_needs_a_certificate_that_has_not_expired(api: Api) -> None:
    made = await saml(api, await customer(api), **complete(certificates=[certificate(-2)]))
    assert made["status"] == "COMPLETED"
    refused = await api.mutate("enableConnection", INCOMPLETE, id=made["id"])
    assert refused["missing"] == ["certificates"]
    await api.mutate("updateSamlConnection", id=made["id"], certificates=[certificate(-2), certificate()])
    assert (await api.mutate("enableConnection", CONNECTION, id=made["id"]))["enabled"]


async def test_an_enabled_connection_must_stay_complete(api: Api) -> None:
    on = await enabled(api, await customer(api))
    changes: list[tuple[dict[str, object], str]] = [
        ({"ssoUrl": None}, "ssoUrl"),
        ({"certificates": []}, "certificates"),
        ({"certificates": [certificate(-2)]}, "certificates"),
        ({"attributeMapping": {"name": "cn"}}, "attributeMapping.email"),
    ]
    for given, missing in changes:
        refused = await api.mutate("updateSamlConnection", INCOMPLETE, id=on["id"], **given)
        assert (refused["code"], refused["missing"]) == ("CONNECTION_INCOMPLETE", [missing])
    assert (await api(BY_ID, id=on["id"]))["connection"]["version"] == on["version"]
    changed = await api.mutate("updateSamlConnection", CONNECTION, id=on["id"], certificates=[certificate(30)])
    assert (changed["enabled"], changed["revision"]) == (True, 2)


async def test_an_enabled_connection_whose_certificate_has_expired_can_still_be_changed(api: Api, pool: Pool) -> None:
    on = await enabled(api, await customer(api))
    await pool.execute("UPDATE connections SET certificates = $1", [certificate(-2)])
    changed = await api.mutate("updateSamlConnection", CONNECTION, id=on["id"], displayName="Old")
    assert (changed["displayName"], changed["enabled"]) == ("Old", True)


async def test_a_deleted_connection_is_gone_and_leaves_an_event(api: Api) -> None:
    id = await customer(api)
    on = await enabled(api, id)
    gone = await api.mutate("deleteConnection", CONNECTION, id=on["id"])
    assert (gone["id"], gone["organization"]) == (on["id"], {"id": id})
    assert (await api(BY_ID, id=on["id"])) == {"connection": None}
    assert (await api.mutate("deleteConnection", id=on["id"]))["code"] == "NOT_FOUND"
    query = """query ($id: ID!) { organization(by: {id: $id}) { events(last: 4) {
        nodes { type subjectId before after } } } }"""
    events = (await api(query, id=id))["organization"]["events"]["nodes"]
    assert [event["type"] for event in events] == [
        "feature.enabled", "connection.created", "connection.enabled", "connection.deleted",
    ]  # fmt: skip
    assert events[2]["after"] == {"enabled": True, "active": True} | {
        name: events[2]["after"][name] for name in ("version", "updated_at")
    }
    assert (events[3]["before"]["display_name"], events[3]["after"]) == ("Okta", None)


@pytest.mark.parametrize(
    "id", ["", "conn_1", "org_01kb2z6m9vfe8rj3d5w0q4xtnc", "conn_01kb2z6m9vfe8rj3d5w0q4xtnc", "\0"]
)
async def test_an_unknown_or_malformed_id_is_not_found(api: Api, id: str) -> None:
    assert await api(BY_ID, id=id) == {"connection": None}
    for name in (
        "updateSamlConnection", "updateOidcConnection", "enableConnection", "disableConnection", "deleteConnection",
    ):  # fmt: skip
        assert (await api.mutate(name, id=id))["code"] == "NOT_FOUND"
    assert (await api.mutate("createSamlConnection", organizationId=id, displayName="Okta"))["code"] == "NOT_FOUND"


async def test_a_connection_is_updated_in_its_own_protocol_only(api: Api) -> None:
    id = await api.organization()
    made, other = await saml(api, id), await oidc(api, id)
    assert (await api.mutate("updateOidcConnection", id=made["id"], displayName="X"))["code"] == "NOT_FOUND"
    assert (await api.mutate("updateSamlConnection", id=other["id"], displayName="X"))["code"] == "NOT_FOUND"


async def test_the_connections_of_a_deleted_organization_act_as_absent(api: Api) -> None:
    id = await customer(api)
    on = await enabled(api, id)
    await api.mutate("deleteOrganization", id=id)
    assert await api(BY_ID, id=on["id"]) == {"connection": None}
    assert (await api(LIST))["connections"] == {
        "totalCount": 0, "nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None},
    }  # fmt: skip
    assert (await api.mutate("disableConnection", id=on["id"]))["code"] == "NOT_FOUND"
    assert (await api.mutate("createSamlConnection", organizationId=id, displayName="X"))["code"] == "NOT_FOUND"
    await api.mutate("restoreOrganization", id=id)
    assert (await api(BY_ID, id=on["id"]))["connection"]["active"]


async def test_a_stale_version_is_refused_with_the_current_one(api: Api) -> None:
    made = await saml(api, await customer(api), **complete())
    await api.mutate("updateSamlConnection", id=made["id"], displayName="One", expectedVersion=1)
    for name in ("updateSamlConnection", "enableConnection", "disableConnection", "deleteConnection"):
        refused = await api.mutate(name, id=made["id"], expectedVersion=1)
        assert (refused["code"], refused["currentVersion"]) == ("VERSION_CONFLICT", 2)


async def test_of_writers_with_one_version_one_wins_and_the_others_are_told(api: Api) -> None:
    made = await saml(api, await api.organization())
    answers = await asyncio.gather(
        *(api.mutate("updateSamlConnection", id=made["id"], displayName=f"N{n}", expectedVersion=1) for n in range(6))
    )
    assert sorted(answer["__typename"] for answer in answers) == (
        ["SamlIdentityProvider"] + ["VersionConflictProblem"] * 5
    )


async def test_whoever_enables_while_the_settings_are_taken_away_leaves_no_incomplete_connection(api: Api) -> None:
    id = await customer(api)
    for _ in range(4):
        made = await saml(api, id, **complete())
        answers = await asyncio.gather(
            api.mutate("enableConnection", id=made["id"]),
            api.mutate("updateSamlConnection", id=made["id"], ssoUrl=None),
        )
        codes = [answer.get("code") for answer in answers]
        found = (await api(BY_ID, id=made["id"]))["connection"]
        assert codes.count("CONNECTION_INCOMPLETE") == 1
        assert (found["enabled"], found["status"]) in {(True, "COMPLETED"), (False, "IN_PROGRESS")}


async def test_one_idempotency_key_makes_one_connection(api: Api) -> None:
    id = await api.organization()
    given = {
        "organizationId": id,
        "displayName": "Auth0",
        "clientSecret": "a-long-client-secret",
        "idempotencyKey": "k",
    }
    answers = await asyncio.gather(*(api.mutate("createOidcConnection", **given) for _ in range(4)))
    assert len({answer["id"] for answer in answers}) == 1
    other = await api.mutate("createOidcConnection", **{**given, "clientSecret": "another-client-secret"})
    assert other["code"] == "IDEMPOTENCY_KEY_REUSED"
    assert (await api(LIST))["connections"]["totalCount"] == 1
    await api.mutate("deleteConnection", id=answers[0]["id"])
    assert (await api.mutate("createOidcConnection", **given))["code"] == "NOT_FOUND"


async def test_as_many_changes_at_once_as_there_are_connections_all_finish(api: Api) -> None:
    made = [await saml(api, await customer(api), **complete()) for _ in range(4)]
    names = ("updateSamlConnection", "enableConnection", "disableConnection")
    answers = await asyncio.gather(*(api.mutate(name, CONNECTION, id=each["id"]) for each in made for name in names))
    assert {answer["__typename"] for answer in answers} == {"SamlIdentityProvider"}
