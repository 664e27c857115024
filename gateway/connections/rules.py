"""What the settings of a connection must look like, apart from what has a parser of its own."""

from collections.abc import Mapping
from dataclasses import replace
from unicodedata import category

from gateway.errors import Fault
from gateway.rules import is_blank

MAX_MAPPED_ATTRIBUTES = 30
MAX_ATTRIBUTE_NAME = 100
MAX_CLAIM_NAME = 256


def attribute_mapping_faults(mapping: Mapping[str, object], field: str) -> list[Fault]:
    """Everything that is wrong with a map from our attribute's name to the identity provider's name for it.

    In the order of the mapping; empty when nothing is wrong. Beyond 30 pairs only their number is reported. Lengths
    count characters. The key of a value's fault is the name, if that is sound; the fault of a name has none.
    """
    if len(mapping) > MAX_MAPPED_ATTRIBUTES:
        message = f"must have at most {MAX_MAPPED_ATTRIBUTES} attributes"
        return [Fault(field, "TOO_MANY", message, MAX_MAPPED_ATTRIBUTES)]
    faults = []
    for name, claim in mapping.items():
        of_name, of_claim = _text_fault(name, field, MAX_ATTRIBUTE_NAME), _text_fault(claim, field, MAX_CLAIM_NAME)
        if of_name:
            faults.append(replace(of_name, message=f"has a name that {of_name.message}"))
        if of_claim and of_name:
            faults.append(replace(of_claim, message=f"has a value that {of_claim.message}"))
        elif of_claim:
            faults.append(replace(of_claim, key=name))
    return faults


def _text_fault(text: object, field: str, longest: int) -> Fault | None:
    if not isinstance(text, str):
        return Fault(field, "NOT_A_STRING", "is not a string")
    if len(text) > longest:
        return Fault(field, "TOO_LONG", f"has more than {longest} characters", longest)
    if any(category(character) in ("Cc", "Cs") for character in text):
        return Fault(field, "INVALID_CHARACTERS", "contains control characters")
    return Fault(field, "TOO_SHORT", "is empty", 1) if is_blank(text) else None
