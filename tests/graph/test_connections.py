"""SSO connections through the front door: what completes them, what they may be changed to, and by whom."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from asyncpg import Pool

from gateway.sealing import unseal
from tests.connections.builders import Metadata, other_der, pem, service_provider_xml, some_der
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


async def test_every_broken_rule_is_named_at_once(api: Api) -> None:
    refused = await api.mutate(
        "createSamlConnection",
        organizationId=await api.organization(),
        displayName="\t",
        provider=None,
        idpMetadataXml="<EntityDescriptor>",
        idpEntityId="x" * 1025,
        ssoUrl="http://idp.example.test/sso",
        sloUrl="https://idp.example.test/slo#now",
        ssoBinding=None,
        signing=None,
        signRequests=None,
        certificates=["not a certificate", certificate(), ""],
        attributeMapping={"email": 7},
    )
    assert refused["code"] == "INVALID_INPUT"
    assert {(fault["field"], fault["rule"]) for fault in refused["fields"]} == {
        ("displayName", "TOO_SHORT"),
        ("provider", "REQUIRED"),
        ("idpMetadataXml", "MALFORMED_XML"),
        ("idpEntityId", "TOO_LONG"),
        ("ssoUrl", "NOT_AN_HTTPS_URL"),
        ("sloUrl", "NOT_AN_HTTPS_URL"),
        ("ssoBinding", "REQUIRED"),
        ("signing", "REQUIRED"),
        ("signRequests", "REQUIRED"),
        ("certificates.0", "MALFORMED_BASE64"),
        ("certificates.2", "REQUIRED"),
        ("attributeMapping", "NOT_A_STRING"),
    }


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"issuer": "https://idp.example.test?tenant=1"}, "NOT_AN_HTTPS_URL"),
        ({"issuer": "https://idp.example.test/" + "x" * 2048}, "TOO_LONG"),
        ({"clientId": "a\nb"}, "INVALID_CHARACTERS"),
        ({"clientId": ""}, "TOO_SHORT"),
        ({"clientSecret": "x" * 2049}, "TOO_LONG"),
        ({"clientSecret": "a\0b"}, "UNSTORABLE_CHARACTER"),
        ({"scopes": ["email"]}, "OPENID_MISSING"),
        ({"scopes": ["openid", "two words"]}, "NOT_A_SCOPE"),
        ({"scopes": ["openid", ""]}, "NOT_A_SCOPE"),
        ({"scopes": ["openid", "x" * 101]}, "TOO_LONG"),
        ({"scopes": ["openid", *(f"s{n}" for n in range(20))]}, "TOO_MANY"),
        ({"scopes": None}, "REQUIRED"),
        ({"pkce": None}, "REQUIRED"),
        ({"attributeMapping": {f"a{n}": "b" for n in range(31)}}, "TOO_MANY"),
        ({"attributeMapping": {"email": "a\0b"}}, "INVALID_CHARACTERS"),
        ({"displayName": "NUL \0"}, "UNSTORABLE_CHARACTER"),
    ],
)
async def test_openid_settings_that_break_a_rule_are_refused(api: Api, given: dict[str, object], rule: str) -> None:
    id = await api.organization()
    values = {"displayName": "Auth0", **given}
    refused = await api.mutate("createOidcConnection", organizationId=id, **values)
    assert [fault["rule"] for fault in refused["fields"]] == [rule]
    assert (await api(LIST))["connections"]["totalCount"] == 0


@pytest.mark.parametrize(
    ("given", "field", "rule"),
    [
        ({"idpMetadataXml": service_provider_xml()}, "idpMetadataXml", "NOT_AN_IDP"),
        ({"idpMetadataXml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}, "idpMetadataXml", "DTD_FORBIDDEN"),
        ({"idpMetadataXml": "<a>" + "x" * 102_400 + "</a>"}, "idpMetadataXml", "TOO_LONG"),
        ({"idpMetadataXml": "a\0b"}, "idpMetadataXml", "INVALID_CHARACTERS"),
        ({"idpMetadataXml": ""}, "idpMetadataXml", "REQUIRED"),
        ({"certificates": [pem(some_der(), "PRIVATE KEY")]}, "certificates.0", "PRIVATE_KEY"),
        ({"certificates": [certificate()[:200]]}, "certificates.0", "MALFORMED_PEM"),
        ({"certificates": ["\0"]}, "certificates.0", "INVALID_CHARACTERS"),
        ({"certificates": ["x" * 20_481]}, "certificates.0", "TOO_LONG"),
        ({"certificates": [certificate()] * 11}, "certificates", "TOO_MANY"),
        ({"idpEntityId": "a\0b"}, "idpEntityId", "UNSTORABLE_CHARACTER"),
        ({"idpEntityId": " "}, "idpEntityId", "TOO_SHORT"),
        ({"ssoUrl": "javascript:alert(1)"}, "ssoUrl", "NOT_AN_HTTPS_URL"),
        ({"ssoUrl": "https://user:pass@idp.example.test"}, "ssoUrl", "NOT_AN_HTTPS_URL"),
        ({"attributeMapping": {"": "mail"}}, "attributeMapping", "TOO_SHORT"),
        ({"idempotencyKey": "x" * 256}, "idempotencyKey", "TOO_LONG"),
    ],
)
async def test_saml_settings_that_break_a_rule_are_refused(
    api: Api, given: dict[str, object], field: str, rule: str
) -> None:
    refused = await api.mutate(
        "createSamlConnection", organizationId=await api.organization(), displayName="Okta", **given
    )
    assert [(fault["field"], fault["rule"]) for fault in refused["fields"]] == [(field, rule)]
    assert (await api(LIST))["connections"]["totalCount"] == 0


async def test_at_most_ten_different_certificates_are_kept(api: Api) -> None:
    id = await api.organization()
    many = [certificate(400, number) for number in range(1, 12)]
    assert len((await saml(api, id, certificates=["".join(many[:5]), "".join(many[5:10])]))["certificates"]) == 10
    refused = await api.mutate(
        "createSamlConnection",
        organizationId=id,
        displayName="Okta",
        certificates=["".join(many[:5]), "".join(many[5:])],
    )
    assert refused["fields"] == [{"field": "certificates", "rule": "TOO_MANY", "limit": 10}]


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


async def test_the_client_secret_is_sealed_and_only_its_end_is_shown(api: Api, pool: Pool) -> None:
    id = await api.organization()
    secret = "a-long-client-secret-Zq9X"
    made = await oidc(api, id, clientSecret=secret)
    assert made["clientSecretSuffix"] == "Zq9X"
    (row,) = await pool.fetch("SELECT client_secret FROM connections")
    assert unseal(api.settings, row["client_secret"], f"{id} {made['id']}") == secret
    tables = await pool.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    for (table,) in tables:
        for (text,) in await pool.fetch(f"SELECT to_jsonb(t)::text FROM {table} t"):
            assert secret not in text
            assert secret.encode().hex() not in text


async def test_the_end_of_a_short_client_secret_is_not_shown(api: Api) -> None:
    id = await api.organization()
    assert (await oidc(api, id, clientSecret="elevenchars"))["clientSecretSuffix"] is None
    assert (await oidc(api, id, clientSecret="twelve-chars"))["clientSecretSuffix"] == "hars"


async def test_the_same_client_secret_again_changes_nothing_and_another_does(api: Api) -> None:
    made = await oidc(api, await api.organization(), clientSecret="a-long-client-secret")
    same = await api.mutate("updateOidcConnection", CONNECTION, id=made["id"], clientSecret="a-long-client-secret")
    assert (same["revision"], same["version"]) == (1, 1)
    changed = await api.mutate("updateOidcConnection", CONNECTION, id=made["id"], clientSecret="another-client-secret")
    assert (changed["revision"], changed["version"]) == (2, 2)


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


async def test_lists_are_filtered(api: Api) -> None:
    one, two = await customer(api), await customer(api)
    soon = await saml(api, one, **complete(provider="OKTA", certificates=[certificate(), certificate(10)]))
    late = await saml(api, two, certificates=[certificate()])
    other = await oidc(api, two, provider="AUTH0")
    await api.mutate("enableConnection", id=soon["id"])
    in_a_month = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    for given, expected in (
        ({}, [soon, late, other]),
        ({"protocol": "SAML"}, [soon, late]),
        ({"protocol": "OIDC"}, [other]),
        ({"enabled": True}, [soon]),
        ({"enabled": False, "protocol": "SAML"}, [late]),
        ({"provider": "AUTH0"}, [other]),
        ({"certificateExpiresBefore": in_a_month}, [soon]),
        ({"organizationIds": [two]}, [late, other]),
        ({"organizationIds": []}, []),
        ({"protocol": None, "enabled": None}, [soon, late, other]),
    ):
        found = (await api(LIST, filter=given))["connections"]
        assert [node["id"] for node in found["nodes"]] == [each["id"] for each in expected]
        assert found["totalCount"] == len(expected)
    refused = await api.execute(LIST, filter={"certificateExpiresBefore": "0001-01-01T00:00:00Z"})
    assert refused["errors"][0]["extensions"]["fields"][0]["field"] == "filter.certificateExpiresBefore"


@pytest.mark.parametrize("field", ["CREATED_AT", "UPDATED_AT", "CERTIFICATE_EXPIRES_AT"])
async def test_every_order_is_paged_whole_in_both_directions(api: Api, field: str) -> None:
    id = await api.organization()
    made = [
        (await saml(api, id, certificates=[certificate(days)] if days else []))["id"]
        for days in (40, None, 20, None, 30)
    ]
    for direction in ("ASC", "DESC"):
        order, seen, after = {"field": field, "direction": direction}, [], None
        while True:
            page = (await api(LIST, orderBy=order, first=2, after=after))["connections"]
            seen += [node["id"] for node in page["nodes"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        expected = [made[2], made[4], made[0], made[1], made[3]] if field == "CERTIFICATE_EXPIRES_AT" else made
        assert seen == (expected if direction == "ASC" else expected[::-1])


@pytest.mark.parametrize("after", ["", "x", "bm90IGpzb24", "WyJVUERBVEVEX0FUIiwibm8gdGltZSIsImNvbm5fMSJd"])
async def test_a_malformed_cursor_gets_a_typed_error(api: Api, after: str) -> None:
    body = await api.execute(LIST, orderBy={"field": "UPDATED_AT"}, after=after)
    assert body["errors"][0]["extensions"]["fields"] == [
        {
            "field": "after",
            "rule": "MALFORMED_CURSOR",
            "message": body["errors"][0]["extensions"]["fields"][0]["message"],
            "limit": None,
        }
    ]


async def test_connections_of_many_organizations_are_one_statement(api: Api, sent: list[str]) -> None:
    for _ in range(3):
        id = await customer(api)
        await saml(api, id, **complete())
        await oidc(api, id)
    sent.clear()
    data = await api(
        """{ organizations { nodes { connections(first: 5, filter: {enabled: false}) { totalCount nodes {
            id status active organization { id }
            ... on SamlIdentityProvider { certificates { subject daysLeft } } } } } } }"""
    )
    assert all(node["connections"]["totalCount"] == 2 for node in data["organizations"]["nodes"])
    assert sorted(sent) == [
        "connections.OF_ORGANIZATIONS.PAGE",
        "connections.OF_ORGANIZATIONS.TOTAL",
        "organizations.BY_IDS",
        "organizations.ORGANIZATIONS.PAGE",
    ]


async def test_identity_providers_are_entities_and_nodes(api: Api, sent: list[str]) -> None:
    id = await api.organization()
    made, other = await saml(api, id), await oidc(api, id)
    representations = [
        {"__typename": "SamlIdentityProvider", "id": made["id"]},
        {"__typename": "OidcIdentityProvider", "id": other["id"]},
        {"__typename": "OidcIdentityProvider", "id": made["id"]},
        {"__typename": "SamlIdentityProvider", "id": "conn_1"},
    ]
    sent.clear()
    query = """query ($given: [_Any!]!) { _entities(representations: $given) {
        __typename ... on SamlIdentityProvider { id } ... on OidcIdentityProvider { id } } }"""
    found = (await api(query, given=representations * 25))["_entities"]
    assert found[:4] == [
        {"__typename": "SamlIdentityProvider", "id": made["id"]},
        {"__typename": "OidcIdentityProvider", "id": other["id"]},
        None,
        None,
    ]
    assert sent == ["connections.BY_IDS"]
    nodes = await api("query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", ids=[made["id"], other["id"]])
    assert [node["__typename"] for node in nodes["nodes"]] == ["SamlIdentityProvider", "OidcIdentityProvider"]


async def test_reading_and_writing_need_their_scopes(api: Api) -> None:
    id = await api.organization()
    made = await saml(api, id)
    for caller in (await api.with_scopes("organizations:read", "connections:write"), api.as_(None)):
        body = await caller.execute(LIST)
        assert body["errors"][0]["extensions"]["code"] in {"FORBIDDEN", "UNAUTHENTICATED"}
        body = await caller.execute("query ($id: ID!) { connection(id: $id) { __typename } }", id=made["id"])
        assert body["errors"][0]["extensions"]["code"] in {"FORBIDDEN", "UNAUTHENTICATED"}
    reader = await api.with_scopes("connections:read")
    await reader(BY_ID.replace("organization { id }", ""), id=made["id"])
    assert (await reader.mutate("deleteConnection", id=made["id"]))["code"] == "FORBIDDEN"
    assert (await reader.mutate("createOidcConnection", organizationId=id, displayName="X"))["code"] == "FORBIDDEN"


async def test_a_certificate_is_replaced_by_its_successor_without_a_gap(api: Api) -> None:
    on = await enabled(api, await customer(api))
    both = [pem(some_der()), pem(other_der())]
    changed = await api.mutate("updateSamlConnection", CONNECTION + SAML, id=on["id"], certificates=["".join(both)])
    assert [each["serialNumber"] for each in changed["certificates"]] == ["0A11CE", "0B0B"]
    assert changed["enabled"]
