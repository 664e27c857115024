"""Pages: which part of an ordered list is wanted, and the part itself (Relay cursor connections specification).

A cursor is the sort key of a row with the names of its list and order: opaque to clients, checked when it comes back.
"""

import base64
import binascii
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import orjson

from gateway.errors import Fault, Invalid

Row = TypeVar("Row")
DEFAULT_SIZE = 20
MAX_SIZE = 100


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a list that is wanted: `size` rows from one end, or from a cursor on; hashable."""

    size: int = DEFAULT_SIZE
    backward: bool = False
    after: tuple[str, str] | None = None
    before: tuple[str, str] | None = None
    order: str = "CREATED_AT"
    descending: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Page(Generic[Row]):
    """Rows of one window, in the list's order, and what a later question about the list needs."""

    listing: Any
    parent: str
    """The parent's id; "" where the list has no parent."""
    filter: tuple[tuple[str, Any], ...]
    rows: list[Row]
    keys: list[str] | None
    """Each row's sort key as text; None where that is its id."""
    window: Window
    has_next_page: bool
    has_previous_page: bool

    def cursor(self, index: int) -> str:
        """The cursor of the row at `index`."""
        row: Any = self.rows[index]
        key = row.id if self.keys is None else self.keys[index]
        return encode_cursor(self.listing.name, self.window.order, key, row.id)


def encode_cursor(listing: str, order: str, key: str, id: str) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([listing, order, key, id])).decode().rstrip("=")


def malformed_cursor(field: str) -> Fault:
    return Fault(field, "MALFORMED_CURSOR", "is not a cursor of this list in this order")


def decode_cursor(text: str, listing: str, order: str, field: str) -> tuple[str, str]:
    """The sort key and id in a cursor. Raises Invalid when the text is no cursor of the list of this name and order."""
    broken = Invalid(malformed_cursor(field))
    if len(text) > 4096:
        raise broken
    try:
        parts = orjson.loads(base64.urlsafe_b64decode(text.encode("ascii") + b"=="))
    except (ValueError, binascii.Error) as problem:
        raise broken from problem
    match parts:
        case [name, its_order, str(key), str(id)] if (name, its_order) == (listing, order) and "\0" not in key + id:
            return key, id
    raise broken


def window(
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
    *,
    listing: str,
    order: str = "CREATED_AT",
    descending: bool = False,
) -> Window:
    """The window of the list named `listing` that these arguments ask for.

    Raises Invalid when they contradict each other, break a limit, or hold a cursor of another list.
    """
    faults = [
        Fault(name, "OUT_OF_RANGE", f"must be from 0 to {MAX_SIZE}", MAX_SIZE)
        for name, size in (("first", first), ("last", last))
        if size is not None and not 0 <= size <= MAX_SIZE
    ]
    if first is not None and last is not None:
        faults.append(Fault("last", "EXCLUSIVE", "cannot be combined with first"))
    if faults:
        raise Invalid(*faults)
    size = first if first is not None else last if last is not None else DEFAULT_SIZE
    return Window(
        size,
        backward=last is not None,
        after=None if after is None else decode_cursor(after, listing, order, "after"),
        before=None if before is None else decode_cursor(before, listing, order, "before"),
        order=order,
        descending=descending,
    )
