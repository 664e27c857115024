"""A member: a user who calls, in one of its organizations or in none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.memberships.model import giving
from gateway.viewer import Permission, permissions_of


@dataclass(frozen=True, slots=True)
class Member:
    user_id: str
    organization_id: str | None
    """The active organization: the one the member sees and acts in."""


@dataclass(frozen=True, slots=True)
class OwnMembership:
    """A membership of the member itself, with the profile of its organization."""

    id: str
    status: str
    roles: list[str]
    joined_at: datetime | None
    organization_id: str
    display_name: str
    logo_url: str | None

    @property
    def giving(self) -> tuple[str, ...]:
        return giving(self.status, self.roles)


@dataclass(frozen=True, slots=True)
class MemberCredential:
    """What a verified token stands for."""

    user_id: str
    organization_id: str | None
    """None unless the user is an active member of the organization that the token names."""
    permissions: list[str]


MEMBERS_MAY = frozenset(
    {
        Permission.ORGANIZATIONS_READ,
        Permission.ORGANIZATIONS_WRITE,
        Permission.PROFILES_READ,
        Permission.FEATURES_READ,
        Permission.IDENTITIES_READ,
        Permission.MEMBERSHIPS_READ,
        Permission.MEMBERSHIPS_WRITE,
        Permission.CONNECTIONS_READ,
        Permission.CONNECTIONS_WRITE,
        Permission.PORTAL_LINKS_READ,
        Permission.PORTAL_LINKS_WRITE,
        Permission.EVENTS_READ,
        Permission.ROLES_READ,
    }
)
"""What a role can allow a member; the rest takes a caller of the whole environment."""


def permissions_of_member(names: Sequence[str]) -> frozenset[str]:
    """What a member may do whose roles allow `names`.

    Every member sees the profile of its organization, and who sees memberships sees whose they are.
    """
    held = permissions_of(names) & MEMBERS_MAY | {Permission.PROFILES_READ}
    return held | {Permission.IDENTITIES_READ} if Permission.MEMBERSHIPS_READ in held else held
