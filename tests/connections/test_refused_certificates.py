"""What an administrator may not paste as a certificate, and what is told of it."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    pkcs7,
    pkcs12,
)

from gateway.connections.certificates import (
    MAX_BYTES,
    certificates_in,
)
from gateway.errors import Invalid
from tests.connections.builders import (
    Making,
    base64_of,
    ec_key,
    named,
    pem,
    rsa_key,
    short_rsa_public_key,
    some_der,
)
from tests.connections.test_certificates import faults, rules


def private_keys() -> dict[str, str]:
    key, curve = rsa_key(), ec_key()
    pkcs1, pkcs8 = PrivateFormat.TraditionalOpenSSL, PrivateFormat.PKCS8
    locked = BestAvailableEncryption(b"secret")
    certificate = x509.load_der_x509_certificate(some_der())
    return {
        "PKCS #1": key.private_bytes(Encoding.PEM, pkcs1, NoEncryption()).decode(),
        "PKCS #8": key.private_bytes(Encoding.PEM, pkcs8, NoEncryption()).decode(),
        "encrypted": key.private_bytes(Encoding.PEM, pkcs8, locked).decode(),
        "SEC 1": curve.private_bytes(Encoding.PEM, pkcs1, NoEncryption()).decode(),
        "bare PKCS #1": base64_of(key.private_bytes(Encoding.DER, pkcs1, NoEncryption())),
        "bare PKCS #8": base64_of(key.private_bytes(Encoding.DER, pkcs8, NoEncryption())),
        "bare encrypted": base64_of(key.private_bytes(Encoding.DER, pkcs8, locked)),
        "bare SEC 1": base64_of(curve.private_bytes(Encoding.DER, pkcs1, NoEncryption())),
        "PKCS #12": base64_of(pkcs12.serialize_key_and_certificates(b"idp", key, certificate, None, NoEncryption())),
        "called a certificate": pem(key.private_bytes(Encoding.DER, pkcs8, NoEncryption())),
        "cut off": key.private_bytes(Encoding.PEM, pkcs8, NoEncryption()).decode()[:400],
        "behind its certificate": pem(some_der()) + key.private_bytes(Encoding.PEM, pkcs1, NoEncryption()).decode(),
        "unknown kind": pem(b"whatever", "VENDOR PRIVATE KEY"),
    }


@pytest.mark.parametrize("kind", list(private_keys()))
def test_a_private_key_is_refused_and_never_repeated(kind: str) -> None:
    text = private_keys()[kind]
    (fault,) = faults(text)
    assert fault.rule == "PRIVATE_KEY"
    body = "".join(line for line in text.splitlines() if not line.startswith("-----"))
    assert not any(body[at : at + 12] in fault.message for at in range(len(body) - 12))


@pytest.mark.parametrize("kind", list(private_keys()))
def test_no_exception_around_a_refused_private_key_repeats_it(kind: str) -> None:
    text = private_keys()[kind]
    with pytest.raises(Invalid) as caught:
        certificates_in(text, "certificates")
    error: BaseException | None = caught.value
    while error is not None:
        assert text[60:80] not in repr(error)
        error = error.__context__


def not_certificates() -> dict[str, tuple[str, str]]:
    """What was pasted, and a word of the message that tells so."""
    key = rsa_key()
    request = x509.CertificateSigningRequestBuilder().subject_name(named()).sign(key, SHA256())
    spki = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    pkcs1 = key.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)
    bundle = pkcs7.serialize_certificates([x509.load_der_x509_certificate(some_der())], Encoding.DER)
    return {
        "request": (pem(request.public_bytes(Encoding.DER), "CERTIFICATE REQUEST"), "signing request"),
        "bare request": (base64_of(request.public_bytes(Encoding.DER)), "signing request"),
        "public key": (pem(spki, "PUBLIC KEY"), "public key"),
        "RSA public key": (pem(pkcs1, "RSA PUBLIC KEY"), "public key"),
        "PKCS #7": (pem(bundle, "PKCS7"), "PKCS #7"),
        "XML": ("<EntityDescriptor/>", "metadata"),
        "base64 of words": (base64_of(b"not a certificate, only words"), "not an X.509"),
        "truncated DER": (base64_of(some_der()[:-20]), "part of one"),
        "DER and more": (base64_of(some_der() + b"\0"), "not an X.509"),
        "nothing in base64": (pem(b""), "not an X.509"),
        "one byte": (base64_of(b"0"), "not an X.509"),
        "endless length": (base64_of(b"\x30\xff\xff\xff"), "not an X.509"),
    }


@pytest.mark.parametrize("kind", list(not_certificates()))
def test_what_is_no_certificate_is_told_for_what_it_is(kind: str) -> None:
    text, word = not_certificates()[kind]
    (fault,) = faults(text)
    assert fault.rule == "NOT_A_CERTIFICATE"
    assert word in fault.message


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "REQUIRED"),
        (" \r\n\t", "REQUIRED"),
        ("\0", "INVALID_CHARACTERS"),
        ("MIIC\0", "INVALID_CHARACTERS"),
        ("MIIC\ud800", "INVALID_CHARACTERS"),
        ("0\ufffd\x03\ufffd0", "INVALID_CHARACTERS"),
        ("\ufeff", "NOT_A_CERTIFICATE"),
        ("hello, world", "MALFORMED_BASE64"),
        ("MIIC" + "A" * 5, "MALFORMED_BASE64"),
        ("MIIC==AAAA", "MALFORMED_BASE64"),
        ("MIICé", "MALFORMED_BASE64"),
        ("-----BEGIN CERTIFICATE-----\nMIIC", "MALFORMED_PEM"),
        ("-----BEGIN CERTIFICATE-----\nMIIC\n-----END X509 CERTIFICATE-----", "MALFORMED_PEM"),
        ("-----BEGIN CERTIFICATE-----\nM-IC\n-----END CERTIFICATE-----", "MALFORMED_PEM"),
        ("MIIC\n-----END CERTIFICATE-----", "MALFORMED_PEM"),
        ("-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----", "MALFORMED_BASE64"),
        ("A" * (MAX_BYTES + 1), "TOO_LONG"),
        ("é" * (MAX_BYTES // 2 + 1), "TOO_LONG"),
        ("-----BEGIN CERTIFICATE-----" * 750, "MALFORMED_PEM"),
    ],
)
def test_a_broken_text_is_refused(text: str, rule: str) -> None:
    assert rules(text) == [rule]


def test_an_unfinished_block_after_a_good_one_is_not_overlooked() -> None:
    assert rules(pem(some_der()) + "-----BEGIN CERTIFICATE-----\nMIIC") == ["MALFORMED_PEM"]


def test_every_broken_block_is_named_with_its_number() -> None:
    text = pem(b"first") + pem(some_der()) + pem(Making(key=Ed25519PrivateKey.generate()).der())
    assert [(fault.rule, fault.message.partition(" that ")[0]) for fault in faults(text)] == [
        ("NOT_A_CERTIFICATE", "has a block (number 1 of 3)"),
        ("UNSUPPORTED_KEY", "has a block (number 3 of 3)"),
    ]


def test_hundreds_of_broken_blocks_do_not_make_hundreds_of_faults() -> None:
    assert rules(pem(b"") * 300) == ["NOT_A_CERTIFICATE"] * 10


def test_rsa_keys_below_1024_bits_are_refused() -> None:
    (fault,) = faults(pem(Making(public_key=short_rsa_public_key()).der()))
    assert (fault.rule, fault.limit) == ("KEY_TOO_SHORT", 1024)


def test_keys_that_cannot_sign_saml_responses_are_refused() -> None:
    assert rules(pem(Making(key=Ed25519PrivateKey.generate()).der())) == ["UNSUPPORTED_KEY"]


def test_a_key_of_an_unknown_kind_is_refused() -> None:
    rsa_encryption = bytes.fromhex("06092a864886f70d010101")
    der = some_der().replace(rsa_encryption, bytes.fromhex("06092a864886f70d01017b"))
    assert rules(pem(der)) == ["UNSUPPORTED_KEY"]


def test_an_unknown_curve_is_refused() -> None:
    prime256v1 = bytes.fromhex("06082a8648ce3d030107")
    der = Making(key=ec_key()).der().replace(prime256v1, bytes.fromhex("06082a8648ce3d03017b"))
    assert rules(pem(der)) == ["UNSUPPORTED_KEY"]


def test_a_broken_key_is_refused() -> None:
    der = bytearray(some_der())
    exponent = der.rindex(bytes.fromhex("0203010001"))
    der[exponent : exponent + 5] = bytes.fromhex("0203010000")
    assert rules(pem(bytes(der))) == ["MALFORMED_CERTIFICATE"]
