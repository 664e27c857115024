"""What an administrator may paste as a certificate, and what is told of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
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
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.connections.certificates import (
    MAX_BYTES,
    Certificate,
    CertificateStatus,
    CertificateWeakness,
    certificates_in,
    weaknesses,
)
from gateway.errors import Fault, Invalid
from tests.connections.builders import (
    NOW,
    Making,
    base64_of,
    ec_key,
    md5_signed,
    named,
    other_der,
    pem,
    rsa_key,
    sha1_signed,
    short_rsa_public_key,
    some_der,
    wrapped,
)


def read(text: str) -> Certificate:
    (certificate,) = certificates_in(text, "certificates")
    return certificate


def faults(text: str) -> tuple[Fault, ...]:
    with pytest.raises(Invalid) as caught:
        certificates_in(text, "certificates")
    assert {fault.field for fault in caught.value.faults} == {"certificates"}
    return caught.value.faults


def rules(text: str) -> list[str]:
    return [fault.rule for fault in faults(text)]


def test_a_certificate_tells_what_the_provider_s_console_shows() -> None:
    der = some_der()
    certificate = read(pem(der))
    assert certificate == Certificate(
        pem=pem_of_64_columns(der),
        subject="CN=idp.example.test,O=Example",
        issuer="CN=idp.example.test,O=Example",
        serial_number="0A11CE",
        fingerprint_sha256=":".join(f"{byte:02X}" for byte in sha256(der).digest()),
        not_before=NOW - timedelta(days=30),
        not_after=NOW + timedelta(days=365),
        key_algorithm="RSA",
        key_size_bits=2048,
        signature_algorithm="sha256WithRSAEncryption",
    )
    assert certificate.not_after.tzinfo is UTC


def pem_of_64_columns(der: bytes) -> str:
    return x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM).decode()


def test_the_kind_and_size_of_an_elliptic_curve_key_are_told() -> None:
    certificate = read(pem(Making(key=ec_key()).der()))
    assert (certificate.key_algorithm, certificate.key_size_bits) == ("EC", 256)
    assert certificate.signature_algorithm == "ecdsa-with-SHA256"


def test_a_pss_signature_is_named_with_its_digest() -> None:
    assert read(pem(Making(pss=PSS(MGF1(SHA256()), 32)).der())).signature_algorithm == "RSASSA-PSS with SHA256"


def test_an_unknown_signature_algorithm_is_named_by_its_number() -> None:
    der = some_der().replace(bytes.fromhex("2a864886f70d01010b"), bytes.fromhex("2a864886f70d01017b"))
    assert read(pem(der)).signature_algorithm == "1.2.840.113549.1.1.123"


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(pem, id="PEM"),
        pytest.param(base64_of, id="bare base64"),
        pytest.param(lambda der: wrapped(base64_of(der)), id="indented base64"),
        pytest.param(lambda der: pem(der).replace("\n", "\r\n"), id="Windows line ends"),
        pytest.param(lambda der: pem(der).replace("\n", " "), id="one line"),
        pytest.param(lambda der: pem(der).replace("\n", "\\n"), id="line ends escaped as in JSON"),
        pytest.param(lambda der: pem(der).replace("\n", "\\r\\n"), id="Windows line ends escaped as in JSON"),
        pytest.param(lambda der: pem(der).replace("\n", "\n\t"), id="indented PEM"),
        pytest.param(lambda der: "\ufeff" + pem(der), id="PEM with byte order mark"),
        pytest.param(lambda der: "\ufeff" + base64_of(der), id="base64 with byte order mark"),
        pytest.param(lambda der: pem(der, "X509 CERTIFICATE"), id="old label"),
        pytest.param(lambda der: f"subject=CN = idp\n{pem(der)}trailing words", id="text around"),
    ],
)
def test_the_form_of_the_text_does_not_matter(form: Callable[[bytes], str]) -> None:
    assert read(form(some_der())) == read(pem(some_der()))


def test_several_certificates_keep_their_order_and_come_once_each() -> None:
    first, second = pem(other_der()), pem(some_der())
    found = certificates_in(first + second + first, "certificates")
    assert [certificate.serial_number for certificate in found] == ["0B0B", "0A11CE"]


def test_a_normalised_certificate_is_read_as_itself() -> None:
    certificate = read(base64_of(some_der()))
    assert read(certificate.pem) == certificate


def test_ten_certificates_are_accepted_and_eleven_are_not() -> None:
    texts = [pem(Making(key=ec_key(), serial_number=number).der()) for number in range(1, 12)]
    assert len(certificates_in("".join(texts[:10]), "certificates")) == 10
    (fault,) = faults("".join(texts))
    assert (fault.rule, fault.limit) == ("TOO_MANY", 10)


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


def test_a_text_of_the_greatest_length_is_read() -> None:
    text = pem(some_der())
    assert len(certificates_in(text + " " * (MAX_BYTES - len(text)), "certificates")) == 1


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


def with_organization(tag: int, value: bytes) -> bytes:
    """A certificate whose organization's name has this ASN.1 type and these bytes, of which there must be six."""
    der = Making(subject=named(organization="sixsix")).der()
    odd = der.replace(b"\x0c\x06sixsix", bytes([tag, 6]) + value)
    assert odd != der
    return odd


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        pytest.param(0x03, b"\0xsixs", id="bit string"),
        pytest.param(0x0C, b"M\xfcller", id="Latin-1 as UTF-8"),
        pytest.param(0x14, b"M\xfcller", id="Latin-1 as T61String"),
        pytest.param(0x1C, b"\0\0\0M\0\0", id="unfinished UTF-32"),
        pytest.param(0x1E, b"\0M\xd8\0\0M", id="half a surrogate pair in UTF-16"),
        pytest.param(0x30, b"\x0c\x04sixs", id="sequence"),
    ],
)
def test_a_name_that_is_no_text_is_refused(tag: int, value: bytes) -> None:
    (rule,) = rules(pem(with_organization(tag, value)))
    assert rule in {"MALFORMED_CERTIFICATE", "NOT_A_CERTIFICATE"}


