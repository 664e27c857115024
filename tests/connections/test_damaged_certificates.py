"""No text and no bytes break the reader of certificates."""

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.connections.certificates import (
    Certificate,
    certificates_in,
    weaknesses,
)
from gateway.errors import Invalid
from tests.connections.builders import (
    NOW,
    Making,
    base64_of,
    ec_key,
    other_der,
    pem,
    some_der,
)


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
