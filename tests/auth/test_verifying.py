"""Which tokens are taken for a member's (RFC 7519, RFC 8725)."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import orjson
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from gateway.auth.jwt import Verifier
from tests.auth.issuer import ALGORITHMS, NAME, issuer, key, public, signed

LATER, BEFORE = timedelta(minutes=5), -timedelta(minutes=5)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
async def test_a_token_signed_by_a_key_for_its_algorithm_is_taken(algorithm: str) -> None:
    found = await Verifier([issuer()]).verify(signed(algorithm, org_id="org-1", exp=4_102_444_800))
    assert found
    assert (found.user_key, found.organization_key, found.issuer.issuer) == ("user-1", "org-1", NAME)
    assert found.expires_at == datetime(2100, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "given",
    [
        {"exp": BEFORE},
        {"exp": None},
        {"exp": "soon"},
        {"exp": "4102444800"},
        {"exp": True},
        {"exp": [4102444800]},
        {"exp": float("nan")},
        {"exp": 1e400},
        {"exp": 10**18},
        {"nbf": LATER},
        {"nbf": "0"},
        {"nbf": True},
        {"iat": LATER},
        {"iat": "0"},
        {"iss": "https://other.example"},
        {"iss": NAME + "/"},
        {"iss": None},
        {"aud": "other"},
        {"aud": None},
        {"aud": []},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
        {"sub": "a\0b"},
        {"sub": "\ud800"},
    ],
    ids=str,
)
async def test_claims_that_are_wrong(given: dict[str, Any]) -> None:
    assert await Verifier([issuer()]).verify(signed(**given)) is None


@pytest.mark.parametrize("given", [{"nbf": timedelta(seconds=10)}, {"aud": ["other", "gateway"]}], ids=str)
async def test_claims_that_are_right(given: dict[str, Any]) -> None:
    assert await Verifier([issuer()]).verify(signed(**given))


@pytest.mark.parametrize("organization", [None, "", 7, ["org-1"], "\0", "x" * 256])
async def test_an_organization_that_is_none_is_none(organization: object) -> None:
    found = await Verifier([issuer()]).verify(signed(org_id=organization))
    assert found
    assert found.organization_key is None


async def test_claims_are_read_by_their_configured_names() -> None:
    names = {"user_claim": "https://id.example/user", "organization_claim": "https://id.example/org"}
    given: dict[str, Any] = {"https://id.example/user": "u", "https://id.example/org": "o", "sub": None}
    found = await Verifier([issuer(**names)]).verify(signed(**given))
    assert found
    assert (found.user_key, found.organization_key) == ("u", "o")


@pytest.mark.parametrize(
    "header",
    [
        {"crit": ["exp"]},
        {"typ": "dpop+jwt"},
        {"typ": 7},
        {"typ": []},
        {"typ": {}},
        {"kid": "unknown"},
        {"kid": ["P-256"]},
        {"kid": "P-384"},
    ],
    ids=str,
)
async def test_headers_that_are_wrong(header: dict[str, Any]) -> None:
    token = signed()
    payload = token.split(".")[1]
    text = part({"alg": "ES256", "kid": "P-256", **header})
    resigned = jwt.algorithms.ECAlgorithm(jwt.algorithms.ECAlgorithm.SHA256).sign(
        f"{text}.{payload}".encode(), key("P-256")
    )
    right = f"{text}.{payload}.{base64.urlsafe_b64encode(resigned).decode().rstrip('=')}"
    assert await Verifier([issuer()]).verify(right) is None
    assert await Verifier([issuer()]).verify(token)


def part(value: Any) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(value)).decode().rstrip("=")


@pytest.mark.parametrize("type_", ["JWT", "at+jwt", "AT+JWT", None])
async def test_types_that_are_right(type_: str | None) -> None:
    assert await Verifier([issuer()]).verify(signed(header={"typ": type_}))


async def test_a_key_without_id_is_taken_where_it_is_the_only_one_for_the_algorithm() -> None:
    one = issuer(jwks={"keys": [public("P-256"), public("RSA")]})
    assert await Verifier([one]).verify(signed(header={"kid": None}))
    two = issuer(jwks={"keys": [public("P-256"), public("P-256", 2, kid="other")]})
    assert await Verifier([two]).verify(signed(header={"kid": None})) is None


async def test_another_key_than_the_issuers_is_refused() -> None:
    strange = issuer(jwks={"keys": [public("P-256", 2)]})
    assert await Verifier([strange]).verify(signed()) is None
    theirs = issuer(issuer="https://other.example")
    assert await Verifier([strange, theirs]).verify(signed()) is None


@pytest.mark.parametrize("algorithm", ["RS256", "PS512", "ES256", "EdDSA"])
async def test_an_algorithm_that_is_not_allowed_is_refused(algorithm: str) -> None:
    allowed = tuple(each for each in ALGORITHMS if each != algorithm)
    assert await Verifier([issuer(algorithms=allowed)]).verify(signed(algorithm)) is None


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
async def test_a_small_rsa_key_is_refused() -> None:
    assert await Verifier([issuer()]).verify(signed("RS256", "small RSA")) is None


@pytest.mark.parametrize("more", [{"alg": "RS512"}, {"use": "enc"}], ids=str)
async def test_a_key_for_something_else_is_refused(more: dict[str, Any]) -> None:
    assert await Verifier([issuer(jwks={"keys": [public("RSA", **more)]})]).verify(signed("RS256")) is None
    assert await Verifier([issuer(jwks={"keys": [public("RSA", alg="RS256", use="sig")]})]).verify(signed("RS256"))


async def test_no_signature_or_one_by_a_public_key_as_a_secret_is_refused() -> None:
    verifier = Verifier([issuer()])
    payload = signed("RS256").split(".")[1]
    assert await verifier.verify(f"{part({'alg': 'none', 'kid': 'RSA'})}.{payload}.") is None
    pem = key("RSA").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    text = f"{part({'alg': 'HS256', 'kid': 'RSA'})}.{payload}"
    signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(text.encode(), pem)
    assert await verifier.verify(f"{text}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}") is None


@pytest.mark.parametrize("text", ["", "a.b", "a.b.c", "a.b.c.d", "....", "é.é.é"])
async def test_texts_that_are_no_tokens(text: str) -> None:
    assert await Verifier([issuer()]).verify(text) is None


async def test_a_token_that_was_changed_or_is_too_long_is_refused() -> None:
    verifier, token = Verifier([issuer()]), signed()
    assert await verifier.verify(token[:-4] + "AAAA") is None
    assert await verifier.verify(signed(more="x" * 5000))
    assert await verifier.verify(signed(more="x" * 8000)) is None


async def test_a_payload_that_is_nested_without_end_is_refused() -> None:
    deep = base64.urlsafe_b64encode(b"[" * 5000).decode().rstrip("=")
    assert await Verifier([issuer()]).verify(f"{part({'alg': 'ES256'})}.{deep}.AAAA") is None


async def test_without_issuers_there_are_no_members() -> None:
    assert await Verifier([]).verify(signed()) is None
