"""A user is one identity, whatever the number of organizations; the same e-mail address is the same user."""

from dataclasses import dataclass
from datetime import datetime

from gateway.errors import Conflict, ProblemCode

PREFIX = "usr"


@dataclass(frozen=True, slots=True)
class User:
    id: str
    email: str
    """Normalised: lower case, the domain as IDNA."""
    external_id: str | None
    name: str | None
    given_name: str | None
    family_name: str | None
    metadata: dict[str, str]
    version: int
    created_at: datetime
    updated_at: datetime


class EmailTaken(Conflict):
    """Another user has this e-mail address."""

    code = ProblemCode.EMAIL_TAKEN

    def __init__(self) -> None:
        super().__init__("another user has this e-mail address")
