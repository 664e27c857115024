"""What the settings of a connection must look like, apart from what has a parser of its own."""

from collections.abc import Mapping
from unicodedata import category

from gateway.errors import Fault

MAX_MAPPED_ATTRIBUTES = 30
MAX_ATTRIBUTE_NAME = 100
MAX_CLAIM_NAME = 256


def attribute_mapping_faults(mapping: Mapping[str, str], field: str) -> list[Fault]:
    """Everything that is wrong with a map from our attribute's name to the identity provider's name for it.

    In the order of the mapping; empty when nothing is wrong. Beyond 30 pairs only their number is reported. Lengths
    count characters. A fault of a value is reported at `field.name`, a fault of a name at `field`.
    """
    if len(mapping) > MAX_MAPPED_ATTRIBUTES:
        message = f"At most {MAX_MAPPED_ATTRIBUTES} attributes can be mapped."
        return [Fault(field, "TOO_MANY", message, MAX_MAPPED_ATTRIBUTES)]
    faults = []
    for name, claim in mapping.items():
        of_name = _text_fault(name, field, "An attribute's name", MAX_ATTRIBUTE_NAME)
        place = field if of_name else f"{field}.{name}"
        of_claim = _text_fault(claim, place, "The identity provider's attribute name", MAX_CLAIM_NAME)
        faults += [fault for fault in (of_name, of_claim) if fault]
    return faults


def _text_fault(text: str, field: str, subject: str, longest: int) -> Fault | None:
    if not text.strip():
        return Fault(field, "TOO_SHORT", f"{subject} must not be empty.", 1)
    if len(text) > longest:
        return Fault(field, "TOO_LONG", f"{subject} can have at most {longest} characters.", longest)
    if any(category(character) in ("Cc", "Cs") for character in text):
        return Fault(field, "INVALID_CHARACTERS", f"{subject} must not contain control characters.")
    return None
