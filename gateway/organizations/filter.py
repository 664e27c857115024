"""The filter of lists of organizations, from the caller's words to the listing's."""

from gateway.database.listing import Filter
from gateway.ids import first_id_at
from gateway.organizations.model import PREFIX
from gateway.rules import Given, checked, containing, metadata, optional, texts, timestamp

RULES = {
    "search": optional(containing(3, 100)),
    "ids": optional(texts(100)),
    "external_ids": optional(texts(100)),
    "metadata": optional(metadata),
    "created_from": optional(timestamp),
    "created_before": optional(timestamp),
    "updated_from": optional(timestamp),
    "updated_before": optional(timestamp),
}


def organization_filter(given: Given) -> Filter:
    """The listing's filter. Raises Invalid when a value breaks a rule."""
    values = checked(RULES, given, within="filter.")
    found = {name: value for name, value in values.items() if value is not None and value != {}}
    for name in ("created_from", "created_before"):
        if name in found:
            found[name] = first_id_at(PREFIX, found[name])
    if feature := given.get("feature"):
        found["feature_on" if feature["enabled"] else "feature_off"] = str(feature["name"])
    return tuple(found.items())
