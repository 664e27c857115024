"""What an administrator may paste as a certificate, and what is told of it."""

from collections.abc import Callable
from datetime import UTC, timedelta
from hashlib import sha256

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
)

from gateway.connections.certificates import (
    MAX_BYTES,
    Certificate,
    certificates_in,
)
from gateway.errors import Fault, Invalid
from tests.connections.builders import (
    NOW,
    Making,
    base64_of,
    ec_key,
    named,
    other_der,
    pem,
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


def test_a_text_of_the_greatest_length_is_read() -> None:
    text = pem(some_der())
    assert len(certificates_in(text + " " * (MAX_BYTES - len(text)), "certificates")) == 1


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
