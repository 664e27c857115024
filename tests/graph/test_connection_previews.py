"""What is about to be saved is shown before: parsed, and stored nowhere."""

import pytest
from asyncpg import Pool

from tests.connections.builders import okta_xml, other_der, pem, some_der
from tests.graph.portal import customer, portal
from tests.helpers import Api
from tests.members import member

METADATA = """query ($xml: String!) { previewSamlMetadata(xml: $xml) { __typename
    ... on SamlMetadataPreview { entityId ssoUrl ssoBinding sloUrl wantAuthnRequestsSigned
        certificates { fingerprintSha256 daysLeft } }
    ... on InvalidInputProblem { code fields { field rule limit } } } }"""
CERTIFICATE = """query ($text: String!) { previewCertificate(text: $text) { __typename
    ... on CertificatesPreview { certificates { subject fingerprintSha256 notAfter keyAlgorithm keySizeBits } }
    ... on InvalidInputProblem { code fields { field rule } } } }"""


async def test_metadata_is_shown_to_the_administrator_before_it_is_saved(api: Api, pool: Pool) -> None:
    administrator = await portal(api, await customer(api))
    shown = (await administrator(METADATA, xml=okta_xml(some_der())))["previewSamlMetadata"]
    assert shown["__typename"] == "SamlMetadataPreview"
    assert shown["entityId"].startswith("http")
    assert shown["ssoUrl"].startswith("https://")
    assert len(shown["certificates"]) == 1
    assert await pool.fetchval("SELECT count(*) FROM connections") == 0


async def test_certificates_are_shown_in_the_order_of_the_text(api: Api) -> None:
    text = pem(some_der()) + pem(other_der())
    shown = (await api(CERTIFICATE, text=text))["previewCertificate"]
    assert len({each["fingerprintSha256"] for each in shown["certificates"]}) == 2
    assert {each["keyAlgorithm"] for each in shown["certificates"]} <= {"RSA", "EC"}


@pytest.mark.parametrize(
    ("query", "given", "name", "fault"),
    [
        (METADATA, {"xml": "<EntityDescriptor"}, "previewSamlMetadata", ("xml", "MALFORMED_XML")),
        (METADATA, {"xml": "x" * 102_401}, "previewSamlMetadata", ("xml", "TOO_LONG")),
        (CERTIFICATE, {"text": "hello"}, "previewCertificate", ("text", "MALFORMED_BASE64")),
        (CERTIFICATE, {"text": ""}, "previewCertificate", ("text", "REQUIRED")),
    ],
)
async def test_what_cannot_be_used_is_named(
    api: Api, query: str, given: dict[str, str], name: str, fault: tuple[str, str]
) -> None:
    refused = (await api(query, **given))[name]
    assert (refused["__typename"], refused["code"]) == ("InvalidInputProblem", "INVALID_INPUT")
    assert [(each["field"], each["rule"]) for each in refused["fields"]] == [fault]


async def test_who_sets_up_no_connections_is_shown_nothing(api: Api) -> None:
    organization = await api.organization()
    for caller in (await member(api, organization, roles=["member"]), await api.with_scopes("connections:read")):
        body = await caller.execute(CERTIFICATE, text=pem(some_der()))
        assert {error["extensions"]["code"] for error in body["errors"]} == {"FORBIDDEN"}
        assert not body.get("data")