def test_a_name_in_utf_16_is_read() -> None:
    certificate = read(pem(with_organization(0x1E, "Mül".encode("utf-16-be"))))
    assert certificate.subject == "CN=idp.example.test,O=Mül"


def test_a_date_that_does_not_exist_is_refused() -> None:
    der = some_der()
    odd = der.replace(b"\x17\r" + f"{NOW - timedelta(days=30):%y%m%d}".encode(), b"\x17\r269999")
    assert odd != der
    assert rules(pem(odd)) == ["NOT_A_CERTIFICATE"]


def test_an_unknown_version_is_refused() -> None:
    odd = some_der().replace(bytes.fromhex("a003020102"), bytes.fromhex("a003020107"), 1)
    assert rules(pem(odd)) == ["NOT_A_CERTIFICATE"]


@pytest.mark.parametrize(("byte", "shown"), [("00", "00"), ("ff", "-01"), ("0f", "0F"), ("80", "-80")])
def test_odd_serial_numbers_are_accepted_and_shown_as_openssl_does(byte: str, shown: str) -> None:
    der = Making(serial_number=1).der()
    odd = der.replace(bytes.fromhex("a003020102020101"), bytes.fromhex(f"a0030201020201{byte}"), 1)
    assert read(pem(odd)).serial_number == shown


def test_a_common_name_beyond_the_standard_s_length_is_accepted() -> None:
    der = Making(subject=named(organization="O" * 100)).der()
    organization_as_common_name = der.replace(bytes.fromhex("060355040a"), bytes.fromhex("0603550403"))
    assert read(pem(organization_as_common_name)).subject.endswith("CN=" + "O" * 100)


def test_a_certificate_that_names_nobody_is_accepted() -> None:
    assert read(pem(Making(subject=x509.Name([]), issuer=named()).der())).subject == ""


def test_control_characters_in_names_are_escaped() -> None:
    certificate = read(pem(Making(subject=named(organization="a\nb\0c,d")).der()))
    assert certificate.subject == r"CN=idp.example.test,O=a\0Ab\00c\,d"


