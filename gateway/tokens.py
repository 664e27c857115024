"""Tokens: a prefix that says what they are, ids in clear, a random secret, a checksum; only a hash is ever stored.

`gwk_<api key>_<secret>` is environment-wide; `gwp_<organization>_<session>_<secret>` is confined, and names its row, so
that looking it up is one read by primary key. The checksum refuses a mistyped token without asking the database.
"""

import hashlib
import hmac
import re
import secrets
import zlib
from dataclasses import dataclass

SECRET_BYTES = 32
TOKEN = re.compile(r"(gw[a-z])_((?:[0-7][0-9a-hjkmnp-tv-z]{25}_){1,2})([A-Za-z0-9-]{43})([0-9a-f]{8})\Z", re.ASCII)

API_KEY, PORTAL_LINK, PORTAL_SESSION, INVITATION = "gwk", "gwl", "gwp", "gwi"


@dataclass(frozen=True, slots=True, repr=False)
class Token:
    """A secret text and the hash of it that is stored. Its repr shows neither."""

    text: str
    hash: bytes


@dataclass(frozen=True, slots=True, repr=False)
class UnverifiedToken:
    """What a token says of itself; nothing in it is proven before `matches`."""

    kind: str
    bodies: tuple[str, ...]
    hash: bytes

    def matches(self, stored_hash: bytes) -> bool:
        """Whether this is the token the hash was made of, in constant time."""
        return hmac.compare_digest(self.hash, stored_hash)


def new_token(kind: str, *ids: str) -> Token:
    """A token with 256 random bits that names the rows `ids`."""
    bodies = "".join(id.partition("_")[2] + "_" for id in ids)
    secret = secrets.token_urlsafe(SECRET_BYTES).replace("_", secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ"))
    start = f"{kind}_{bodies}{secret}"
    text = start + checksum(start)
    return Token(text, hash_of(text))


def checksum(text: str) -> str:
    return f"{zlib.crc32(text.encode()):08x}"


def hash_of(text: str) -> bytes:
    """SHA-256: enough for a secret of 256 random bits."""
    return hashlib.sha256(text.encode()).digest()


def unverified_token(text: str) -> UnverifiedToken | None:
    """The parts of a well-formed token, None for any other text."""
    match = TOKEN.match(text)
    if match is None or checksum(text[:-8]) != match[4]:
        return None
    return UnverifiedToken(match[1], tuple(match[2].rstrip("_").split("_")), hash_of(text))
