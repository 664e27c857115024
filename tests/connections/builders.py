"""Real keys, certificates and metadata, made at run time, with defaults for what a test does not care about."""

import base64
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from xml.sax.saxutils import quoteattr

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate_ec_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey, RSAPublicNumbers
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
SOAP = "urn:oasis:names:tc:SAML:2.0:bindings:SOAP"
SAML_2 = "urn:oasis:names:tc:SAML:2.0:protocol"
EMAIL = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"

Key = RSAPrivateKey | EllipticCurvePrivateKey | Ed25519PrivateKey


@cache
def rsa_key(bits: int = 2048, number: int = 0) -> RSAPrivateKey:
    """The same key for the same arguments; `number` tells several of one size apart."""
    del number
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return generate_rsa_key(65537, bits)


@cache
def ec_key() -> EllipticCurvePrivateKey:
    return generate_ec_key(SECP256R1())


def short_rsa_public_key() -> RSAPublicKey:
    """512 bits, which no library makes a private key of any more."""
    return RSAPublicNumbers(65537, 2**511 + 2**255 + 1).public_key()


def named(*, common_name: str = "idp.example.test", organization: str = "Example") -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, organization),
            x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name),
        ]
    )


@dataclass(frozen=True)
class Making:
    """How a certificate is made; self-signed with RSA 2048, begun a month before NOW, a year to go."""

    key: Key | None = None
    public_key: RSAPublicKey | None = None
    subject: x509.Name | None = None
    issuer: x509.Name | None = None
    issuer_key: Key | None = None
    serial_number: int = 0x0A11CE
    not_before: datetime = NOW - timedelta(days=30)
    not_after: datetime = NOW + timedelta(days=365)
    pss: PSS | None = None

    def der(self) -> bytes:
        key = self.key or rsa_key()
        subject = named() if self.subject is None else self.subject
        signer = self.issuer_key or key
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject if self.issuer is None else self.issuer)
            .public_key(self.public_key or key.public_key())
            .serial_number(self.serial_number)
            .not_valid_before(self.not_before)
            .not_valid_after(self.not_after)
        )
        digest = None if isinstance(signer, Ed25519PrivateKey) else SHA256()
        return builder.sign(signer, digest, rsa_padding=self.pss).public_bytes(Encoding.DER)


@cache
def some_der() -> bytes:
    """A certificate there is nothing to say about."""
    return Making().der()


@cache
def other_der() -> bytes:
    """Its successor: the same names, another key and serial number."""
    return Making(key=rsa_key(number=1), serial_number=0x0B0B).der()


def sha1_signed(der: bytes) -> bytes:
    """The certificate with the name of SHA-1 at its signature; cryptography refuses to make a genuine one."""
    return der.replace(bytes.fromhex("2a864886f70d01010b"), bytes.fromhex("2a864886f70d010105"))


def md5_signed(der: bytes) -> bytes:
    return der.replace(bytes.fromhex("2a864886f70d01010b"), bytes.fromhex("2a864886f70d010104"))


def pem(der: bytes, label: str = "CERTIFICATE") -> str:
    body = base64.encodebytes(der).decode()
    return f"-----BEGIN {label}-----\n{body}-----END {label}-----\n"


def base64_of(der: bytes) -> str:
    return base64.b64encode(der).decode()


def key_descriptor(*ders: bytes, use: str | None = "signing") -> str:
    certificates = "".join(f"<ds:X509Certificate>{base64_of(der)}</ds:X509Certificate>" for der in ders)
    attribute = f' use="{use}"' if use else ""
    return (
        f'<md:KeyDescriptor{attribute}><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">'
        f"<ds:X509Data>{certificates}</ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
    )


def service(name: str, binding: str, location: str) -> str:
    return f"<md:{name} Binding={quoteattr(binding)} Location={quoteattr(location)}/>"


def sso(binding: str = REDIRECT, location: str = "https://idp.example.test/sso") -> str:
    return service("SingleSignOnService", binding, location)


@dataclass(frozen=True)
class Metadata:
    """An identity provider's metadata in parts, each of which a test may replace or leave out."""

    attributes: str = 'entityID="https://idp.example.test/metadata"'
    role_attributes: str = f'protocolSupportEnumeration="{SAML_2}"'
    keys: Sequence[str] | None = None
    formats: Sequence[str] = (EMAIL,)
    services: Sequence[str] = (sso(),)
    namespaces: str = 'xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"'

    def role(self) -> str:
        keys = [key_descriptor(some_der())] if self.keys is None else self.keys
        formats = "".join(f"<md:NameIDFormat>{text}</md:NameIDFormat>" for text in self.formats)
        body = "".join(keys) + formats + "".join(self.services)
        return f"<md:IDPSSODescriptor {self.role_attributes}>{body}</md:IDPSSODescriptor>"

    def xml(self) -> str:
        return f"<md:EntityDescriptor {self.namespaces} {self.attributes}>{self.role()}</md:EntityDescriptor>"


