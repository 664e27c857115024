"""Which metadata documents are understood, and what is said of the others."""

from collections.abc import Callable
from datetime import UTC, datetime
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gateway.connections.kinds import SamlBinding, SamlNameIdFormat
from gateway.connections.saml_metadata import MAX_BYTES, IdpMetadata, idp_metadata, service_provider_metadata
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


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DEEP = "<a>" * 14_000


@pytest.mark.parametrize(
    ("xml", "rule"),
    [
        pytest.param("", "REQUIRED", id="empty"),
        pytest.param(" \n\ufeff", "REQUIRED", id="blank"),
        pytest.param("\0", "INVALID_CHARACTERS", id="NUL"),
        pytest.param(Metadata().xml() + "\ud800", "INVALID_CHARACTERS", id="lone surrogate"),
        pytest.param("<a>\x08</a>", "INVALID_CHARACTERS", id="control character"),
        pytest.param("<a>&#0;</a>", "MALFORMED_XML", id="reference to NUL"),
        pytest.param("<a>&#xD800;</a>", "MALFORMED_XML", id="reference to a surrogate"),
        pytest.param("<a>&nbsp;</a>", "MALFORMED_XML", id="undeclared entity"),
        pytest.param("hello", "MALFORMED_XML", id="words"),
        pytest.param("https://idp.example.test/metadata", "MALFORMED_XML", id="URL"),
        pytest.param("<a", "MALFORMED_XML", id="unfinished"),
        pytest.param("<a b='1' b='2'/>", "MALFORMED_XML", id="duplicate attribute"),
        pytest.param("<md:EntityDescriptor/>", "MALFORMED_XML", id="undeclared prefix"),
        pytest.param("<a/><b/>", "MALFORMED_XML", id="two roots"),
        pytest.param(Metadata().xml()[:-1], "MALFORMED_XML", id="cut off"),
        pytest.param(DEEP, "MALFORMED_XML", id="deep and unfinished"),
        pytest.param(DEEP + "</a>" * 14_000, "NOT_METADATA", id="deep"),
        pytest.param("<!DOCTYPE a><a/>", "DTD_FORBIDDEN", id="DTD"),
        pytest.param("<!DOCTYPE html><html><p>Sign in<br></html>", "DTD_FORBIDDEN", id="HTML page"),
        pytest.param('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "DTD_FORBIDDEN", id="external DTD"),
        pytest.param('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "DTD_FORBIDDEN", id="XXE"),
        pytest.param(f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><a>&l9;</a>', "DTD_FORBIDDEN", id="billion laughs"),
        pytest.param("<a/>", "NOT_METADATA", id="another root"),
        pytest.param('<EntityDescriptor entityID="x"/>', "NOT_METADATA", id="no namespace"),
        pytest.param(Metadata(namespaces='xmlns:md="urn:x"').xml(), "NOT_METADATA", id="another namespace"),
        pytest.param(entities(), "NOT_AN_IDP", id="no entity"),
        pytest.param(Metadata().xml().replace("IDPSSO", "PDP"), "NOT_AN_IDP", id="another role"),
        pytest.param(entities(entities(service_provider_xml())), "NOT_AN_IDP", id="only applications"),
        pytest.param(entities(Metadata().xml(), Metadata().xml()), "SEVERAL_IDPS", id="two providers"),
        pytest.param(Metadata(role_attributes="").xml(), "UNSUPPORTED_PROTOCOL", id="no protocol"),
        pytest.param(
            Metadata(role_attributes='protocolSupportEnumeration="urn:x"').xml(), "UNSUPPORTED_PROTOCOL", id="protocol"
        ),
        pytest.param(Metadata(attributes="").xml(), "MISSING_ENTITY_ID", id="no entity id"),
        pytest.param(Metadata(attributes='entityID=" \N{NO-BREAK SPACE}"').xml(), "MISSING_ENTITY_ID", id="blank id"),
        pytest.param(Metadata(attributes='entityID="a&#10;b"').xml(), "INVALID_ENTITY_ID", id="two lines of entity id"),
        pytest.param(Metadata(attributes=f'entityID="{"x" * 1025}"').xml(), "ENTITY_ID_TOO_LONG", id="long entity id"),
        pytest.param(Metadata(services=[]).xml(), "MISSING_SSO_URL", id="no service"),
        pytest.param(Metadata(services=[sso(SOAP)]).xml(), "MISSING_SSO_URL", id="unknown binding"),
        pytest.param(Metadata(services=[sso(location="")]).xml(), "MISSING_SSO_URL", id="no location"),
        pytest.param(Metadata(keys=[]).xml(), "MISSING_CERTIFICATE", id="no key"),
        pytest.param(Metadata(keys=[key_descriptor()]).xml(), "MISSING_CERTIFICATE", id="no certificate"),
        pytest.param(
            Metadata(keys=[key_descriptor(some_der(), use="encryption")]).xml(), "MISSING_CERTIFICATE", id="encryption"
        ),
        pytest.param(Metadata(keys=[key_descriptor(b"")]).xml(), "REQUIRED", id="empty certificate"),
        pytest.param(Metadata(keys=[key_descriptor(b"x")]).xml(), "NOT_A_CERTIFICATE", id="broken certificate"),
        pytest.param(Metadata(attributes='entityID="x" validUntil="soon"').xml(), "INVALID_VALID_UNTIL", id="no date"),
        pytest.param(
            Metadata(attributes='entityID="x" validUntil="0001-01-01T00:00:00+14:00"').xml(),
            "INVALID_VALID_UNTIL",
            id="before the first year",
        ),
    ],
)
def test_a_document_that_is_not_one_provider_s_metadata_is_refused(xml: str, rule: str) -> None:
    assert rules(xml) == [rule]


@pytest.mark.parametrize(
    "location",
    [
        "http://idp.example.test/sso",
        "http://localhost/sso",
        "javascript:alert(1)",
        "//idp.example.test/sso",
        "idp.example.test/sso",
        "https://",
        "https:///sso",
        "https://[::1/sso",
        "https://idp.example.test:port/sso",
        "https://idp.example.test:0/sso",
        "https://idp.example.test:99999/sso",
        "https://user:secret@idp.example.test/sso",
        "https://idp.example.test/sso#there",
        "https://idp.example.test\\@evil.test/",
        "https://idp.example.test/s s",
        "https://idp.example.test/\N{NO-BREAK SPACE}",
        'https://idp.example.test/"',
        f"https://idp.example.test/{'x' * 2048}",
    ],
)
def test_a_sign_on_url_that_is_not_plain_https_is_refused(location: str) -> None:
    assert rules(Metadata(services=[sso(location=location)]).xml()) == ["INVALID_SSO_URL"]


def test_everything_wrong_with_a_provider_is_named_at_once() -> None:
    xml = Metadata(attributes='validUntil="soon"', services=[], keys=[key_descriptor(b"x", b"y", b"")]).xml()
    assert rules(xml) == [
        "MISSING_ENTITY_ID",
        "MISSING_SSO_URL",
        "NOT_A_CERTIFICATE",
        "REQUIRED",
        "INVALID_VALID_UNTIL",
    ]


def test_metadata_of_an_application_is_told_for_what_it_is() -> None:
    ours = service_provider_metadata("https://gw.test", "https://gw.test/acs", name_id_format=None, sign_requests=True)
    for xml in (ours, service_provider_xml()):
        (fault,) = faults(xml)
        assert fault.rule == "NOT_AN_IDP"
        assert "service provider" in fault.message


def test_a_url_in_place_of_the_document_is_told_for_what_it_is() -> None:
    (fault,) = faults("https://idp.example.test/metadata")
    assert "URL" in fault.message


def test_malformed_xml_is_pointed_at() -> None:
    (fault,) = faults("<a>\n  <b></a>")
    assert "line 2, column 7" in fault.message


def test_ten_signing_certificates_are_accepted_and_eleven_are_not() -> None:
    keys = [key_descriptor(Making(key=ec_key(), serial_number=number).der()) for number in range(1, 12)]
    assert len(read(Metadata(keys=keys[:10]).xml()).certificates) == 10
    (fault,) = faults(Metadata(keys=keys).xml())
    assert (fault.rule, fault.limit) == ("TOO_MANY", 10)


def test_metadata_of_the_greatest_size_is_read_and_one_byte_more_is_refused() -> None:
    xml = Metadata().xml()
    room = MAX_BYTES - len(xml)
    assert read(xml + " " * room)
    for more in (" " * (room + 1), " " * (room - 1) + "é"):
        (fault,) = faults(xml + more)
        assert (fault.rule, fault.limit) == ("TOO_LONG", 102_400)


def test_a_private_key_in_metadata_is_refused_and_never_repeated() -> None:
    secret = pem(b"secret", "PRIVATE KEY")
    (fault,) = faults(Metadata().xml().replace(base64_of(some_der()), secret))
    assert fault.rule == "PRIVATE_KEY"
    assert base64_of(b"secret") not in fault.message


def test_thousands_of_nested_groups_are_no_burden() -> None:
    opened, closed = '<E xmlns="urn:oasis:names:tc:SAML:2.0:metadata">', "</E>"
    depth = 1500
    xml = (opened + "<E>" * depth + Metadata().xml() + closed * (depth + 1)).replace("E>", "EntitiesDescriptor>")
    xml = xml.replace("<E xmlns", "<EntitiesDescriptor xmlns")
    assert read(xml).sso_url == SSO_URL


def is_read_or_refused(xml: str) -> None:
    try:
        found = read(xml)
    except Invalid as invalid:
        refusal = invalid
    else:
        assert found.certificates
        assert found.sso_url.lower().startswith("https://")
        assert 0 < len(found.entity_id) <= 1024
        "".join((found.entity_id, found.sso_url, found.slo_url or "", *found.name_id_formats)).encode()
        return
    assert refusal.faults
    str(refusal).encode()


PIECES = (
    *("<", ">", "</", "/>", "a", "&", ";", "&#", "&lt;", "<![CDATA[", "]]>", "<!--", "-->", "<?xml", "?>", "<!DOCTYPE"),
    *("[", "]", "'", '"', "=", "xmlns", "xmlns:md=", "md:", "EntityDescriptor", "IDPSSODescriptor", "urn:", "\0"),
    *("\ud800", ' version="1.0"', ' encoding="UTF-16"', ' encoding="utf-7"'),
)


@settings(max_examples=500, deadline=None)
@given(st.one_of(st.text(st.characters()), st.lists(st.one_of(st.sampled_from(PIECES), st.text())).map("".join)))
@example('<?xml version="1.0" encoding="UTF-16"?><a/>')
def test_any_text_is_read_or_refused(xml: str) -> None:
    is_read_or_refused(xml)


VALID = [
    Metadata().xml(),
    okta_xml(some_der()),
    google_xml(some_der()),
    entities(service_provider_xml(), Metadata().xml()),
]


@settings(max_examples=600, deadline=None)
@given(st.data())
def test_a_damaged_document_is_read_or_refused(data: st.DataObject) -> None:
    xml = data.draw(st.sampled_from(VALID))
    start = data.draw(st.integers(0, len(xml)))
    end = data.draw(st.integers(start, min(len(xml), start + 60)))
    inserted = data.draw(st.one_of(st.text(max_size=10), st.sampled_from(PIECES)))
    is_read_or_refused(xml[:start] + inserted + xml[end:])


VALUES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters='<&"'), max_size=40)


@settings(max_examples=500, deadline=None)
@given(VALUES, VALUES, VALUES, VALUES, VALUES)
def test_any_values_in_a_document_are_read_or_refused(
    entity_id: str, until: str, wish: str, location: str, name_format: str
) -> None:
    document = Metadata(
        attributes=f'entityID="{entity_id}" validUntil="{until}"',
        role_attributes=f'protocolSupportEnumeration="{SAML_2}" WantAuthnRequestsSigned="{wish}"',
        formats=[name_format],
        services=[f'<md:SingleSignOnService Binding="{POST}" Location="https://{location}"/>'],
    )
    is_read_or_refused(document.xml())


def test_our_own_metadata_names_what_a_provider_must_know() -> None:
    written = service_provider_metadata(
        "https://gw.test/saml/conn_1",
        "https://gw.test/saml/conn_1/acs",
        name_id_format=SamlNameIdFormat.EMAIL_ADDRESS.urn,
        sign_requests=True,
    )
    assert written == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://gw.test/saml/conn_1">\n'
        '  <md:SPSSODescriptor AuthnRequestsSigned="true" WantAssertionsSigned="true"'
        ' protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">\n'
        "    <md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</md:NameIDFormat>\n"
        '    <md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"'
        ' Location="https://gw.test/saml/conn_1/acs" index="0" isDefault="true"/>\n'
        "  </md:SPSSODescriptor>\n"
        "</md:EntityDescriptor>\n"
    )


def test_our_own_metadata_asks_for_no_format_when_none_is_chosen() -> None:
    written = service_provider_metadata("a", "b", name_id_format=None, sign_requests=False)
    assert "NameIDFormat" not in written
    assert 'AuthnRequestsSigned="false"' in written


ANY_CHARACTERS = st.text(st.characters(), min_size=1)


@given(ANY_CHARACTERS, ANY_CHARACTERS, ANY_CHARACTERS)
@example("""<>&'" """, "https://gw.test/?a=1&b=2", "]]>")
def test_our_own_metadata_keeps_every_value_or_refuses_it(entity_id: str, acs_url: str, name_id_format: str) -> None:
    try:
        written = service_provider_metadata(entity_id, acs_url, name_id_format=name_id_format, sign_requests=True)
    except ValueError:
        return
    root = fromstring(written.encode())
    acs = root.find("{*}SPSSODescriptor/{*}AssertionConsumerService")
    assert acs is not None
    assert (root.get("entityID"), acs.get("Location")) == (entity_id, acs_url)
    assert root.findtext("{*}SPSSODescriptor/{*}NameIDFormat") == name_id_format
