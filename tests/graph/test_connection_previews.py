"""Metadata and certificates are read without saving: what they say, or what is wrong with them."""

from collections.abc import AsyncIterator

import pytest
from asyncpg import Pool

from gateway.settings import Settings
from tests.connections.builders import (
    Metadata,
    entra_xml,
    google_xml,
    key_descriptor,
    okta_xml,
    other_der,
    pem,
    service_provider_xml,
    some_der,
)
from tests.graph.portal import certificate, customer, portal, saml, switch
from tests.helpers import Api
from tests.members import member

CERTIFICATE = """certificates { pem subject issuer serialNumber fingerprintSha256 notBefore notAfter keyAlgorithm
    keySizeBits daysLeft status weaknesses }"""
METADATA = f"""query ($xml: String!) {{ previewSamlMetadata(idpMetadataXml: $xml) {{ __typename
    ... on SamlMetadataPreview {{ entityId ssoUrl ssoBinding sloUrl nameIdFormats wantAuthnRequestsSigned validUntil
        {CERTIFICATE} }}
    ... on InvalidInputProblem {{ code message fields {{ field rule message limit }} }} }} }}"""
CERTIFICATES = f"""query ($text: String!) {{ previewCertificate(certificate: $text) {{ __typename
    ... on CertificatePreview {{ {CERTIFICATE} }}
    ... on InvalidInputProblem {{ code fields {{ field rule }} }} }} }}"""


@pytest.fixture(params=[True, False], ids=["engine", "graphql-core"])
async def either(request: pytest.FixtureRequest, pool: Pool, settings: Settings) -> AsyncIterator[Api]:
    """A gateway with each of the two executors."""
    async with Api.start(pool, settings.model_copy(update={"engine": request.param})) as api:
        yield api


@pytest.mark.parametrize(
    "xml",
    [okta_xml(some_der()), entra_xml(some_der(), other_der()), google_xml(some_der())],
    ids=["okta", "entra", "google"],
)
async def test_metadata_is_previewed_as_it_would_be_saved(either: Api, xml: str) -> None:
    preview = (await either(METADATA, xml=xml))["previewSamlMetadata"]
    made = await saml(either, await customer(either), idpMetadataXml=xml)
    assert preview["entityId"] == made["idpEntityId"]
    for name in ("ssoUrl", "ssoBinding", "sloUrl", "certificates"):
        assert preview[name] == made[name]
    assert preview["wantAuthnRequestsSigned"] == made["signRequests"]


async def test_what_metadata_leaves_to_choose_is_told(api: Api) -> None:
    xml = Metadata(role_attributes=Metadata().role_attributes + ' validUntil="2030-01-31T00:00:00Z"').xml()
    preview = (await api(METADATA, xml=xml))["previewSamlMetadata"]
    assert preview["validUntil"] == "2030-01-31T00:00:00+00:00"
    assert preview["nameIdFormats"] == ["urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"]


@pytest.mark.parametrize(
    ("xml", "rule"),
    [
        ("", "REQUIRED"),
        ("x" * 102_401, "TOO_LONG"),
        ("<a", "MALFORMED_XML"),
        ("<!DOCTYPE a><a/>", "DTD_FORBIDDEN"),
        (service_provider_xml(), "NOT_AN_IDP"),
        (Metadata(keys=[key_descriptor(b"no certificate")]).xml(), "NOT_A_CERTIFICATE"),
    ],
)
async def test_metadata_that_cannot_be_used_says_why_at_its_field(either: Api, xml: str, rule: str) -> None:
    problem = (await either(METADATA, xml=xml))["previewSamlMetadata"]
    assert (problem["__typename"], problem["code"]) == ("InvalidInputProblem", "INVALID_INPUT")
    assert [(fault["field"], fault["rule"]) for fault in problem["fields"]] == [("idpMetadataXml", rule)]


async def test_certificates_are_previewed_in_the_order_of_the_text(either: Api) -> None:
    text = certificate(days=30) + certificate(days=-1, serial_number=2)
    preview = (await either(CERTIFICATES, text=text))["previewCertificate"]
    assert [each["status"] for each in preview["certificates"]] == ["EXPIRING", "EXPIRED"]
    assert [each["daysLeft"] for each in preview["certificates"]] == [30, -1]
    assert [each["serialNumber"] for each in preview["certificates"]] == ["01", "02"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "REQUIRED"),
        ("no certificate", "MALFORMED_BASE64"),
        (pem(b"x", "PRIVATE KEY"), "PRIVATE_KEY"),
        (pem(some_der())[:-40], "MALFORMED_PEM"),
    ],
)
async def test_a_text_without_certificates_says_why_at_its_field(either: Api, text: str, rule: str) -> None:
    problem = (await either(CERTIFICATES, text=text))["previewCertificate"]
    assert problem["fields"] == [{"field": "certificate", "rule": rule}]


async def test_a_preview_saves_nothing(api: Api, sent: list[str]) -> None:
    await api("{ viewer { __typename } }")
    sent.clear()
    await api(METADATA, xml=Metadata().xml())
    await api(CERTIFICATES, text=certificate())
    assert [name for name in sent if not name.startswith("api_keys.")] == []


async def test_who_may_write_connections_may_preview_and_nobody_else(api: Api) -> None:
    id = await customer(api)
    session = await portal(api, id)
    assert (await session(METADATA, xml=Metadata().xml()))["previewSamlMetadata"]["entityId"]
    assert (await session(CERTIFICATES, text=certificate()))["previewCertificate"]["certificates"]
    await switch(api, id, "DIR_SYNC", enabled=True)
    await switch(api, id, "SSO", enabled=False)
    plain_member = await member(api, id, roles=["member"])
    for caller in (await api.with_scopes("connections:read"), await portal(api, id), plain_member):
        for document, variables in ((METADATA, {"xml": "<a/>"}), (CERTIFICATES, {"text": "x"})):
            body = await caller.execute(document, **variables)
            assert {error["extensions"]["code"] for error in body["errors"]} == {"FORBIDDEN"}, body
    body = await api.as_(None).execute(METADATA, xml="<a/>")
    assert [error["extensions"]["code"] for error in body["errors"]] == ["UNAUTHENTICATED"]
