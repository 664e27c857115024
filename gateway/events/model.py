"""An event: what happened, by whom, and how it was before and after; kept for ever, never changed."""

from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any

SECRET = frozenset(
    {"secret_hash", "token_hash", "invitation_hash", "client_secret", "secret", "url", "invitation_token"}
)
"""Attributes of rows that no event repeats."""


@dataclass(frozen=True, slots=True)
class Event:
    id: str
    organization_id: str | None
    sequence: int | None
    type: str
    actor_type: str
    actor_id: str | None
    subject_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Head:
    """How far a log has come: the sort key and id of its newest event, as they are in cursors."""

    organization_id: str
    """Whose log it is; empty for the stream of the whole environment."""
    key: str
    id: str


def facts(row: Any) -> dict[str, Any]:
    """What an event tells of a row: its attributes without secrets, as JSON values."""
    assert is_dataclass(row)
    return {field.name: plain(getattr(row, field.name)) for field in fields(row) if field.name not in SECRET}


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def changed(before: Any, after: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """What differs between two rows, as it was and as it is."""
    old, new = facts(before), facts(after)
    names = [name for name in new if old.get(name) != new[name]]
    return {name: old.get(name) for name in names}, {name: new[name] for name in names}
