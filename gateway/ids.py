"""Ids: a type prefix and a time-sortable body, as in `org_01kb2z6m9vfe8rj3d5w0q4xtnc` (TypeID 0.3, over a UUIDv7).

An id carries the millisecond it was made in. Rows take their `created_at` from it, so that the order of ids is the
order of creation, and a range of creation times is a range of ids.
"""

import re
from datetime import UTC, datetime, timedelta

from uuid_utils import UUID, uuid7

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base32, in lower case."""
PAIRS = [a + b for a in ALPHABET for b in ALPHABET]
BODY_LENGTH = 26
ID = re.compile(r"([a-z]{1,16})_([0-7][0-9a-hjkmnp-tv-z]{25})\Z", re.ASCII)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def new_id(prefix: str) -> str:
    """A new id; ids of one process sort in the order they were made."""
    return f"{prefix}_{body_of(uuid7().int)}"


def body_of(number: int) -> str:
    """The 26 letters that stand for a 128-bit number."""
    return "".join([PAIRS[number >> shift & 1023] for shift in range(120, -1, -10)])


def made_at(id: str) -> datetime:
    """The millisecond `id` was made in, in UTC."""
    number = 0
    for letter in id[-BODY_LENGTH:]:
        number = number << 5 | ALPHABET.index(letter)
    return EPOCH + MILLISECOND * (number >> 80)


def first_id_at(prefix: str, at: datetime) -> str:
    """The smallest id of the millisecond `at` lies in: ids made before it are smaller, all others are not."""
    milliseconds = max(0, (at - EPOCH) // MILLISECOND)
    return f"{prefix}_{body_of(min(milliseconds, 2**48 - 1) << 80)}"


def is_id(prefix: str, text: str) -> bool:
    """Whether `text` has the form of an id with this prefix."""
    match = ID.match(text)
    return match is not None and match[1] == prefix


def prefix_of(text: str) -> str | None:
    """The type prefix of a well-formed id, None for any other text."""
    match = ID.match(text)
    return match[1] if match else None


def id_as_of(prefix: str, at: datetime, random: int) -> str:
    """An id made at another time than now, from 74 bits of the caller's randomness (for imports and sample data)."""
    milliseconds = (at - EPOCH) // MILLISECOND
    high, low = random >> 62 & 0xFFF, random & (1 << 62) - 1
    number = milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low
    return f"{prefix}_{body_of(UUID(int=number).int)}"
