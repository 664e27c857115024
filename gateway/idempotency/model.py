"""A key under which a caller may repeat a creating mutation without creating twice."""

from dataclasses import dataclass
from datetime import datetime

from gateway.errors import Conflict, ProblemCode


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    entity_id: str
    input_hash: bytes
    created_at: datetime


class IdempotencyKeyReused(Conflict):
    """The key was used with another input within the last 24 hours."""

    code = ProblemCode.IDEMPOTENCY_KEY_REUSED

    def __init__(self) -> None:
        super().__init__("this idempotency key was used with another input")
