"""A trusted document: a GraphQL document that the operator has registered, found by its id or by its text's hash."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from gateway.errors import ProblemCode, Refusal

HASH_PREFIX = "sha256:"
MAX_ID = 255
IDENTIFIER = re.compile(r"(?:sha256:[0-9a-f]{64}|x-[A-Za-z0-9._~-]+:[A-Za-z0-9._~-]+|[A-Za-z0-9._~-]+)\Z")
"""A document identifier (GraphQL over HTTP, appendix A)."""
HASH = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class TrustedDocument:
    id: str
    """The one its manifest gives it."""
    sha256: str
    """Of the text in UTF-8, as lower-case hexadecimal digits."""
    text: str
    name: str
    """The names of its operations, separated by commas."""
    registered_at: datetime


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A trusted document without its text."""

    id: str
    name: str
    registered_at: datetime


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document to be registered."""

    id: str
    text: str
    name: str


class DocumentsRefused(Refusal):
    """Documents cannot be registered; each line of the message says what is wrong with one."""

    code = ProblemCode.INVALID_INPUT

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def is_identifier(text: str) -> bool:
    """Whether a text can identify a document."""
    return len(text) <= MAX_ID and IDENTIFIER.match(text) is not None


def hash_of_text(text: str) -> str:
    """The SHA-256 of a document, as lower-case hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


def hash_in(identifier: str) -> str | None:
    """The SHA-256 that an identifier may be, with or without its prefix; None where it is none."""
    digits = identifier.removeprefix(HASH_PREFIX)
    return digits if HASH.match(digits) else None
