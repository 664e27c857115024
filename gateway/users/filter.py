"""The filter of lists of users, from the caller's words to the listing's."""

from collections.abc import Sequence

from gateway.database.listing import Filter
from gateway.rules import Given, checked, containing, email, optional, texts


def emails(values: Sequence[str]) -> tuple[str, ...]:
    """At most 100 addresses, normalised."""
    return tuple(email(value) for value in texts(100, 320)(values))


RULES = {
    "search": optional(containing(3, 100)),
    "ids": optional(texts(100)),
    "external_ids": optional(texts(100)),
    "emails": optional(emails),
}


def user_filter(given: Given) -> Filter:
    """The listing's filter. Raises Invalid when a value breaks a rule."""
    values = checked(RULES, given, within="filter.")
    return tuple((name, value) for name, value in values.items() if value is not None)
