"""Secrets that must be read again are encrypted at rest; inputs that must be recognised are hashed with a key.

AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce, bound to its place by the associated data. The first of
GATEWAY_ENCRYPTION_KEYS encrypts, all of them decrypt.
"""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gateway.settings import Settings, key_bytes

NONCE_BYTES = 12


class Unsealable(Exception):
    """No configured key opens this secret, or it was moved to another place."""


def keys(settings: Settings) -> list[bytes]:
    """The configured keys; the command line has seen to it that there is one."""
    if not settings.encryption_keys:
        raise Unsealable("GATEWAY_ENCRYPTION_KEYS is empty")
    return [key_bytes(key) for key in settings.encryption_keys]


def seal(settings: Settings, secret: str, place: str) -> bytes:
    """The secret encrypted for one place, such as `org_... conn_...`."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(keys(settings)[0]).encrypt(nonce, secret.encode(), place.encode())


def unseal(settings: Settings, sealed: bytes, place: str) -> str:
    """The secret that was sealed for this place. Raises Unsealable when no key opens it."""
    for key in keys(settings):
        try:
            return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode()).decode()
        except InvalidTag:
            continue
    raise Unsealable("no configured key opens this secret")


def keyed_hashes(settings: Settings, data: bytes) -> list[bytes]:
    """The HMAC-SHA256 of `data` under each configured key, the current one first."""
    return [hmac.digest(hashlib.sha256(b"input" + key).digest(), data, "sha256") for key in keys(settings)]
