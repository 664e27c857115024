"""A portal link lets an IT administrator set up chosen features of one organization; opening it makes a session."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.described import Described
from gateway.errors import Conflict, ProblemCode
from gateway.viewer import Permission

PREFIX = "lnk"
SESSION_PREFIX = "pse"
SESSION_LIFETIME = timedelta(hours=6)
LINKS_TAKE = frozenset({Permission.PORTAL_LINKS_WRITE, Permission.CONNECTIONS_WRITE})
"""What a member makes links by: whoever opens one may write connections. The view links_in_force has it too."""


class PortalLinkKind(Described):
    """How a portal link is handed on."""

    EMBED = "EMBED", "For an iframe in the application's own settings page: 60 seconds, one use."
    SHARE = "SHARE", "For e-mail or chat: 7 days, many uses."


LIFETIME = {PortalLinkKind.EMBED: timedelta(seconds=60), PortalLinkKind.SHARE: timedelta(days=7)}


class PortalLinkStatus(Described):
    """Whether a portal link still opens."""

    LIVE = "LIVE", "It opens, as long as the member who made it, if one did, may make links."
    USED = "USED", "It was for a single use, and was used."
    EXPIRED = "EXPIRED", "Its time is over."
    REVOKED = "REVOKED", "It was revoked; its sessions have ended."


@dataclass(frozen=True, slots=True)
class PortalLink:
    id: str
    organization_id: str
    kind: str
    features: list[str]
    embed_origin: str | None
    created_by: str
    use_count: int
    first_used_at: datetime | None
    last_used_at: datetime | None
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    url: str | None = None
    """Only in the answer to its making."""

    def status(self, now: datetime) -> PortalLinkStatus:
        """Whether it opens at `now`."""
        if self.revoked_at:
            return PortalLinkStatus.REVOKED
        if self.kind == PortalLinkKind.EMBED and self.use_count:
            return PortalLinkStatus.USED
        return PortalLinkStatus.EXPIRED if self.expires_at <= now else PortalLinkStatus.LIVE


@dataclass(frozen=True, slots=True)
class LinkSecret:
    """What opening a link needs to know of it."""

    secret_hash: bytes


@dataclass(frozen=True, slots=True)
class PortalSession:
    id: str
    organization_id: str
    link_id: str
    features: list[str]
    """Those of the link's features that are on now."""
    embed_origin: str | None
    created_at: datetime
    expires_at: datetime
    token: str | None = None
    """Only in the answer to its opening."""


@dataclass(frozen=True, slots=True)
class PortalSessionCredential:
    id: str
    organization_id: str
    features: list[str]
    token_hash: bytes
    expires_at: datetime


class LinkExpired(Conflict):
    """The link's time is over."""

    code = ProblemCode.LINK_EXPIRED


class LinkUsed(Conflict):
    """The link was for a single use."""

    code = ProblemCode.LINK_USED


class LinkRevoked(Conflict):
    """The link was revoked, or the member who made it may make none any more."""

    code = ProblemCode.LINK_REVOKED


NOT_LIVE: dict[PortalLinkStatus, tuple[type[Conflict], str]] = {
    PortalLinkStatus.EXPIRED: (LinkExpired, "the link has expired: ask for a new one"),
    PortalLinkStatus.USED: (LinkUsed, "the link was for a single use: ask for a new one"),
    PortalLinkStatus.REVOKED: (LinkRevoked, "the link was revoked: ask for a new one"),
}
