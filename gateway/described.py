"""An enumeration whose members say what they mean, so that a door can show it to its clients."""

from enum import StrEnum
from typing import Self


class Described(StrEnum):
    """Each member is a value and its description: `SSO = "SSO", "Single sign-on."`."""

    description: str

    def __new__(cls, value: str, description: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.description = description
        return member
