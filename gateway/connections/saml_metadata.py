"""SAML metadata: the identity provider's is read, our own is written.

Metadata is believed because an administrator gave it; its signature and its expiry are not checked here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DTDForbidden
from defusedxml.ElementTree import fromstring

from gateway.connections.certificates import MAX_CERTIFICATES, Certificate, certificates_in
from gateway.connections.kinds import SamlBinding
from gateway.errors import Fault, Invalid
from gateway.rules import Broken, https_url

MAX_BYTES = 100 * 1024
MAX_ENTITY_ID = 1024
MAX_URL = 2048

_SAML_2 = "urn:oasis:names:tc:SAML:2.0:protocol"
_METADATA = "{urn:oasis:names:tc:SAML:2.0:metadata}"
_SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}"
_ENTITY, _ENTITIES = f"{_METADATA}EntityDescriptor", f"{_METADATA}EntitiesDescriptor"
_IDP, _SP = f"{_METADATA}IDPSSODescriptor", f"{_METADATA}SPSSODescriptor"

_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class IdpMetadata:
    """What one identity provider says about itself."""

    entity_id: str
    sso_url: str
    sso_binding: SamlBinding
    slo_url: str | None
    """Null when there is none that can be used (https, over a binding known here)."""
    slo_binding: SamlBinding | None
    name_id_formats: tuple[str, ...]
    """URNs, in the provider's order of preference."""
    certificates: tuple[Certificate, ...]
    """Those that sign, in the order of the document, each once; at least one."""
    want_authn_requests_signed: bool
    valid_until: datetime | None
    """The earliest `validUntil` around the provider, in UTC; possibly past."""


@dataclass(frozen=True, slots=True)
class _Provider:
    entity: Element
    role: Element
    around: tuple[Element, ...]
    """The descriptors the role stands in, from the outermost to the role itself."""


def idp_metadata(xml: str, field: str) -> IdpMetadata:
    """The identity provider that a metadata document describes.

    The document is an EntityDescriptor, or an EntitiesDescriptor with one identity provider in it. HTTP-Redirect is
    preferred to HTTP-POST. Of several certificates in one X509Data, those that issued another one of them are left
    out: they are the chain, not the key. Raises Invalid for anything else, whatever the text; what is wrong with a
    provider is named at once. Source: SAML metadata 2.0 sections 2.3, 2.4.1 to 2.4.3; XML Signature section 4.5.4.
    """
    provider = _provider(_document(xml, field), field)
    faults: list[Fault] = []
    entity_id = _entity_id(provider.entity, field, faults)
    sso = _endpoint(provider.role, "SingleSignOnService")
    if sso is None:
        faults.append(_sso_fault(provider.role, field))
    slo_url, slo_binding = _endpoint(provider.role, "SingleLogoutService") or (None, None)
    certificates = _certificates(provider.role, field, faults)
    valid_until = _valid_until(provider, field, faults)
    if faults or sso is None:
        raise Invalid(*faults)
    return IdpMetadata(
        entity_id=entity_id,
        sso_url=sso[0],
        sso_binding=sso[1],
        slo_url=slo_url,
        slo_binding=slo_binding,
        name_id_formats=_name_id_formats(provider.role),
        certificates=certificates,
        want_authn_requests_signed=_attribute(provider.role, "WantAuthnRequestsSigned").lower() in ("true", "1"),
        valid_until=valid_until,
    )


def service_provider_metadata(entity_id: str, acs_url: str, *, name_id_format: str | None, sign_requests: bool) -> str:
    """Our own metadata as an XML document; the same arguments give the same text.

    `name_id_format` is a URN. Raises ValueError when an argument has characters that an XML attribute does not keep.
    Source: SAML metadata 2.0 section 2.4.4.
    """
    given = f"{entity_id}{acs_url}{name_id_format or ''}"
    if _CONTROL_CHARACTERS.search(given) or _NOT_IN_XML.search(given):
        raise ValueError("our own metadata cannot carry a control character or half a surrogate pair")
    wanted = f"    <md:NameIDFormat>{escape(name_id_format)}</md:NameIDFormat>\n" if name_id_format else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<md:EntityDescriptor xmlns:md="{_METADATA[1:-1]}" entityID="{escape(entity_id)}">\n'
        f'  <md:SPSSODescriptor AuthnRequestsSigned="{str(sign_requests).lower()}" WantAssertionsSigned="true"'
        f' protocolSupportEnumeration="{_SAML_2}">\n'
        f"{wanted}"
        f'    <md:AssertionConsumerService Binding="{SamlBinding.HTTP_POST.urn}"'
        f' Location="{escape(acs_url)}" index="0" isDefault="true"/>\n'
        "  </md:SPSSODescriptor>\n"
        "</md:EntityDescriptor>\n"
    )


