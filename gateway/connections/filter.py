"""The filter of lists of connections, from the caller's words to the listing's."""

from gateway.database.listing import Filter
from gateway.rules import Given, anything, checked, optional, texts, timestamp

RULES = {
    "protocol": anything,
    "provider": anything,
    "enabled": anything,
    "certificate_expires_before": optional(timestamp),
    "organization_ids": optional(texts(100)),
}


def connection_filter(given: Given) -> Filter:
    """The listing's filter. Raises Invalid when a value breaks a rule."""
    values = checked(RULES, given, within="filter.")
    return tuple((name, value) for name, value in values.items() if value is not None)
