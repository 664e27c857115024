"""Verifying members' tokens: JSON Web Tokens, signed by the key of an issuer (RFC 7519, RFC 8725)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import jwt
from jwt.exceptions import PyJWTError

from gateway.auth.jwks import KeySet, PublicKey
from gateway.issuers import MemberIssuer
from gateway.rules import UNSTORABLE

MAX_LENGTH = 8192
MAX_CLAIM = 255
LEEWAY_SECONDS = 30
"""How far the issuer's clock may be ahead of ours, for `nbf` and `iat`."""
TYPES = frozenset({None, "jwt", "at+jwt", "application/at+jwt"})
TIMES = ("exp", "nbf", "iat")
OPTIONS: Any = {"require": ["exp", "aud", "iss"], "verify_sub": False, "verify_jti": False}


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified token says."""

    issuer: MemberIssuer
    user_key: str
    organization_key: str | None
    expires_at: datetime


class Verifier:
    """The issuers that are trusted, with their keys."""

    def __init__(self, issuers: Sequence[MemberIssuer]) -> None:
        self.key_sets = {issuer.issuer: KeySet(issuer) for issuer in issuers}

    async def verify(self, token: str) -> Claims | None:
        """The claims of a token; None for one that is not of our issuers, not for us, over or not valid.

        Raises KeysUnavailable.
        """
        if len(token) > MAX_LENGTH or not self.key_sets:
            return None
        try:
            unverified = jwt.decode_complete(token, options={"verify_signature": False})
            header, issuer_name = unverified["header"], unverified["payload"].get("iss")
            key_set = self.key_sets.get(issuer_name) if isinstance(issuer_name, str) else None
            if key_set is None or not acceptable(header, key_set.issuer):
                return None
            key = await key_set.key(header.get("kid"), header["alg"])
            if key is None:
                return None
            return claims_of(token, key, header["alg"], key_set.issuer)
        except (PyJWTError, ValueError, TypeError, ArithmeticError, OSError, RecursionError):
            return None

    async def close(self) -> None:
        """Give up the connections to issuers."""
        for key_set in self.key_sets.values():
            await key_set.close()


def acceptable(header: dict[str, Any], issuer: MemberIssuer) -> bool:
    """Whether a token with this header may be verified at all."""
    type_, kid = header.get("typ"), header.get("kid")
    return (
        header.get("alg") in issuer.algorithms
        and "crit" not in header
        and isinstance(type_, str | None)
        and (type_ and type_.lower()) in TYPES
        and (kid is None or isinstance(kid, str))
    )


def claims_of(token: str, key: PublicKey, algorithm: str, issuer: MemberIssuer) -> Claims | None:
    """The claims of a token that the key has signed. Raises PyJWTError when it is not valid now."""
    payload = jwt.decode(
        token,
        key.key,
        algorithms=[algorithm],
        audience=list(issuer.audience),
        issuer=issuer.issuer,
        leeway=LEEWAY_SECONDS,
        options=OPTIONS,
    )
    user_key = storable(payload.get(issuer.user_claim))
    if user_key is None or not all(is_number(payload[name]) for name in TIMES if name in payload):
        return None
    expires_at = datetime.fromtimestamp(int(payload["exp"]), UTC)
    return Claims(issuer, user_key, storable(payload.get(issuer.organization_claim)), expires_at)


def is_number(claim: object) -> bool:
    """Whether a time is given as section 2 of RFC 7519 has it; PyJWT takes texts as well."""
    return isinstance(claim, int | float) and not isinstance(claim, bool)


def storable(claim: object) -> str | None:
    """The claim, if it can be an id in our tables."""
    fit = isinstance(claim, str) and 1 <= len(claim) <= MAX_CLAIM and not UNSTORABLE.search(claim)
    return claim if fit and isinstance(claim, str) else None