def _document(xml: str, field: str) -> Element:
    if len(xml) > MAX_BYTES or len(xml.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise Invalid(Fault(field, "TOO_LONG", f"must have at most {MAX_BYTES} bytes", MAX_BYTES))
    text = xml.strip("\ufeff \t\r\n")
    if not text:
        raise Invalid(Fault(field, "REQUIRED", "must not be empty"))
    if _NOT_IN_XML.search(text):
        raise Invalid(Fault(field, "INVALID_CHARACTERS", "contains characters that XML does not allow"))
    if text.startswith(("https://", "http://")):
        raise Invalid(Fault(field, "MALFORMED_XML", "is a URL: give the metadata document found there"))
    try:
        root: Element = fromstring(text, forbid_dtd=True)
    except DTDForbidden:
        message = "has a document type declaration (DTD), which is not allowed"
        raise Invalid(Fault(field, "DTD_FORBIDDEN", message)) from None
    except ParseError as error:
        message = "is not well-formed XML (line {}, column {})".format(*error.position)
        raise Invalid(Fault(field, "MALFORMED_XML", message)) from None
    except (ValueError, LookupError):  # what expat says of encodings, and defusedxml of entities
        raise Invalid(Fault(field, "MALFORMED_XML", "is not XML that can be read")) from None
    return root


def _provider(root: Element, field: str) -> _Provider:
    if root.tag not in (_ENTITY, _ENTITIES):
        message = "must have an EntityDescriptor or EntitiesDescriptor of SAML metadata's namespace as its root element"
        raise Invalid(Fault(field, "NOT_METADATA", message))
    entities = list(_entities(root))
    with_role = [path for path in entities if path[-1].find(_IDP) is not None]
    providers = [
        _Provider(path[-1], role, (*path, role))
        for path in with_role
        for role in path[-1].findall(_IDP)
        if _SAML_2 in _attribute(role, "protocolSupportEnumeration").split()
    ]
    if len({id(provider.entity) for provider in providers}) > 1:
        message = "describes several identity providers: give the metadata of one"
        raise Invalid(Fault(field, "SEVERAL_IDPS", message))
    if not providers:
        raise Invalid(_no_provider_fault(entities, with_role, field))
    return providers[0]


def _entities(root: Element) -> Iterator[tuple[Element, ...]]:
    """Every EntityDescriptor, as the path from the root down to it; without recursion, however deep they lie."""
    pending: list[tuple[Element, ...]] = [(root,)]
    while pending:
        path = pending.pop()
        if path[-1].tag == _ENTITY:
            yield path
        else:
            pending += [(*path, child) for child in reversed(path[-1]) if child.tag in (_ENTITY, _ENTITIES)]


def _no_provider_fault(entities: list[tuple[Element, ...]], with_role: list[tuple[Element, ...]], field: str) -> Fault:
    if with_role:
        return Fault(field, "UNSUPPORTED_PROTOCOL", "describes an identity provider without support of SAML 2.0")
    message = "describes no identity provider: there is no IDPSSODescriptor in it"
    if any(path[-1].find(_SP) is not None for path in entities):
        message = (
            "describes a service provider (an application, perhaps our own): give the metadata of the identity provider"
        )
    return Fault(field, "NOT_AN_IDP", message)


def _entity_id(entity: Element, field: str, faults: list[Fault]) -> str:
    text = _attribute(entity, "entityID")
    if not text.strip():
        faults.append(Fault(field, "MISSING_ENTITY_ID", "has an EntityDescriptor without entityID"))
    elif len(text) > MAX_ENTITY_ID:
        message = f"has an entityID of more than {MAX_ENTITY_ID} characters"
        faults.append(Fault(field, "ENTITY_ID_TOO_LONG", message, MAX_ENTITY_ID))
    elif _CONTROL_CHARACTERS.search(text):
        faults.append(Fault(field, "INVALID_ENTITY_ID", "has an entityID that contains control characters"))
    return text


def _locations(role: Element, service: str) -> Iterator[tuple[str, SamlBinding]]:
    """The service's URLs over known bindings, the preferred binding first, then in the order of the document."""
    services = role.findall(f"{_METADATA}{service}")
    for binding in SamlBinding:
        for element in services:
            if _attribute(element, "Binding") == binding.urn:
                yield _attribute(element, "Location"), binding


def _endpoint(role: Element, service: str) -> tuple[str, SamlBinding] | None:
    return next((found for found in _locations(role, service) if _is_https_url(found[0])), None)


def _sso_fault(role: Element, field: str) -> Fault:
    urls = [url for url, _ in _locations(role, "SingleSignOnService")]
    if not any(urls):
        message = "has no SingleSignOnService with the HTTP-Redirect or HTTP-POST binding and a Location"
        return Fault(field, "MISSING_SSO_URL", message)
    message = f"has no SingleSignOnService whose Location is a complete https URL of at most {MAX_URL} characters"
    return Fault(field, "INVALID_SSO_URL", message, MAX_URL)


def _is_https_url(text: str) -> bool:
    try:
        return bool(https_url(MAX_URL)(text) == text)
    except Broken:
        return False


def _name_id_formats(role: Element) -> tuple[str, ...]:
    texts = ((element.text or "").strip() for element in role.findall(f"{_METADATA}NameIDFormat"))
    return tuple(dict.fromkeys(text for text in texts if text))


def _certificates(role: Element, field: str, faults: list[Fault]) -> tuple[Certificate, ...]:
    groups = [
        [element.text or "" for element in data.findall(f"{_SIGNATURE}X509Certificate")]
        for key in role.findall(f"{_METADATA}KeyDescriptor")
        if _attribute(key, "use") in ("signing", "")
        for data in key.findall(f"{_SIGNATURE}KeyInfo/{_SIGNATURE}X509Data")
    ]
    found: dict[str, Certificate] = {}
    broken: list[Fault] = []
    for group in groups:
        found.update({key.fingerprint_sha256: key for key in _keys_of(group, field, broken)})
    if len(found) > MAX_CERTIFICATES:
        message = f"has more than {MAX_CERTIFICATES} different signing certificates"
        broken.append(Fault(field, "TOO_MANY", message, MAX_CERTIFICATES))
    elif not found and not broken:
        broken.append(Fault(field, "MISSING_CERTIFICATE", "has no signing certificate (X509Certificate)"))
    faults += broken
    return tuple(found.values())


def _keys_of(group: list[str], field: str, faults: list[Fault]) -> list[Certificate]:
    """The certificates of one X509Data without those that issued another one of them."""
    found: list[Certificate] = []
    for text in group:
        try:
            found += certificates_in(text, field)
        except Invalid as invalid:
            for fault in invalid.faults:
                told = replace(fault, message=f"has a signing certificate that {fault.message}")
                if told not in faults:
                    faults.append(told)
    issuers = {certificate.issuer for certificate in found if certificate.issuer != certificate.subject}
    return [certificate for certificate in found if certificate.subject not in issuers]


def _valid_until(provider: _Provider, field: str, faults: list[Fault]) -> datetime | None:
    try:
        ends = [_moment(text) for text in (_attribute(each, "validUntil") for each in provider.around) if text]
    except (ValueError, OverflowError):
        message = "has a validUntil that is not a date and time such as 2030-01-31T00:00:00Z"
        faults.append(Fault(field, "INVALID_VALID_UNTIL", message))
        return None
    return min(ends, default=None)


def _moment(text: str) -> datetime:
    """In UTC, which SAML also means where no offset is written (SAML core 2.0 section 1.3.3)."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _attribute(element: Element, name: str) -> str:
    """Without the white space around it; empty when it is missing."""
    return element.get(name, "").strip(" \t\r\n")
