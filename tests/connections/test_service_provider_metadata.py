"""Our own metadata, which an administrator takes to the identity provider."""

from xml.etree.ElementTree import fromstring

from hypothesis import example, given
from hypothesis import strategies as st

from gateway.connections.kinds import SamlNameIdFormat
from gateway.connections.saml_metadata import service_provider_metadata


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
