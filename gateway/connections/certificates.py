"""Certificates of identity providers: pasted text in, described certificates out.

A certificate only carries the key that responses are signed with. It is trusted because an administrator put it here,
so self-signed ones are normal, and neither chains nor revocation nor the validity are checked on the way in.
"""

import base64
import re
import ssl
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from gateway.described import Described
from gateway.errors import Fault, Invalid

MAX_BYTES = 20 * 1024
MAX_CERTIFICATES = 10
MAX_FAULTS = 10
MIN_RSA_BITS = 1024
STRONG_RSA_BITS = 2048
STRONG_EC_BITS = 224
"""Equal in strength to RSA with 2048 bits (NIST SP 800-57 part 1, table 2)."""
EXPIRING_DAYS = 60

_PEM_BLOCK = re.compile(r"-----BEGIN ([^-]+)-----([^-]*)-----END \1-----")
_PRIVATE_KEY = re.compile(r"private[ -]key|privateExponent", re.IGNORECASE)
_FORBIDDEN_CHARACTERS = re.compile(r"[\x00\ud800-\udfff\ufffd]")
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f]")
_INTEGER, _OCTET_STRING, _OBJECT_IDENTIFIER = 0x02, 0x04, 0x06

_RSASSA_PSS = "1.2.840.113549.1.1.10"
_SIGNATURE_ALGORITHMS = {
    "1.2.840.113549.1.1.4": "md5WithRSAEncryption",
    "1.2.840.113549.1.1.5": "sha1WithRSAEncryption",
    "1.3.14.3.2.29": "sha1WithRSASignature",
    "1.2.840.113549.1.1.14": "sha224WithRSAEncryption",
    "1.2.840.113549.1.1.11": "sha256WithRSAEncryption",
    "1.2.840.113549.1.1.12": "sha384WithRSAEncryption",
    "1.2.840.113549.1.1.13": "sha512WithRSAEncryption",
    "1.2.840.10045.4.1": "ecdsa-with-SHA1",
    "1.2.840.10045.4.3.1": "ecdsa-with-SHA224",
    "1.2.840.10045.4.3.2": "ecdsa-with-SHA256",
    "1.2.840.10045.4.3.3": "ecdsa-with-SHA384",
    "1.2.840.10045.4.3.4": "ecdsa-with-SHA512",
    "1.2.840.10040.4.3": "dsa-with-SHA1",
    "1.3.101.112": "ED25519",
    "1.3.101.113": "ED448",
}


class CertificateStatus(Described):
    """Where a moment lies in a certificate's validity."""

    VALID = "VALID", "Valid, and for more than 60 days to come."
    NOT_YET_VALID = "NOT_YET_VALID", "Its validity has not begun yet."
    EXPIRING = "EXPIRING", "Still valid, but 60 days or fewer are left."
    EXPIRED = "EXPIRED", "Its validity is over."


class CertificateWeakness(Described):
    """What an administrator should be warned of; none of it keeps the certificate from being used."""

    WEAK_KEY = "WEAK_KEY", "The key is weaker than RSA with 2048 bits."
    SHA1_SIGNATURE = "SHA1_SIGNATURE", "The certificate itself is signed with SHA-1, which is broken."
    MD5_SIGNATURE = "MD5_SIGNATURE", "The certificate itself is signed with MD5, which is broken."
    NOT_YET_VALID = "NOT_YET_VALID", "The certificate's validity has not begun yet."
    EXPIRED = "EXPIRED", "The certificate's validity is over."


@dataclass(frozen=True, slots=True)
class Certificate:
    """One X.509 certificate, in the words of the consoles it is compared with."""

    pem: str
    """One block with lines of 64 characters and a newline at the end."""
    subject: str
    """RFC 4514; control characters are escaped, so it is one line. Empty when the certificate names nobody."""
    issuer: str
    serial_number: str
    """Hexadecimal as OpenSSL shows it: upper case, an even number of digits, "-" before a negative one."""
    fingerprint_sha256: str
    """Upper-case hexadecimal pairs with colons between them."""
    not_before: datetime
    not_after: datetime
    key_algorithm: str
    """RSA or EC."""
    key_size_bits: int
    signature_algorithm: str
    """OpenSSL's name, such as sha256WithRSAEncryption; the dotted object identifier of one that is not known here."""

    def days_left(self, now: datetime) -> int:
        """The whole days until the end of the validity, rounded down: 0 on the last day, negative after the end."""
        return (self.not_after - now) // timedelta(days=1)

    def status(self, now: datetime) -> CertificateStatus:
        """Where `now` lies in the validity, of which both ends are part (RFC 5280 section 4.1.2.5)."""
        if now > self.not_after:
            return CertificateStatus.EXPIRED
        if now < self.not_before:
            return CertificateStatus.NOT_YET_VALID
        return CertificateStatus.EXPIRING if self.days_left(now) <= EXPIRING_DAYS else CertificateStatus.VALID


