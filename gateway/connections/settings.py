"""The settings of connections: what each may be, what metadata fills in, and which are still missing."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any
from unicodedata import category

from gateway.connections.certificates import MAX_CERTIFICATES, Certificate, certificates_in
from gateway.connections.kinds import ConnectionProtocol, ConnectionStatus, SamlNameIdFormat
from gateway.connections.model import Connection
from gateway.connections.rules import attribute_mapping_faults
from gateway.connections.saml_metadata import MAX_ENTITY_ID, MAX_URL, IdpMetadata, idp_metadata
from gateway.errors import Fault, Invalid
from gateway.rules import Broken, Given, Rule, anything, checked, https_url, optional, required, text

MAX_SCOPES, MAX_SCOPE = 20, 100
MAX_SECRET = 2048
SUFFIX, LONG_ENOUGH_FOR_SUFFIX = 4, 12
DEFAULT_SCOPES = ["openid", "email", "profile"]


def line(maximum: int) -> Rule:
    """A text of 1 to `maximum` characters without control characters."""
    length = text(1, maximum)

    def rule(value: str) -> str:
        value = length(value)
        if any(category(character) == "Cc" for character in value):
            raise Broken("INVALID_CHARACTERS", "must not contain control characters")
        return value

    return rule


def issuer(value: str) -> str:
    """An https URL without query (OpenID Connect Core section 1.2)."""
    value = https_url(MAX_URL)(value)
    if "?" in value:
        raise Broken("NOT_AN_HTTPS_URL", "must be an absolute https:// URL without query")
    return value


def certificates(values: Sequence[str] | None) -> list[str]:
    """The certificates in these texts as PEMs, each once. Raises Invalid."""
    found: dict[str, str] = {}
    faults: list[Fault] = []
    for index, value in enumerate((values or ())[: MAX_CERTIFICATES + 1]):
        try:
            each_in = certificates_in(value, f"certificates.{index}")
            found.update({each.fingerprint_sha256: each.pem for each in each_in})
        except Invalid as invalid:
            faults += invalid.faults
    if len(found) > MAX_CERTIFICATES or len(values or ()) > MAX_CERTIFICATES:
        message = f"must have at most {MAX_CERTIFICATES} certificates"
        faults.append(Fault("certificates", "TOO_MANY", message, MAX_CERTIFICATES))
    if faults:
        raise Invalid(*faults)
    return list(found.values())


def attribute_mapping(value: dict[str, Any] | None) -> dict[str, str]:
    """The map; null means none. Raises Invalid."""
    mapping = value or {}
    if faults := attribute_mapping_faults(mapping, "attribute_mapping"):
        raise Invalid(*faults)
    return dict(mapping)


def scopes(values: Sequence[str]) -> list[str]:
    """The scopes, each once, `openid` among them (OpenID Connect Core section 3.1.2.1, RFC 6749 section 3.3)."""
    found = list(dict.fromkeys(values))
    if len(found) > MAX_SCOPES:
        raise Broken("TOO_MANY", f"must have at most {MAX_SCOPES} scopes", MAX_SCOPES)
    for scope in found:
        if not scope or not all("!" <= letter <= "~" and letter not in '"\\' for letter in scope):
            raise Broken("NOT_A_SCOPE", "must be scopes of printable ASCII letters without space")
        if len(scope) > MAX_SCOPE:
            raise Broken("TOO_LONG", f"must be scopes of at most {MAX_SCOPE} characters", MAX_SCOPE)
    if "openid" not in found:
        raise Broken("OPENID_MISSING", "must contain the scope openid")
    return found


COMMON: dict[str, Rule] = {
    "display_name": required(text(1, 200)),
    "provider": required(anything),
    "attribute_mapping": attribute_mapping,
}
SAML: dict[str, Rule] = COMMON | {
    "idp_metadata_xml": optional(lambda xml: idp_metadata(xml, "idp_metadata_xml")),
    "idp_entity_id": optional(line(MAX_ENTITY_ID)),
    "sso_url": optional(https_url(MAX_URL)),
    "slo_url": optional(https_url(MAX_URL)),
    "sso_binding": required(anything),
    "name_id_format": anything,
    "signing": required(anything),
    "sign_requests": required(anything),
    "certificates": certificates,
}
OIDC: dict[str, Rule] = COMMON | {
    "issuer": optional(issuer),
    "client_id": optional(line(255)),
    "client_secret": optional(line(MAX_SECRET)),
    "scopes": required(scopes),
    "pkce": required(anything),
}


def settings_given(protocol: ConnectionProtocol, given: Given) -> dict[str, Any]:
    """The values to store, by attribute; metadata fills in what is not given by hand. Raises Invalid with every fault.

    A client secret is not sealed yet.
    """
    values = checked(SAML if protocol is ConnectionProtocol.SAML else OIDC, given)
    metadata = values.pop("idp_metadata_xml", None)
    return (filled_in(metadata) if metadata else {}) | values


def filled_in(metadata: IdpMetadata) -> dict[str, Any]:
    """The settings that metadata tells; what it leaves open (a known name id format, signing) stays as it is."""
    values: dict[str, Any] = {
        "idp_entity_id": metadata.entity_id,
        "sso_url": metadata.sso_url,
        "sso_binding": metadata.sso_binding.value,
        "slo_url": metadata.slo_url,
        "certificates": [certificate.pem for certificate in metadata.certificates],
    }
    known = {format.urn: format.value for format in SamlNameIdFormat}
    if formats := [known[urn] for urn in metadata.name_id_formats if urn in known]:
        values["name_id_format"] = formats[0]
    if metadata.want_authn_requests_signed:
        values["sign_requests"] = True
    return values


REQUIRED: dict[str, dict[str, Callable[[Connection], object]]] = {
    ConnectionProtocol.SAML: {
        "idp_entity_id": lambda row: row.idp_entity_id,
        "sso_url": lambda row: row.sso_url,
        "certificates": lambda row: row.certificates,
        "attribute_mapping.email": lambda row: "email" in row.attribute_mapping,
    },
    ConnectionProtocol.OIDC: {
        "issuer": lambda row: row.issuer,
        "client_id": lambda row: row.client_id,
        "client_secret": lambda row: row.client_secret,
        "attribute_mapping.email": lambda row: "email" in row.attribute_mapping,
    },
}


def missing_settings(row: Connection) -> list[str]:
    """The names of the required settings that are not filled in yet."""
    return [name for name, value in REQUIRED[row.protocol].items() if not value(row)]


def settled(row: Connection) -> Connection:
    """The row with what follows from its settings: its status, and when its first certificate ends."""
    missing = missing_settings(row)
    status = ConnectionStatus.IN_PROGRESS if missing else ConnectionStatus.COMPLETED
    if len(missing) == len(REQUIRED[row.protocol]):
        status = ConnectionStatus.DRAFT
    ends = [certificate.not_after for certificate in parsed(row.certificates)]
    return replace(row, status=status.value, certificate_expires_at=min(ends, default=None))


@lru_cache(maxsize=4096)
def parsed_pem(pem: str) -> Certificate:
    return certificates_in(pem, "certificates")[0]


def parsed(pems: Sequence[str]) -> list[Certificate]:
    """The certificates these stored PEMs are."""
    return [parsed_pem(pem) for pem in pems]


def all_expired(row: Connection, now: datetime) -> bool:
    """Whether there are certificates and none of them will do any more."""
    found = parsed(row.certificates)
    return bool(found) and all(certificate.not_after < now for certificate in found)


def suffix_of(secret: str) -> str | None:
    """The end of a secret, to recognise it by; None for one so short that the end would be much of it."""
    return secret[-SUFFIX:] if len(secret) >= LONG_ENOUGH_FOR_SUFFIX else None
