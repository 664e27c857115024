"""The public keys of an issuer (RFC 7517), fetched when they are needed and again each hour."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson
from aiohttp import ClientError, ClientSession, ClientTimeout
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from gateway.issuers import MAX_KEYS, MemberIssuer

KEPT_SECONDS = 3600
IDLE_SECONDS = 2 * KEPT_SECONDS
"""After so long without a fetch keys are waited for again: one may have been withdrawn long since."""
TRUSTED_SECONDS = 24 * 3600
"""How old keys may be that are believed while they cannot be fetched."""
PAUSE_SECONDS = 30
"""Between two fetches, whatever asks for them."""
PAUSE_WITHOUT_KEYS_SECONDS = 5
"""The same, as long as there are no keys."""
MAX_BYTES = 262_144
TIMEOUT = ClientTimeout(total=5)
LEAST_RSA_BITS = 2048
CURVES = {"ES256": "secp256r1", "ES384": "secp384r1", "ES512": "secp521r1"}

log = logging.getLogger(__name__)


class KeysUnavailable(Exception):
    """The issuer's keys were never had, or too long ago, and cannot be had now."""


class NotAKeySet(Exception):
    """What was fetched is no usable key set."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    id: str | None
    algorithm: str | None
    """The only one it is for, where it says so."""
    key: Any


class KeySet:
    """The keys of one issuer."""

    def __init__(self, issuer: MemberIssuer, clock: Callable[[], float] = time.monotonic) -> None:
        self.issuer = issuer
        self.clock = clock
        self.keys: list[PublicKey] | None = usable(issuer.jwks) if issuer.jwks else None
        self.fetched_at = self.tried_at = -float("inf")
        self.fetching: asyncio.Task[None] | None = None
        self.idle = False
        """Whether nobody had asked for so long that everybody waits for the fetch that goes on."""
        self.session: ClientSession | None = None

    async def key(self, id: str | None, algorithm: str) -> PublicKey | None:
        """The key with this id for this algorithm; without an id, the only one for it. Raises KeysUnavailable.

        A key that was had is not waited for: where it is older than an hour, the keys are fetched meanwhile. On a
        worker where nobody asked for two hours, it counts only if the keys cannot be fetched.
        """
        if self.clock() - self.fetched_at > KEPT_SECONDS:
            self.begin_refresh()
        if self.idle:
            await self.refresh()
        found = self.find(id, algorithm) if self.believed else None
        if found is None:
            await self.refresh()
            if not self.believed:
                raise KeysUnavailable
            found = self.find(id, algorithm)
        return found

    @property
    def believed(self) -> bool:
        """Whether there are keys, and they are not too old."""
        fresh = self.clock() - self.fetched_at <= TRUSTED_SECONDS or not self.issuer.jwks_url
        return self.keys is not None and fresh

    def find(self, id: str | None, algorithm: str) -> PublicKey | None:
        fit = [key for key in self.keys or () if fits(key, algorithm) and (id is None or key.id == id)]
        return fit[0] if len(fit) == 1 or (fit and id is not None) else None

    async def refresh(self) -> None:
        """Fetch the keys, unless that was tried just now; everybody who waits for them waits for one fetch.

        What goes wrong is logged, and the keys that were had before are kept.
        """
        self.begin_refresh()
        if self.fetching:
            # A caller who goes away does not end the fetch of the others.
            await asyncio.shield(self.fetching)

    def begin_refresh(self) -> None:
        pause = PAUSE_SECONDS if self.keys else PAUSE_WITHOUT_KEYS_SECONDS
        since = self.clock() - self.tried_at
        if self.issuer.jwks_url and self.fetching is None and since >= pause:
            self.idle = since > IDLE_SECONDS
            self.tried_at = self.clock()
            self.fetching = asyncio.create_task(self.fetch(self.issuer.jwks_url))

    async def fetch(self, url: str) -> None:
        try:
            self.keys = usable(await self.read(url))
            self.fetched_at = self.clock()
        except (ClientError, OSError, TimeoutError, NotAKeySet) as problem:
            log.warning("the keys of an issuer cannot be fetched", extra={"problem": type(problem).__name__})
        finally:
            self.fetching, self.idle = None, False

    async def read(self, url: str) -> Any:
        """The JSON at the URL. Raises NotAKeySet, ClientError, TimeoutError."""
        self.session = self.session or ClientSession(timeout=TIMEOUT, auto_decompress=False)
        async with self.session.get(url, allow_redirects=False, headers={"Accept-Encoding": "identity"}) as response:
            if response.status != 200:
                raise NotAKeySet
            data = bytearray()
            async for chunk in response.content.iter_chunked(16_384):
                data += chunk
                if len(data) > MAX_BYTES:
                    raise NotAKeySet
        try:
            return orjson.loads(data)
        except orjson.JSONDecodeError as problem:
            raise NotAKeySet from problem

    async def close(self) -> None:
        if self.fetching:
            self.fetching.cancel()
        if self.session:
            await self.session.close()


def usable(key_set: Any) -> list[PublicKey]:
    """The keys of a key set that can verify signatures; others are passed over (section 5). Raises NotAKeySet."""
    entries = key_set.get("keys") if isinstance(key_set, dict) else None
    if not isinstance(entries, list) or len(entries) > MAX_KEYS:
        raise NotAKeySet
    keys = []
    for entry in entries:
        if isinstance(entry, dict) and entry.get("kty") in ("RSA", "EC", "OKP") and entry.get("use", "sig") == "sig":
            try:
                keys.append(PublicKey(entry.get("kid"), entry.get("alg"), PyJWK(entry).key))
            except (PyJWTError, ValueError, TypeError):
                continue
    return keys


def fits(key: PublicKey, algorithm: str) -> bool:
    """Whether a key is made for an algorithm (RFC 7518 section 3.1, RFC 8037)."""
    public = key.key
    if key.algorithm not in (None, algorithm):
        return False
    if isinstance(public, RSAPublicKey):
        return algorithm[:2] in {"RS", "PS"} and public.key_size >= LEAST_RSA_BITS
    if isinstance(public, EllipticCurvePublicKey):
        return public.curve.name == CURVES.get(algorithm)
    return algorithm == "EdDSA" and isinstance(public, Ed25519PublicKey)
