"""SSO connections in the graph. The type is IdentityProvider: Relay keeps names that end in Connection for pages."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from gateway.connections import actions, addresses, certificates, model
from gateway.connections.certificates import MAX_CERTIFICATES, CertificateStatus, CertificateWeakness, weaknesses
from gateway.connections.filter import connection_filter
from gateway.connections.kinds import (
    ConnectionProtocol,
    ConnectionProvider,
    ConnectionStatus,
    SamlBinding,
    SamlNameIdFormat,
    SamlSigning,
)
from gateway.connections.settings import parsed
from gateway.connections.store import CONNECTIONS, OF_ORGANIZATIONS
from gateway.database.columns import is_row
from gateway.graph.connection_inputs import (
    MAPPING,
    ConnectionFilter,
    ConnectionOrder,
    CreateOidcConnectionInput,
    CreateSamlConnectionInput,
    DeleteConnectionInput,
    DisableConnectionInput,
    EnableConnectionInput,
    UpdateOidcConnectionInput,
    UpdateSamlConnectionInput,
)
from gateway.graph.context import Info
from gateway.graph.errors import (
    IdempotencyKeyReusedProblem,
    NotFoundProblem,
    Problem,
    VersionConflictProblem,
    expect,
    in_camel_case,
)
from gateway.graph.features import FeatureOffProblem
from gateway.graph.fields import computed, loaded, paged, plain
from gateway.graph.finding import found
from gateway.graph.mutations import mutation
from gateway.graph.node import Node
from gateway.graph.page import Connection
from gateway.graph.scalars import Metadata
from gateway.graph.weights import up_to
from gateway.viewer import Permission

if TYPE_CHECKING:
    from gateway.graph.organizations import Organization

OrganizationLater = Annotated["Organization", strawberry.lazy("gateway.graph.organizations")]


def addressed(compute: Callable[[str, model.Connection], str], description: str) -> Any:
    """A field that is one of our own addresses for the connection."""

    def resolve(root: strawberry.Parent[model.Connection], info: Info) -> str:
        return compute(info.context.call.settings.public_url, root)

    return strawberry.field(resolver=resolve, description=description)


@strawberry.type(description="An X.509 certificate, as the consoles it is compared with describe it.")
class Certificate:
    read_permission = Permission.CONNECTIONS_READ
    row = certificates.Certificate

    pem: str = plain("The certificate itself, as PEM.")
    subject: str = plain("Whom it names (RFC 4514).")
    issuer: str = plain("Who issued it (RFC 4514).")
    serial_number: str = plain("Its serial number, in hexadecimal.")
    fingerprint_sha256: str = plain("Its SHA-256 fingerprint: hexadecimal pairs with colons between them.")
    not_before: datetime = plain("From when it is valid.")
    not_after: datetime = plain("Until when it is valid.")
    key_algorithm: str = plain("RSA or EC.")
    key_size_bits: int = plain("The size of its key in bits.")
    days_left: int = computed(
        lambda row, now: row.days_left(now),
        needs=("not_after",),
        type=int,
        description="Whole days until its end, rounded down; negative once it is over.",
    )
    status: CertificateStatus = computed(
        lambda row, now: row.status(now),
        needs=("not_before", "not_after"),
        type=CertificateStatus,
        description="Where now lies in its validity.",
    )
    weaknesses: list[CertificateWeakness] = computed(
        weaknesses,
        needs=("key_algorithm", "key_size_bits", "signature_algorithm", "not_before", "not_after"),
        type=list[CertificateWeakness],
        description="What to warn of; empty for a sound certificate.",
    )

    @classmethod
    def is_type_of(cls, source: object, info: object) -> bool:
        return isinstance(source, certificates.Certificate)


@strawberry.interface(description="An SSO connection: an organization's link to one identity provider.")
class IdentityProvider(Node):
    read_permission = Permission.CONNECTIONS_READ
    row = model.Connection
    told_by = ("protocol",)

    id: strawberry.ID = plain("Begins with `conn_`.")
    organization: OrganizationLater | None = loaded(
        "organization", key="organization_id", description="Whose it is; null when it was deleted just now."
    )
    display_name: str = plain("Its name, for people.")
    provider: ConnectionProvider = plain("Whose product the identity provider is.")
    protocol: ConnectionProtocol = plain("How the gateway and the identity provider talk.")
    status: ConnectionStatus = plain("How far its settings are filled in.")
    enabled: bool = plain("Whether it was enabled.")
    active: bool = plain("Whether people can sign in with it: it is enabled, and the SSO feature is on.")
    revision: int = plain("Raised by every change of its settings; the display name is none.")
    attribute_mapping: Metadata = plain(MAPPING)
    version: int = plain("Raised by every change; pass it as expectedVersion.")
    created_at: datetime = plain("When it was made.")
    updated_at: datetime = plain("When it was last changed.")

    @classmethod
    def is_type_of(cls, source: object, info: object) -> bool:
        return is_row(source, model.Connection)


def is_connection(source: Any, protocol: ConnectionProtocol) -> bool:
    return is_row(source, model.Connection) and source.protocol == protocol


@strawberry.federation.type(keys=["id"], description="A connection over SAML 2.0.")
class SamlIdentityProvider(IdentityProvider):
    idp_entity_id: str | None = plain("The identity provider's entity id.")
    sso_url: str | None = plain("Where people are sent to sign in.")
    slo_url: str | None = plain("Where people are sent to sign out.")
    sso_binding: SamlBinding = plain("How a sign-in request travels.")
    name_id_format: SamlNameIdFormat | None = plain("What kind of subject is asked for; null: none in particular.")
    signing: SamlSigning = plain("What the identity provider must sign.")
    sign_requests: bool = plain("Whether our requests are signed.")
    certificates: list[Certificate] = computed(
        lambda row, now: parsed(row.certificates),
        needs=("certificates",),
        type=list[Certificate],
        description="The certificates the identity provider signs with.",
        weight=up_to(MAX_CERTIFICATES),
    )
    sp_entity_id: str = addressed(addresses.sp_entity_id, "Our own entity id, for the identity provider.")
    acs_url: str = addressed(addresses.acs_url, "Where the identity provider posts its response to.")
    metadata_url: str = addressed(addresses.metadata_url, "Where our own metadata is.")
    sp_metadata: str = addressed(addresses.sp_metadata, "Our own metadata, as XML.")

    @classmethod
    def is_type_of(cls, source: object, info: object) -> bool:
        return is_connection(source, ConnectionProtocol.SAML)


@strawberry.federation.type(keys=["id"], description="A connection over OpenID Connect.")
class OidcIdentityProvider(IdentityProvider):
    issuer: str | None = plain("The OpenID provider's issuer.")
    client_id: str | None = plain("The client id it knows us by.")
    client_secret_suffix: str | None = plain(
        "The last 4 characters of the client secret; null when there is none, or it has fewer than 12."
    )
    scopes: list[str] = plain("The scopes asked for.")
    pkce: bool = plain("Whether proof keys (RFC 7636) are used.")
    redirect_uri: str = addressed(addresses.redirect_uri, "Where the OpenID provider sends the browser back to.")

    @classmethod
    def is_type_of(cls, source: object, info: object) -> bool:
        return is_connection(source, ConnectionProtocol.OIDC)


def connections_list(given: dict[str, Any]) -> Any:
    return CONNECTIONS, connection_filter(given)


def connections_of_organization(given: dict[str, Any]) -> Any:
    return OF_ORGANIZATIONS, connection_filter(given)


@strawberry.type
class ConnectionQuery:
    connection: IdentityProvider | None = found(
        "IdentityProvider", of=IdentityProvider, description="One SSO connection; null when there is none."
    )
    connections: Connection[IdentityProvider] = paged(
        connections_list,
        of=Connection[IdentityProvider],
        filter=ConnectionFilter,
        order=ConnectionOrder,
        description="SSO connections.",
        reads=Permission.CONNECTIONS_READ,
    )


@strawberry.type(description="The connection lacks what it needs to be enabled, or to stay so.")
class ConnectionIncompleteProblem(Problem):
    missing: list[str] = strawberry.field(
        description="What is missing, such as `ssoUrl`; `certificates` also when every one of them has expired."
    )

    @classmethod
    def of(cls, refusal: Any) -> "ConnectionIncompleteProblem":
        missing = [in_camel_case(name) for name in refusal.missing]
        return cls(message=f"{refusal}: {', '.join(missing)}", code=refusal.code, missing=missing)


EXPECTED = [expect(model.ConnectionIncomplete, ConnectionIncompleteProblem)]
CHANGED = (NotFoundProblem, VersionConflictProblem)
EITHER = (SamlIdentityProvider, OidcIdentityProvider)


@strawberry.type
class ConnectionMutation:
    create_saml_connection = mutation(
        actions.create_saml_connection,
        CreateSamlConnectionInput,
        SamlIdentityProvider,
        NotFoundProblem,
        IdempotencyKeyReusedProblem,
        description="Makes a SAML connection, disabled, from metadata or from settings by hand.",
    )
    update_saml_connection = mutation(
        actions.update_saml_connection,
        UpdateSamlConnectionInput,
        SamlIdentityProvider,
        *CHANGED,
        ConnectionIncompleteProblem,
        description="Changes a SAML connection; an enabled one must stay complete.",
    )
    create_oidc_connection = mutation(
        actions.create_oidc_connection,
        CreateOidcConnectionInput,
        OidcIdentityProvider,
        NotFoundProblem,
        IdempotencyKeyReusedProblem,
        description="Makes an OpenID connection, disabled.",
    )
    update_oidc_connection = mutation(
        actions.update_oidc_connection,
        UpdateOidcConnectionInput,
        OidcIdentityProvider,
        *CHANGED,
        ConnectionIncompleteProblem,
        description="Changes an OpenID connection; an enabled one must stay complete.",
    )
    enable_connection = mutation(
        actions.enable_connection,
        EnableConnectionInput,
        *EITHER,
        *CHANGED,
        ConnectionIncompleteProblem,
        FeatureOffProblem,
        description="Enables a complete connection; the SSO feature must be on, and a SAML certificate must be in "
        "force or yet to be.",
    )
    disable_connection = mutation(
        actions.disable_connection,
        DisableConnectionInput,
        *EITHER,
        *CHANGED,
        description="Disables a connection; its settings stay.",
    )
    delete_connection = mutation(
        actions.delete_connection,
        DeleteConnectionInput,
        *EITHER,
        *CHANGED,
        description="Deletes a connection for good; answers with it as it was.",
    )
