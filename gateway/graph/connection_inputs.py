"""What connections in the graph are described with and made from: enumerations, filter, order, inputs."""

from datetime import datetime

import strawberry

from gateway.connections.certificates import CertificateStatus, CertificateWeakness
from gateway.connections.kinds import (
    ConnectionProtocol,
    ConnectionProvider,
    ConnectionStatus,
    SamlBinding,
    SamlNameIdFormat,
    SamlSigning,
)
from gateway.described import Described
from gateway.graph.enums import OrderDirection, described
from gateway.graph.inputs import EXPECTED_VERSION, IDEMPOTENCY_KEY, entry, must
from gateway.graph.scalars import Metadata

MAPPING = (
    "Names of our attributes with the identity provider's names for them, up to 30 pairs of strings; "
    "a connection is complete only if `email` is among them."
)


class ConnectionOrderField(Described):
    """What connections are ordered by."""

    CREATED_AT = "CREATED_AT", "The time they were made."
    UPDATED_AT = "UPDATED_AT", "The time they were last changed."
    CERTIFICATE_EXPIRES_AT = (
        "CERTIFICATE_EXPIRES_AT",
        "The time the first of their certificates ends; those without certificates come last.",
    )


for enum in (
    CertificateStatus,
    CertificateWeakness,
    ConnectionOrderField,
    ConnectionProtocol,
    ConnectionProvider,
    ConnectionStatus,
    SamlBinding,
    SamlNameIdFormat,
    SamlSigning,
):
    described(enum)


@strawberry.input(description="Which connections; all conditions hold together.")
class ConnectionFilter:
    protocol: ConnectionProtocol | None = entry("Its protocol.")
    provider: ConnectionProvider | None = entry("Whose product its identity provider is.")
    enabled: bool | None = entry("Whether it is enabled.")
    certificate_expires_before: datetime | None = entry("One of its certificates ends before this time.")
    organization_ids: list[strawberry.ID] | None = entry("It belongs to one of these organizations; up to 100.")


@strawberry.input(description="In which order connections come.")
class ConnectionOrder:
    field: ConnectionOrderField = must("What they are ordered by.")
    direction: OrderDirection = strawberry.field(description="Which way.", default=OrderDirection.ASC)


NAME = "Its name, for people: 1 to 200 characters."
PROVIDER = "Whose product the identity provider is"
XML = (
    "The identity provider's SAML metadata document, up to 100 KB, without DTD. "
    "What is also given by hand wins over what it says."
)
ENTITY_ID = "The identity provider's entity id: up to 1024 characters."
SSO_URL = "Where people are sent to sign in: an https URL of up to 2048 characters."
SLO_URL = "Where people are sent to sign out: an https URL of up to 2048 characters."
BINDING = "How a sign-in request travels"
NAME_ID_FORMAT = "What kind of subject is asked for; null asks for none in particular."
SIGNING = "What the identity provider must sign"
SIGN_REQUESTS = "Whether our requests are signed"
CERTIFICATES = "The certificates it signs with, up to 10: each a text with PEM blocks, or the base64 of one."
ISSUER = "The OpenID provider's issuer: an https URL of up to 2048 characters, without query."
CLIENT_ID = "The client id it knows us by: up to 255 characters."
HIDDEN = "The client secret, up to 2048 characters: kept encrypted, never shown again."
SCOPES = "The scopes asked for, up to 20, `openid` among them"
PKCE = "Whether proof keys (RFC 7636) are used"


