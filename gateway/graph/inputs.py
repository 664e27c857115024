"""Inputs: what a caller gave, as plain Python; what was not given is absent, which is not the same as null."""

from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

import strawberry


def entry(description: str, **options: Any) -> Any:
    """An input field that may be left out."""
    return strawberry.field(description=description, default=strawberry.UNSET, **options)


def must(description: str, **options: Any) -> Any:
    """An input field that must be given."""
    return strawberry.field(description=description, **options)


def given(value: Any) -> Any:
    """An input object as a dict of what was given, enums as their values, all the way down."""
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {name: given(part) for name, part in pairs if part is not strawberry.UNSET}
    if isinstance(value, list):
        return [given(part) for part in value]
    return value.value if isinstance(value, Enum) else value


IDEMPOTENCY_KEY = (
    "A text of the caller's choice, up to 255 characters, kept for 24 hours: repeating the mutation with it creates "
    "nothing twice."
)
EXPECTED_VERSION = "The version the caller has read; the change is refused if there is a newer one."
