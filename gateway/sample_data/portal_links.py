"""The rows of one made-up organization's portal links."""

from datetime import datetime
from random import Random

from gateway.ids import id_as_of
from gateway.portal_links.model import LIFETIME, PREFIX, PortalLinkKind
from gateway.sample_data.model import FeatureSettingRow, PortalLinkRow
from gateway.sample_data.organizations import Tenant
from gateway.sample_data.population import between
from gateway.viewer import SYSTEM

ORIGIN = "https://app.example.com"


def portal_link_rows(
    tenant: Tenant, features: list[FeatureSettingRow], until: datetime, random: Random
) -> list[PortalLinkRow]:
    """Up to three links, live, used, expired and revoked, where a feature is on."""
    on = tuple(feature.id for feature in features if feature.enabled)
    if not on or random.random() < 0.5:
        return []
    since = max(feature.updated_at for feature in features)
    rows = [portal_link_row(tenant, on, since, until, random) for _ in range(random.choice((1, 1, 2, 3)))]
    return sorted(rows, key=lambda row: row.id)


def portal_link_row(
    tenant: Tenant, features: tuple[str, ...], since: datetime, until: datetime, random: Random
) -> PortalLinkRow:
    kind = PortalLinkKind.EMBED if random.random() < 0.3 else PortalLinkKind.SHARE
    lately = kind is PortalLinkKind.SHARE and random.random() < 0.3
    at = between(max(since, until - LIFETIME[kind]) if lately else since, until, random)
    expires_at = at + LIFETIME[kind]
    uses = random.choice((0, 1, 1, 2, 5)) if kind is PortalLinkKind.SHARE else random.choice((0, 1))
    first_used_at = between(at, min(expires_at, until), random) if uses else None
    last_used_at = (
        between(first_used_at, min(expires_at, until), random) if first_used_at and uses > 1 else first_used_at
    )
    revoked = random.random() < 0.15
    return PortalLinkRow(
        tenant.row.id,
        id_as_of(PREFIX, at, random.getrandbits(74)),
        kind.value,
        features,
        ORIGIN if kind is PortalLinkKind.EMBED else None,
        random.randbytes(32),
        SYSTEM.id,
        uses,
        first_used_at,
        last_used_at,
        at,
        expires_at,
        between(last_used_at or at, until, random) if revoked else None,
    )
