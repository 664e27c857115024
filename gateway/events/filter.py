"""The filter of lists of events."""

from gateway.database.listing import Filter
from gateway.rules import Given, checked, optional, texts


def event_filter(given: Given) -> Filter:
    """The listing's filter. Raises Invalid when a value breaks a rule."""
    values = checked({"types": optional(texts(100))}, given, within="filter.")
    types = values.get("types")
    if types is None:
        return ()
    return (("type", types[0]),) if len(types) == 1 else (("types", types),)
