"""An API key: a server's credential for the whole environment. Only a hash of its secret is stored."""

from dataclasses import dataclass
from datetime import datetime

PREFIX = "key"


@dataclass(frozen=True, slots=True)
class ApiKey:
    id: str
    name: str
    scopes: list[str]
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
    secret: str | None = None
    """The key itself: only in the answer to its creation."""


@dataclass(frozen=True, slots=True)
class ApiKeyCredential:
    id: str
    scopes: list[str]
    secret_hash: bytes
    unused_for_a_minute: bool