def weaknesses(certificate: Certificate, now: datetime) -> list[CertificateWeakness]:
    """What to warn of, in the order of the enumeration; empty for a sound certificate."""
    strong_bits = STRONG_RSA_BITS if certificate.key_algorithm == "RSA" else STRONG_EC_BITS
    signature, status = certificate.signature_algorithm.lower(), certificate.status(now)
    found = {
        CertificateWeakness.WEAK_KEY: certificate.key_size_bits < strong_bits,
        CertificateWeakness.SHA1_SIGNATURE: "sha1" in signature,
        CertificateWeakness.MD5_SIGNATURE: "md5" in signature,
        CertificateWeakness.NOT_YET_VALID: status is CertificateStatus.NOT_YET_VALID,
        CertificateWeakness.EXPIRED: status is CertificateStatus.EXPIRED,
    }
    return [weakness for weakness, present in found.items() if present]


def certificates_in(text: str, field: str) -> list[Certificate]:
    """The certificates of a text: one or several PEM blocks, or the bare base64 of one (as in SAML metadata).

    In the order of the text, each once (by fingerprint); at least one. Text around PEM blocks is skipped, line breaks
    do not matter, and neither do line breaks that were pasted as backslash and n. Raises Invalid when a part of it is
    no usable certificate, with one fault per block (ten at most); no message repeats the input, which may be a secret.
    Source: RFC 7468 sections 2 and 5.1, RFC 5280 section 4.1.
    """
    fault = _text_fault(text, field)
    if fault:
        raise Invalid(fault)
    blocks = _der_blocks(text.replace("\\r", "").replace("\\n", "\n"), field)
    certificates: dict[str, Certificate] = {}
    faults = []
    for number, block in enumerate(blocks, start=1):
        found = block if isinstance(block, Fault) else _certificate(block, field)
        if isinstance(found, Fault):
            where = f"has a block (number {number} of {len(blocks)}) that " if len(blocks) > 1 else ""
            faults.append(Fault(field, found.rule, where + found.message, found.limit))
        else:
            certificates.setdefault(found.fingerprint_sha256, found)
    if len(certificates) > MAX_CERTIFICATES:
        message = f"has more than {MAX_CERTIFICATES} different certificates"
        faults.append(Fault(field, "TOO_MANY", message, MAX_CERTIFICATES))
    if faults:
        raise Invalid(*faults[:MAX_FAULTS])
    return list(certificates.values())


def _text_fault(text: str, field: str) -> Fault | None:
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        return Fault(field, "TOO_LONG", f"has more than {MAX_BYTES} bytes", MAX_BYTES)
    if not text.strip():
        return Fault(field, "REQUIRED", "is empty")
    if _PRIVATE_KEY.search(text):
        return _private_key_fault(field)
    if _FORBIDDEN_CHARACTERS.search(text):
        message = "is not text: export the certificate as PEM (base64), not as a binary DER file"
        return Fault(field, "INVALID_CHARACTERS", message)
    return None


def _private_key_fault(field: str) -> Fault:
    message = (
        "contains a private key, which nobody but the identity provider may know: give the certificate only, and "
        "replace the key if it is a real one (it was not stored)"
    )
    return Fault(field, "PRIVATE_KEY", message)


def _der_blocks(text: str, field: str) -> list[bytes | Fault]:
    if "-----" not in text:
        return [_decoded(text.strip("\ufeff \t\r\n"), field)]
    bodies = [match[2] for match in _PEM_BLOCK.finditer(text)]
    if not bodies or len(bodies) != text.count("-----BEGIN "):
        message = "has a PEM block that lacks its BEGIN or END line, or has something else than base64 between them"
        return [Fault(field, "MALFORMED_PEM", message)]
    return [_decoded(body, field) for body in bodies]


def _decoded(text: str, field: str) -> bytes | Fault:
    if text.startswith("<"):
        message = "is XML, not a certificate: if it is metadata, give it as metadata"
        return Fault(field, "NOT_A_CERTIFICATE", message)
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except ValueError:
        message = "has broken base64: copy the certificate again, as a whole"
        return Fault(field, "MALFORMED_BASE64", message)


