"""The filter of lists of memberships, from the caller's words to the listing's."""

from gateway.database.listing import Filter
from gateway.memberships.model import MembershipStatus
from gateway.rules import Given, anything, checked, containing, optional, text

RULES = {
    "status": anything,
    "role": optional(text(1, 64)),
    "search": optional(containing(3, 100)),
}


def membership_filter(given: Given) -> Filter:
    """The listing's filter. Raises Invalid when a value breaks a rule."""
    values = checked(RULES, given, within="filter.")
    found = {name: value for name, value in values.items() if value is not None}
    match found.pop("status", None):
        case MembershipStatus.PENDING_INVITE:
            found |= {"stored_status": MembershipStatus.PENDING_INVITE.value, "expired": False}
        case MembershipStatus.INVITE_EXPIRED:
            found |= {"stored_status": MembershipStatus.PENDING_INVITE.value, "expired": True}
        case str(status):
            found["stored_status"] = status
    return tuple(found.items())
