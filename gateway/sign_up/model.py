"""What a sign-up answers."""

from dataclasses import dataclass

from gateway.memberships.model import Membership
from gateway.organizations.model import Organization
from gateway.users.model import User


@dataclass(frozen=True, slots=True)
class SignUp:
    created: bool
    """Whether an organization was made for the user; False when the user was a member already."""
    user: User
    organization: Organization
    membership: Membership
