"""A connection is an organization's link to one identity provider, over SAML or OpenID Connect."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from gateway.errors import Conflict, ProblemCode

PREFIX = "conn"


@dataclass(frozen=True, slots=True)
class Connection:
    """What belongs to the other protocol is empty."""

    organization_id: str
    id: str
    protocol: str
    provider: str
    display_name: str
    status: str
    enabled: bool
    active: bool
    """Whether it takes part in signing in: enabled, and the SSO feature is on."""
    revision: int
    attribute_mapping: dict[str, str]
    idp_entity_id: str | None
    sso_url: str | None
    slo_url: str | None
    sso_binding: str
    name_id_format: str | None
    signing: str
    sign_requests: bool
    certificates: list[str]
    """PEMs."""
    certificate_expires_at: datetime | None
    """When the first of the certificates ends."""
    issuer: str | None
    client_id: str | None
    client_secret: bytes | None = field(repr=False)
    """Sealed."""
    client_secret_suffix: str | None
    scopes: list[str]
    pkce: bool
    version: int
    created_at: datetime
    updated_at: datetime


class ConnectionIncomplete(Conflict):
    """The connection lacks settings that it needs to be enabled, or to stay so."""

    code = ProblemCode.CONNECTION_INCOMPLETE

    def __init__(self, missing: Sequence[str], message: str) -> None:
        super().__init__(message)
        self.missing = missing
        """The settings' names, in Python's words; a door says them in its own."""
