"""A membership: a user in an organization. Members of a deleted organization act as absent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.described import Described
from gateway.errors import Conflict, ProblemCode
from gateway.roles.model import ADMIN

PREFIX = "mem"


class MembershipStatus(Described):
    """How a membership stands."""

    ACTIVE = "ACTIVE", "The user is a member."
    INACTIVE = "INACTIVE", "The membership is switched off."
    PENDING_INVITE = "PENDING_INVITE", "An address is invited, and nobody has accepted yet."
    INVITE_EXPIRED = "INVITE_EXPIRED", "Nobody accepted the invitation in time; it can be resent."


class SettableMembershipStatus(Described):
    """What a membership can be switched to."""

    ACTIVE = "ACTIVE", "The user is a member."
    INACTIVE = "INACTIVE", "The membership is switched off."


class ProvisioningMethod(Described):
    """How a membership came to be."""

    API = "API", "A server added the user."
    SIGN_UP = "SIGN_UP", "The user signed up, and the organization was made for them."
    INVITATION = "INVITATION", "The user was invited."
    SSO = "SSO", "The user signed in through the organization's identity provider."
    SCIM = "SCIM", "The organization's directory added the user."


INVITED = frozenset({MembershipStatus.PENDING_INVITE, MembershipStatus.INVITE_EXPIRED})


@dataclass(frozen=True, slots=True)
class Membership:
    organization_id: str
    id: str
    user_id: str | None
    """None while invited: whose the address is, is found when the invitation is accepted."""
    status: str
    """A MembershipStatus, by the clock of the database when it was read."""
    roles: list[str]
    metadata: dict[str, str]
    provisioning_method: str
    invited_email: str | None
    """The address an invitation was sent to, normalised."""
    invitation_expires_at: datetime | None
    """None unless the membership is a pending invitation."""
    invitations_sent: int
    joined_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime
    invitation_token: str | None = None
    """What accepts the invitation: only in the answer that made it."""

    @property
    def is_invitation(self) -> bool:
        return self.status in INVITED

    @property
    def is_active_admin(self) -> bool:
        return self.status == MembershipStatus.ACTIVE and ADMIN in self.roles

    @property
    def giving(self) -> tuple[str, ...]:
        return giving(self.status, self.roles)


def giving(status: str, roles: Sequence[str]) -> tuple[str, ...]:
    """The roles whose permissions a membership gives: all it has while it is active, else none."""
    return tuple(roles) if status == MembershipStatus.ACTIVE else ()


@dataclass(frozen=True, slots=True)
class InvitationHash:
    invitation_hash: bytes | None


@dataclass(frozen=True, slots=True)
class OrganizationId:
    organization_id: str


class AlreadyMember(Conflict):
    """The user has a membership in the organization, or its address is invited to it."""

    code = ProblemCode.ALREADY_MEMBER

    def __init__(self) -> None:
        super().__init__(
            "the user is already a member of the organization, or invited to it: an invitation can be resent or revoked"
        )


class LastAdmin(Conflict):
    """The change would leave organizations without an active admin."""

    code = ProblemCode.LAST_ADMIN

    def __init__(self, organization_ids: Sequence[str]) -> None:
        super().__init__(f"this is the last active admin of {', '.join(organization_ids)}")
        self.organization_ids = organization_ids


class InvitationNotPending(Conflict):
    """The membership is no invitation: it was accepted, or never was one."""

    code = ProblemCode.INVITATION_NOT_PENDING

    def __init__(self) -> None:
        super().__init__("the membership is not a pending invitation")


class InvitationExpired(Conflict):
    """The invitation was not accepted in time."""

    code = ProblemCode.INVITATION_EXPIRED

    def __init__(self) -> None:
        super().__init__("the invitation has expired; it can be resent")
