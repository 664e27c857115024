"""A handful of certificates of made-up identity providers, in every condition; they are real and parse.

The keys are computed, so that the same day gives the same certificates, and secret to nobody: nothing may be protected
by them. Signing is deterministic (RSA PKCS #1 v1.5, ECDSA by RFC 6979).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha512
from random import Random

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

EXPONENT = 65537
PRIME_BITS = 1024
TO_NEXT_PRIME = {"sample p": 96, "sample q": 166}
"""How far the next prime number is from the number that is computed from a name."""
VALID_DAYS = (210, 340, 500, 640, 800, 1000, 1400, 2500, 3300)
EXPIRING_DAYS = (4, 9, 17, 31, 52)
EXPIRED_DAYS = (-2, -30, -120, -400)
NOT_YET_VALID_DAYS = (6, 25)
USUAL_VALIDITY = timedelta(days=1095)

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class SampleCertificate:
    pem: str
    not_after: datetime


@dataclass(frozen=True, slots=True)
class CertificatePool:
    """Certificates by their condition at the moment they were made for."""

    valid: tuple[SampleCertificate, ...]
    expiring: tuple[SampleCertificate, ...]
    expired: tuple[SampleCertificate, ...]
    not_yet_valid: tuple[SampleCertificate, ...]

    def draw(self, random: Random) -> tuple[SampleCertificate, ...]:
        """What one connection trusts: mostly one valid certificate, sometimes an old one and its successor."""
        chance = random.random()
        if chance < 0.70:
            return (random.choice(self.valid),)
        if chance < 0.82:
            return (random.choice(self.expiring),)
        if chance < 0.90:
            return (random.choice(self.expired),)
        if chance < 0.92:
            return (random.choice(self.not_yet_valid),)
        return random.choice(self.expiring), random.choice(self.not_yet_valid if chance < 0.96 else self.valid)


def certificate_pool(at: datetime) -> CertificatePool:
    """Twenty certificates, as of `at`."""
    keys: tuple[PrivateKey, ...] = (rsa_key(), ec_key())
    number = 0

    def made(not_before: datetime, not_after: datetime) -> SampleCertificate:
        nonlocal number
        number += 1
        return SampleCertificate(certificate(number, keys[number % 3 == 0], not_before, not_after), not_after)

    def ending_in(days: tuple[int, ...]) -> tuple[SampleCertificate, ...]:
        ends = [at + timedelta(days=count, hours=11) for count in days]
        return tuple(made(min(end - USUAL_VALIDITY, at - timedelta(days=30)), end) for end in ends)

    starts = [at + timedelta(days=count) for count in NOT_YET_VALID_DAYS]
    return CertificatePool(
        ending_in(VALID_DAYS),
        ending_in(EXPIRING_DAYS),
        ending_in(EXPIRED_DAYS),
        tuple(made(start, start + USUAL_VALIDITY) for start in starts),
    )


def certificate(number: int, key: PrivateKey, not_before: datetime, not_after: datetime) -> str:
    """A self-signed certificate as PEM."""
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example Identity"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"signing-{number}.idp.example"),
        ]
    )
    draft = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(sha512(f"sample {number} {not_after}".encode()).digest()[:16]) >> 1)
        .not_valid_before(not_before)
        .not_valid_after(not_after)
    )
    deterministic = True if isinstance(key, ec.EllipticCurvePrivateKey) else None
    return draft.sign(key, SHA256(), ecdsa_deterministic=deterministic).public_bytes(Encoding.PEM).decode()


def rsa_key() -> rsa.RSAPrivateKey:
    """The same key of 2048 bits each time."""
    p, q = (computed(name, PRIME_BITS) + distance for name, distance in TO_NEXT_PRIME.items())
    d = pow(EXPONENT, -1, (p - 1) * (q - 1))
    numbers = rsa.RSAPrivateNumbers(
        p, q, d, rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q),
        rsa.RSAPublicNumbers(EXPONENT, p * q),
    )  # fmt: skip
    return numbers.private_key()


def ec_key() -> ec.EllipticCurvePrivateKey:
    """The same key on P-256 each time."""
    return ec.derive_private_key(computed("sample ec", 248), ec.SECP256R1())


def computed(name: str, bits: int) -> int:
    """An odd number of exactly so many bits, the two highest of them set, from a name."""
    digest = b"".join(sha512(f"{name} {part}".encode()).digest() for part in range(bits // 512 + 1))
    return int.from_bytes(digest[: bits // 8]) | 3 << (bits - 2) | 1
