"""Which metadata documents are understood, and what is said of the others."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from gateway.connections.kinds import SamlBinding, SamlNameIdFormat
from gateway.connections.saml_metadata import IdpMetadata, idp_metadata
from gateway.errors import Fault, Invalid
from tests.connections.builders import (
    EMAIL,
    PERSISTENT,
    POST,
    REDIRECT,
    SAML_2,
    SOAP,
    Making,
    Metadata,
    base64_of,
    ec_key,
    entities,
    entra_xml,
    google_xml,
    key_descriptor,
    named,
    okta_xml,
    other_der,
    pem,
    rsa_key,
    service,
    service_provider_xml,
    some_der,
    sso,
)

SSO_URL = "https://idp.example.test/sso"


def read(xml: str) -> IdpMetadata:
    return idp_metadata(xml, "metadata")


def serials(xml: str) -> list[str]:
    return [certificate.serial_number for certificate in read(xml).certificates]


def faults(xml: str) -> tuple[Fault, ...]:
    with pytest.raises(Invalid) as caught:
        read(xml)
    assert {fault.field for fault in caught.value.faults} == {"metadata"}
    return caught.value.faults


def rules(xml: str) -> list[str]:
    return [fault.rule for fault in faults(xml)]


def test_metadata_of_okta_s_shape_is_read() -> None:
    found = read(okta_xml(some_der()))
    assert found.entity_id == "http://www.okta.com/exk1a2b3c4d"
    assert found.sso_url == "https://acme.okta.test/app/acme/exk1a2b3c4d/sso/saml"
    assert found.sso_binding is SamlBinding.HTTP_REDIRECT
    assert (found.slo_url, found.slo_binding) == (None, None)
    assert found.name_id_formats == (SamlNameIdFormat.UNSPECIFIED.urn, SamlNameIdFormat.EMAIL_ADDRESS.urn)
    assert [certificate.serial_number for certificate in found.certificates] == ["0A11CE"]
    assert found.want_authn_requests_signed is False
    assert found.valid_until is None


def test_metadata_of_entra_s_shape_is_read() -> None:
    found = read(entra_xml(some_der(), other_der()))
    tenant = "https://login.entra.test/6f1d8f0e-0000-4000-8000-3c1f2b7a9d10/saml2"
    assert found.entity_id == "https://sts.entra.test/6f1d8f0e-0000-4000-8000-3c1f2b7a9d10/"
    assert (found.sso_url, found.sso_binding) == (tenant, SamlBinding.HTTP_REDIRECT)
    assert (found.slo_url, found.slo_binding) == (tenant, SamlBinding.HTTP_REDIRECT)
    assert found.name_id_formats == ()
    assert [certificate.serial_number for certificate in found.certificates] == ["0A11CE", "0B0B"]


def test_metadata_of_google_s_shape_is_read() -> None:
    found = read(google_xml(some_der()))
    assert found.entity_id == "https://accounts.google.test/o/saml2?idpid=C01abc234"
    assert found.sso_url == "https://accounts.google.test/o/saml2/idp?idpid=C01abc234"
    assert found.valid_until == datetime(2031, 3, 5, 14, 28, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("services", "url", "binding"),
    [
        ([sso(POST)], SSO_URL, SamlBinding.HTTP_POST),
        ([sso(SOAP), sso(POST)], SSO_URL, SamlBinding.HTTP_POST),
        (
            [sso(POST, "https://a.test/"), sso(REDIRECT, "https://b.test/")],
            "https://b.test/",
            SamlBinding.HTTP_REDIRECT,
        ),
        ([sso(REDIRECT, "http://a.test/"), sso(POST, "https://b.test/")], "https://b.test/", SamlBinding.HTTP_POST),
        (
            [sso(location="https://a.test/"), sso(location="https://b.test/")],
            "https://a.test/",
            SamlBinding.HTTP_REDIRECT,
        ),
        ([sso(location=" https://a.test/ ")], "https://a.test/", SamlBinding.HTTP_REDIRECT),
        ([sso(location="HTTPS://a.test:8443/x?a=b&c=d")], "HTTPS://a.test:8443/x?a=b&c=d", SamlBinding.HTTP_REDIRECT),
    ],
)
def test_the_best_usable_sign_on_service_is_chosen(services: list[str], url: str, binding: SamlBinding) -> None:
    found = read(Metadata(services=services).xml())
    assert (found.sso_url, found.sso_binding) == (url, binding)


@pytest.mark.parametrize(
    ("services", "expected"),
    [
        ([], (None, None)),
        ([service("SingleLogoutService", SOAP, "https://idp.example.test/slo")], (None, None)),
        ([service("SingleLogoutService", REDIRECT, "http://idp.example.test/slo")], (None, None)),
        (
            [service("SingleLogoutService", POST, "https://idp.example.test/slo")],
            ("https://idp.example.test/slo", SamlBinding.HTTP_POST),
        ),
    ],
)
def test_a_logout_service_that_cannot_be_used_is_none(
    services: list[str], expected: tuple[str | None, SamlBinding | None]
) -> None:
    found = read(Metadata(services=[sso(), *services]).xml())
    assert (found.slo_url, found.slo_binding) == expected


def test_keys_for_encryption_only_are_not_trusted_to_sign() -> None:
    broken = key_descriptor(b"broken", use="encryption")
    keys = [key_descriptor(other_der(), use="encryption"), broken, key_descriptor(some_der())]
    assert serials(Metadata(keys=keys).xml()) == ["0A11CE"]


def test_keys_without_a_use_sign_as_well() -> None:
    assert serials(Metadata(keys=[key_descriptor(some_der(), use=None)]).xml()) == ["0A11CE"]


def test_certificates_come_once_each_in_the_document_s_order() -> None:
    keys = [key_descriptor(other_der()), key_descriptor(some_der(), use=None), key_descriptor(other_der())]
    assert serials(Metadata(keys=keys).xml()) == ["0B0B", "0A11CE"]


def test_of_a_chain_only_the_signing_certificate_is_trusted() -> None:
    root, middle = named(common_name="Root"), named(common_name="Middle")
    root_key, middle_key = rsa_key(number=1), ec_key()
    chain = [
        Making(serial_number=1, issuer=middle, issuer_key=middle_key).der(),
        Making(serial_number=2, key=middle_key, subject=middle, issuer=root, issuer_key=root_key).der(),
        Making(serial_number=3, key=root_key, subject=root).der(),
    ]
    assert serials(Metadata(keys=[key_descriptor(*chain)]).xml()) == ["01"]
    assert serials(Metadata(keys=[key_descriptor(*reversed(chain))]).xml()) == ["01"]


def test_a_certificate_and_its_successor_in_one_element_are_both_trusted() -> None:
    assert serials(Metadata(keys=[key_descriptor(some_der(), other_der())]).xml()) == ["0A11CE", "0B0B"]


def test_a_pem_block_in_place_of_bare_base64_is_read() -> None:
    xml = Metadata().xml().replace(base64_of(some_der()), pem(some_der()))
    assert serials(xml) == ["0A11CE"]


def test_a_comment_within_a_certificate_changes_nothing() -> None:
    text = base64_of(some_der())
    assert serials(Metadata().xml().replace(text, f"{text[:40]}<!-- x -->{text[40:]}")) == ["0A11CE"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("true", True), ("1", True), ("True", True), ("false", False), ("0", False), ("", False), ("maybe", False)],
)
def test_the_wish_for_signed_requests_is_read(written: str, meant: bool) -> None:
    attributes = f'protocolSupportEnumeration="{SAML_2}" WantAuthnRequestsSigned="{written}"'
    assert read(Metadata(role_attributes=attributes).xml()).want_authn_requests_signed is meant


def test_name_id_formats_keep_their_order_and_come_once_each() -> None:
    found = read(Metadata(formats=[f"\n {PERSISTENT} ", EMAIL, PERSISTENT, " "]).xml())
    assert found.name_id_formats == (PERSISTENT, EMAIL)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2030-01-31T00:00:00Z", datetime(2030, 1, 31, tzinfo=UTC)),
        ("2030-01-31T02:00:00+02:00", datetime(2030, 1, 31, tzinfo=UTC)),
        ("2030-01-31T00:00:00", datetime(2030, 1, 31, tzinfo=UTC)),
        ("2030-01-31T00:00:00.123Z", datetime(2030, 1, 31, 0, 0, 0, 123000, tzinfo=UTC)),
        ("2001-01-31T00:00:00Z", datetime(2001, 1, 31, tzinfo=UTC)),
    ],
)
def test_the_expiry_is_read_as_utc(written: str, meant: datetime) -> None:
    assert read(Metadata(attributes=f'entityID="x" validUntil="{written}"').xml()).valid_until == meant


def test_the_earliest_expiry_around_the_provider_counts() -> None:
    inner = Metadata(
        attributes='entityID="x" validUntil="2030-01-31T00:00:00Z"',
        role_attributes=f'protocolSupportEnumeration="{SAML_2}" validUntil="2029-01-31T00:00:00Z"',
    ).xml()
    assert read(inner).valid_until == datetime(2029, 1, 31, tzinfo=UTC)
    around = entities(inner, attributes='validUntil="2028-01-31T00:00:00Z"')
    assert read(around).valid_until == datetime(2028, 1, 31, tzinfo=UTC)


def test_the_one_provider_among_several_entities_is_found_however_deep() -> None:
    xml = entities(service_provider_xml(), entities(Metadata().xml()), service_provider_xml())
    assert read(xml).entity_id == "https://idp.example.test/metadata"


def test_a_role_that_speaks_only_saml_1_is_passed_over() -> None:
    old = Metadata(role_attributes='protocolSupportEnumeration="urn:oasis:names:tc:SAML:1.1:protocol"').role()
    xml = Metadata().xml().replace("<md:IDPSSODescriptor", f"{old}<md:IDPSSODescriptor", 1)
    assert read(xml).sso_url == SSO_URL


def test_an_entity_that_is_provider_and_application_at_once_is_read() -> None:
    xml = Metadata().xml().replace("<md:IDPSSODescriptor", "<md:SPSSODescriptor/><md:IDPSSODescriptor", 1)
    assert read(xml).sso_url == SSO_URL


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(lambda xml: f"\n\n  {xml}\n", id="space around"),
        pytest.param(lambda xml: f"\ufeff{xml}", id="byte order mark"),
        pytest.param(lambda xml: f'\n<?xml version="1.0" encoding="UTF-16"?>{xml}', id="UTF-16 declared"),
        pytest.param(lambda xml: f'<?xml version="1.0" encoding="windows-1252"?>{xml}', id="Windows-1252 declared"),
        pytest.param(lambda xml: f'<?xml version="1.0" encoding="no-such"?>{xml}', id="unknown encoding declared"),
        pytest.param(lambda xml: f"<!-- <!DOCTYPE x> --><?pi?>{xml}", id="comment and instruction"),
    ],
)
def test_what_surrounds_the_document_does_not_matter(form: Callable[[str], str]) -> None:
    assert read(form(Metadata(attributes='entityID="https://idp.example.test/é"').xml())).entity_id.endswith("/é")
