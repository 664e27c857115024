"""A member: a user who calls, in one of its organizations or in none."""

from dataclasses import dataclass
from datetime import datetime

from gateway.memberships.model import giving


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
