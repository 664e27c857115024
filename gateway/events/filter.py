"""The filter of lists of events."""

from gateway.database.listing import Filter
from gateway.rules import Given, checked, optional, texts


def event_filter(given: Given, *, within: str = "filter.") -> Filter:
    """The listing's filter, from the entries of an input `within`. Raises Invalid when a value breaks a rule."""
    values = checked({"types": optional(texts(100))}, given, within=within)
    types = values.get("types")
    if types is None:
        return ()
    return (("type", types[0]),) if len(types) == 1 else (("types", types),)
