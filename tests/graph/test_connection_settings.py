"""Settings of SSO connections: what breaks a rule is refused by name, and secrets stay secret."""

import pytest
from asyncpg import Pool

from gateway.sealing import unseal
from tests.connections.builders import other_der, pem, service_provider_xml, some_der
from tests.graph.portal import (
    CONNECTION,
    SAML,
    certificate,
    customer,
    enabled,
    oidc,
    saml,
)
from tests.helpers import Api

LIST = """query ($filter: ConnectionFilter, $orderBy: ConnectionOrder, $first: Int, $after: String) {
    connections(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
        totalCount nodes { id } pageInfo { hasNextPage endCursor } } }"""


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
        ("attributeMapping.email", "NOT_A_STRING"),
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


async def test_a_certificate_is_replaced_by_its_successor_without_a_gap(api: Api) -> None:
    on = await enabled(api, await customer(api))
    both = [pem(some_der()), pem(other_der())]
    changed = await api.mutate("updateSamlConnection", CONNECTION + SAML, id=on["id"], certificates=["".join(both)])
    assert [each["serialNumber"] for each in changed["certificates"]] == ["0A11CE", "0B0B"]
    assert changed["enabled"]