@pytest.mark.parametrize(
    ("left", "days", "status"),
    [
        (timedelta(days=365), 365, CertificateStatus.VALID),
        (timedelta(days=61), 61, CertificateStatus.VALID),
        (timedelta(days=61, seconds=-1), 60, CertificateStatus.EXPIRING),
        (timedelta(days=60), 60, CertificateStatus.EXPIRING),
        (timedelta(days=1), 1, CertificateStatus.EXPIRING),
        (timedelta(hours=23), 0, CertificateStatus.EXPIRING),
        (timedelta(0), 0, CertificateStatus.EXPIRING),
        (timedelta(seconds=-1), -1, CertificateStatus.EXPIRED),
        (timedelta(days=-1), -1, CertificateStatus.EXPIRED),
        (timedelta(days=-1, seconds=-1), -2, CertificateStatus.EXPIRED),
    ],
)
def test_days_left_and_status_follow_the_clock(left: timedelta, days: int, status: CertificateStatus) -> None:
    certificate = read(pem(some_der()))
    now = certificate.not_after - left
    assert (certificate.days_left(now), certificate.status(now)) == (days, status)


@pytest.mark.parametrize(
    ("after_start", "status"),
    [(timedelta(0), CertificateStatus.VALID), (timedelta(seconds=-1), CertificateStatus.NOT_YET_VALID)],
)
def test_validity_begins_with_its_first_second(after_start: timedelta, status: CertificateStatus) -> None:
    certificate = read(pem(some_der()))
    assert certificate.status(certificate.not_before + after_start) is status


def test_a_certificate_without_end_is_valid() -> None:
    certificate = read(pem(Making(not_after=datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)).der()))
    assert certificate.status(NOW) is CertificateStatus.VALID


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        pytest.param(some_der, [], id="sound"),
        pytest.param(Making(key=ec_key()).der, [], id="EC P-256"),
        pytest.param(Making(key=rsa_key(1024)).der, [CertificateWeakness.WEAK_KEY], id="RSA 1024"),
        pytest.param(lambda: sha1_signed(some_der()), [CertificateWeakness.SHA1_SIGNATURE], id="SHA-1"),
        pytest.param(lambda: md5_signed(some_der()), [CertificateWeakness.MD5_SIGNATURE], id="MD5"),
        pytest.param(
            Making(not_before=NOW + timedelta(days=1)).der, [CertificateWeakness.NOT_YET_VALID], id="not yet valid"
        ),
        pytest.param(
            lambda: sha1_signed(Making(key=rsa_key(1024), not_after=NOW - timedelta(days=1)).der()),
            [CertificateWeakness.WEAK_KEY, CertificateWeakness.SHA1_SIGNATURE, CertificateWeakness.EXPIRED],
            id="all at once",
        ),
    ],
)
def test_weaknesses_are_told_but_not_refused(make: Callable[[], bytes], expected: list[CertificateWeakness]) -> None:
    assert weaknesses(read(pem(make())), NOW) == expected


def answer(text: str) -> list[Certificate] | None:
    try:
        return certificates_in(text, "certificates")
    except Invalid:
        return None


PIECES = ("-----BEGIN ", "-----END ", "CERTIFICATE", "-----", "\n", "\\n", "PRIVATE KEY", "MIIC", "=", "\0", "\ud800")


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(st.characters()), st.lists(st.one_of(st.sampled_from(PIECES), st.text())).map("".join)))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert answer(text) != []


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_in_base64_are_read_or_refused(der: bytes) -> None:
    assert answer(base64_of(der)) != []


@settings(max_examples=1500, deadline=None)
@given(
    st.sampled_from([some_der(), Making(key=ec_key()).der(), Making(pss=PSS(MGF1(SHA256()), 32)).der()]),
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=4),
)
def test_a_damaged_certificate_is_read_or_refused(der: bytes, changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(der)
    for at, byte in changes:
        damaged[at % len(damaged)] = byte
    found = answer(base64_of(bytes(damaged)))
    if found:
        assert certificates_in(found[0].pem, "certificates") == found
        assert not set(found[0].subject + found[0].issuer) & set("\0\r\n")
        found[0].subject.encode()
        weaknesses(found[0], NOW)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_pem_text_is_read_or_refused(data: st.DataObject) -> None:
    text = pem(some_der()) + pem(other_der())
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 200)))
    assert answer(text[:start] + data.draw(st.text(max_size=20)) + text[end:]) != []
