"""Which metadata documents are refused, and what is said of them; no text breaks the reader."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gateway.connections.saml_metadata import MAX_BYTES, service_provider_metadata
from gateway.errors import Invalid
from tests.connections.builders import (
    POST,
    SAML_2,
    SOAP,
    Making,
    Metadata,
    base64_of,
    ec_key,
    entities,
    google_xml,
    key_descriptor,
    okta_xml,
    pem,
    service_provider_xml,
    some_der,
    sso,
)
from tests.connections.test_saml_metadata import SSO_URL, faults, read, rules

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