@strawberry.input(
    description="A new SAML connection. Only the name is needed; it can be enabled once its settings are complete."
)
class CreateSamlConnectionInput:
    organization_id: strawberry.ID = must("Whose it is.")
    display_name: str = must(NAME)
    provider: ConnectionProvider | None = entry(PROVIDER + "; CUSTOM if left out. Not null.")
    idp_metadata_xml: str | None = entry(XML)
    idp_entity_id: str | None = entry(ENTITY_ID)
    sso_url: str | None = entry(SSO_URL)
    slo_url: str | None = entry(SLO_URL)
    sso_binding: SamlBinding | None = entry(BINDING + "; HTTP_REDIRECT if left out. Not null.")
    name_id_format: SamlNameIdFormat | None = entry(NAME_ID_FORMAT)
    signing: SamlSigning | None = entry(SIGNING + "; ASSERTION if left out. Not null.")
    sign_requests: bool | None = entry(SIGN_REQUESTS + "; false if left out. Not null.")
    certificates: list[str] | None = entry(CERTIFICATES)
    attribute_mapping: Metadata | None = entry(MAPPING + " Empty if left out.")
    idempotency_key: str | None = entry(IDEMPOTENCY_KEY)


@strawberry.input(description="Changes of a SAML connection; what is left out stays as it is, null empties.")
class UpdateSamlConnectionInput:
    id: strawberry.ID = must("Which connection.")
    display_name: str | None = entry(NAME + " Not null.")
    provider: ConnectionProvider | None = entry(PROVIDER + ". Not null.")
    idp_metadata_xml: str | None = entry(XML + " It replaces what was there; null says nothing.")
    idp_entity_id: str | None = entry(ENTITY_ID)
    sso_url: str | None = entry(SSO_URL)
    slo_url: str | None = entry(SLO_URL)
    sso_binding: SamlBinding | None = entry(BINDING + ". Not null.")
    name_id_format: SamlNameIdFormat | None = entry(NAME_ID_FORMAT)
    signing: SamlSigning | None = entry(SIGNING + ". Not null.")
    sign_requests: bool | None = entry(SIGN_REQUESTS + ". Not null.")
    certificates: list[str] | None = entry(CERTIFICATES + " They replace those that were there.")
    attribute_mapping: Metadata | None = entry(MAPPING + " Replaces the whole mapping.")
    expected_version: int | None = entry(EXPECTED_VERSION)


@strawberry.input(
    description="A new OpenID connection. Only the name is needed; it can be enabled once its settings are complete."
)
class CreateOidcConnectionInput:
    organization_id: strawberry.ID = must("Whose it is.")
    display_name: str = must(NAME)
    provider: ConnectionProvider | None = entry(PROVIDER + "; CUSTOM if left out. Not null.")
    issuer: str | None = entry(ISSUER)
    client_id: str | None = entry(CLIENT_ID)
    client_secret: str | None = entry(HIDDEN)
    scopes: list[str] | None = entry(SCOPES + "; openid, email and profile if left out. Not null.")
    pkce: bool | None = entry(PKCE + "; true if left out. Not null.")
    attribute_mapping: Metadata | None = entry(MAPPING + " Empty if left out.")
    idempotency_key: str | None = entry(IDEMPOTENCY_KEY)


@strawberry.input(description="Changes of an OpenID connection; what is left out stays as it is, null empties.")
class UpdateOidcConnectionInput:
    id: strawberry.ID = must("Which connection.")
    display_name: str | None = entry(NAME + " Not null.")
    provider: ConnectionProvider | None = entry(PROVIDER + ". Not null.")
    issuer: str | None = entry(ISSUER)
    client_id: str | None = entry(CLIENT_ID)
    client_secret: str | None = entry(HIDDEN)
    scopes: list[str] | None = entry(SCOPES + ". Not null.")
    pkce: bool | None = entry(PKCE + ". Not null.")
    attribute_mapping: Metadata | None = entry(MAPPING + " Replaces the whole mapping.")
    expected_version: int | None = entry(EXPECTED_VERSION)


@strawberry.input(description="A connection to enable.")
class EnableConnectionInput:
    id: strawberry.ID = must("Which connection.")
    expected_version: int | None = entry(EXPECTED_VERSION)


@strawberry.input(description="A connection to disable.")
class DisableConnectionInput:
    id: strawberry.ID = must("Which connection.")
    expected_version: int | None = entry(EXPECTED_VERSION)


@strawberry.input(description="A connection to delete.")
class DeleteConnectionInput:
    id: strawberry.ID = must("Which connection.")
    expected_version: int | None = entry(EXPECTED_VERSION)