def entities(*documents: str, attributes: str = "") -> str:
    """An EntitiesDescriptor around other documents."""
    return (
        f'<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" {attributes}>'
        f"{''.join(documents)}</md:EntitiesDescriptor>"
    )


def service_provider_xml() -> str:
    """What an application shows of itself, often pasted by mistake."""
    return (
        '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://app.example.test">'
        f'<md:SPSSODescriptor protocolSupportEnumeration="{SAML_2}">'
        f'<md:AssertionConsumerService Binding="{POST}" Location="https://app.example.test/acs" index="0"/>'
        "</md:SPSSODescriptor></md:EntityDescriptor>"
    )


def wrapped(text: str, width: int = 76) -> str:
    """Base64 as consoles print it into XML: indented lines."""
    return "\n" + "".join(f"          {text[at : at + width]}\n" for at in range(0, len(text), width))


def okta_xml(der: bytes) -> str:
    """The shape of Okta's: prefixed, one key, two formats, POST before Redirect."""
    return f"""<?xml version="1.0" encoding="UTF-8"?><md:EntityDescriptor entityID="http://www.okta.com/exk1a2b3c4d"
 xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"><md:IDPSSODescriptor WantAuthnRequestsSigned="false"
 protocolSupportEnumeration="{SAML_2}"><md:KeyDescriptor use="signing"><ds:KeyInfo
 xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>{wrapped(base64_of(der), 64)}
</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
<md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified</md:NameIDFormat>
<md:NameIDFormat>{EMAIL}</md:NameIDFormat>
<md:SingleSignOnService Binding="{POST}" Location="https://acme.okta.test/app/acme/exk1a2b3c4d/sso/saml"/>
<md:SingleSignOnService Binding="{REDIRECT}" Location="https://acme.okta.test/app/acme/exk1a2b3c4d/sso/saml"/>
</md:IDPSSODescriptor></md:EntityDescriptor>"""


def entra_xml(der: bytes, next_der: bytes) -> str:
    """The shape of Entra's: a signature around, WS-Federation roles first, default namespaces, two keys, a BOM."""
    fed = "http://docs.oasis-open.org/wsfed/federation/200706"
    keys = "".join(
        '<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data>'
        f"<X509Certificate>{base64_of(each)}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>"
        for each in (der, next_der)
    )
    tenant = "https://login.entra.test/6f1d8f0e-0000-4000-8000-3c1f2b7a9d10/saml2"
    return f"""\ufeff<?xml version="1.0" encoding="utf-8"?><EntityDescriptor ID="_3c0f" \
entityID="https://sts.entra.test/6f1d8f0e-0000-4000-8000-3c1f2b7a9d10/" xmlns="urn:oasis:names:tc:SAML:2.0:metadata">\
<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignatureValue>bm90IHJlYWQ=</SignatureValue><KeyInfo><X509Data>\
<X509Certificate>{base64_of(der)}</X509Certificate></X509Data></KeyInfo></Signature>\
<RoleDescriptor xsi:type="fed:SecurityTokenServiceType" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
protocolSupportEnumeration="{fed}" xmlns:fed="{fed}">{keys}</RoleDescriptor>\
<IDPSSODescriptor protocolSupportEnumeration="{SAML_2}">{keys}\
<SingleLogoutService Binding="{REDIRECT}" Location="{tenant}"/>\
<SingleSignOnService Binding="{REDIRECT}" Location="{tenant}"/>\
<SingleSignOnService Binding="{POST}" Location="{tenant}"/></IDPSSODescriptor></EntityDescriptor>"""


def google_xml(der: bytes) -> str:
    """The shape of Google's: standalone, an expiry, a query in the URLs and in the entity id."""
    return f"""<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" \
entityID="https://accounts.google.test/o/saml2?idpid=C01abc234" validUntil="2031-03-05T14:28:11.000Z">
  <md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="{SAML_2}">
    <md:KeyDescriptor use="signing">
      <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
        <ds:X509Data>
          <ds:X509Certificate>{wrapped(base64_of(der))}</ds:X509Certificate>
        </ds:X509Data>
      </ds:KeyInfo>
    </md:KeyDescriptor>
    <md:NameIDFormat>{EMAIL}</md:NameIDFormat>
    <md:SingleSignOnService Binding="{REDIRECT}" Location="https://accounts.google.test/o/saml2/idp?idpid=C01abc234"/>
    <md:SingleSignOnService Binding="{POST}" Location="https://accounts.google.test/o/saml2/idp?idpid=C01abc234"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>
"""