def _certificate(der: bytes, field: str) -> Certificate | Fault:
    # cryptography parses lazily and promises no closed set of exceptions for malformed parts, hence the broad excepts.
    # It warns of oddities (serial number 0, long names) that nobody here could act on.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            parsed = x509.load_der_x509_certificate(der)
        except Exception:
            return _foreign_fault(der, field)
        try:
            key = _usable_key(parsed, field)
            return key if isinstance(key, Fault) else _described(parsed, der, key)
        except Exception:
            message = "is damaged: its names, its dates or its key cannot be read"
            return Fault(field, "MALFORMED_CERTIFICATE", message)


def _usable_key(parsed: x509.Certificate, field: str) -> RSAPublicKey | EllipticCurvePublicKey | Fault:
    try:
        key = parsed.public_key()
    except UnsupportedAlgorithm:
        key = None
    if not isinstance(key, RSAPublicKey | EllipticCurvePublicKey):
        return Fault(field, "UNSUPPORTED_KEY", "has a key that is neither RSA nor EC")
    if isinstance(key, RSAPublicKey) and key.key_size < MIN_RSA_BITS:
        message = f"has an RSA key of fewer than {MIN_RSA_BITS} bits"
        return Fault(field, "KEY_TOO_SHORT", message, MIN_RSA_BITS)
    return key


def _described(parsed: x509.Certificate, der: bytes, key: RSAPublicKey | EllipticCurvePublicKey) -> Certificate:
    serial = f"{abs(parsed.serial_number):X}"
    serial = serial.zfill(len(serial) + len(serial) % 2)
    return Certificate(
        pem=ssl.DER_cert_to_PEM_cert(der),
        subject=_one_line(parsed.subject),
        issuer=_one_line(parsed.issuer),
        serial_number=f"-{serial}" if parsed.serial_number < 0 else serial,
        fingerprint_sha256=sha256(der).digest().hex(":").upper(),
        not_before=parsed.not_valid_before_utc,
        not_after=parsed.not_valid_after_utc,
        key_algorithm="RSA" if isinstance(key, RSAPublicKey) else "EC",
        key_size_bits=key.key_size,
        signature_algorithm=_signature_algorithm(parsed),
    )


def _one_line(name: x509.Name) -> str:
    return _CONTROL_CHARACTERS.sub(lambda match: f"\\{ord(match[0]):02X}", name.rfc4514_string())


def _signature_algorithm(parsed: x509.Certificate) -> str:
    identifier = parsed.signature_algorithm_oid.dotted_string
    if identifier == _RSASSA_PSS:
        digest = parsed.signature_hash_algorithm
        return f"RSASSA-PSS with {digest.name.upper()}" if digest else "RSASSA-PSS"
    return _SIGNATURE_ALGORITHMS.get(identifier, identifier)


def _foreign_fault(der: bytes, field: str) -> Fault:
    """What was given in place of a certificate, as far as it can be told."""
    if _holds_private_key(der):
        return _private_key_fault(field)
    if _is(x509.load_der_x509_csr, der):
        message = "is a certificate signing request: give the certificate that was issued for it"
    elif _is(load_der_public_key, der):
        message = "is a bare public key: give the certificate that contains it"
    elif _der_element(_der_element(der)[1])[0] == _OBJECT_IDENTIFIER:
        message = "is a PKCS #7 bundle: export the certificates in it as PEM"
    else:
        message = "is not an X.509 certificate, or only a part of one"
    return Fault(field, "NOT_A_CERTIFICATE", message)


def _is(load: Callable[[bytes], object], der: bytes) -> bool:
    try:
        load(der)
    except Exception:
        return False
    return True


def _holds_private_key(der: bytes) -> bool:
    """PKCS #1, #8, #12 and SEC 1 begin with a version of one byte; an encrypted PKCS #8 key is its second element."""
    tag, version, rest = _der_element(_der_element(der)[1])
    return (tag == _INTEGER and len(version) == 1) or rest[:1] == bytes([_OCTET_STRING])


def _der_element(der: bytes) -> tuple[int, bytes, bytes]:
    """Tag, contents and what follows of the first element; zero and nothing of what is no DER (X.690 section 8.1)."""
    if len(der) < 2:
        return 0, b"", b""
    start = 2 + (der[1] & 0x7F if der[1] & 0x80 else 0)
    length = int.from_bytes(der[2:start], "big") if der[1] & 0x80 else der[1]
    return der[0], der[start : start + length], der[start + length :]
