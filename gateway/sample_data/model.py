"""Rows as COPY takes them: each class is a table, its fields the columns that are filled."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

Progress = Callable[[int, int], None]
"""Told how many organizations of how many are done."""
Seal = Callable[[str, str], bytes]
"""Encrypts a secret for one place."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """How much was made."""

    organizations: int
    users: int
    memberships: int
    connections: int


class SeedRefused(Exception):
    """The data cannot be made; the message says why, for people, and nothing was written."""


class OrganizationRow(NamedTuple):
    id: str
    display_name: str
    external_id: str | None
    slug: str | None
    logo_url: str | None
    metadata: dict[str, str]
    version: int
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None


class UserRow(NamedTuple):
    id: str
    email: str
    external_id: str | None
    name: str | None
    given_name: str | None
    family_name: str | None
    metadata: dict[str, str]
    created_at: datetime
    updated_at: datetime


class MembershipRow(NamedTuple):
    organization_id: str
    id: str
    user_id: str | None
    status: str
    roles: tuple[str, ...]
    metadata: dict[str, str]
    provisioning_method: str
    invited_email: str | None
    invitation_hash: bytes | None
    invitation_expires_at: datetime | None
    invitations_sent: int
    joined_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime


class FeatureSettingRow(NamedTuple):
    organization_id: str
    id: str
    enabled: bool
    updated_at: datetime


class ConnectionRow(NamedTuple):
    organization_id: str
    id: str
    protocol: str
    provider: str
    display_name: str
    status: str
    enabled: bool
    revision: int
    attribute_mapping: dict[str, str]
    idp_entity_id: str | None
    idp_sso_url: str | None
    idp_slo_url: str | None
    sso_binding: str
    name_id_format: str | None
    signing: str
    sign_requests: bool
    certificates: list[str]
    certificate_expires_at: datetime | None
    issuer: str | None
    client_id: str | None
    client_secret: bytes | None
    client_secret_suffix: str | None
    scopes: list[str]
    pkce: bool
    version: int
    created_at: datetime
    updated_at: datetime


class PortalLinkRow(NamedTuple):
    organization_id: str
    id: str
    kind: str
    features: tuple[str, ...]
    embed_origin: str | None
    secret_hash: bytes
    created_by: str
    use_count: int
    first_used_at: datetime | None
    last_used_at: datetime | None
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


class EventRow(NamedTuple):
    organization_id: str
    id: str
    sequence: int
    type: str
    actor_type: str
    actor_id: str | None
    subject_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    created_at: datetime


class EventSequenceRow(NamedTuple):
    organization_id: str
    last: int


TABLES: dict[type[Any], str] = {
    OrganizationRow: "organizations",
    UserRow: "users",
    MembershipRow: "memberships",
    FeatureSettingRow: "feature_settings",
    ConnectionRow: "connections",
    PortalLinkRow: "portal_links",
    EventSequenceRow: "event_sequences",
    EventRow: "events",
}
"""In an order that satisfies foreign keys."""
