"""An issuer of the tests: keys of every kind, tokens, and a server of its key set that counts and misbehaves."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import jwt
import orjson
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gateway.issuers import MemberIssuer

NAME = "https://id.example"
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
MAKERS: dict[str, Callable[[], Any]] = {
    "RSA": lambda: rsa.generate_private_key(65537, 2048),
    "small RSA": lambda: rsa.generate_private_key(65537, 1024),
    "P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "P-384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "P-521": lambda: ec.generate_private_key(ec.SECP521R1()),
    "Ed25519": Ed25519PrivateKey.generate,
}
KIND_FOR = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521", "EdDSA": "Ed25519"}


@cache
def keys(kind: str) -> list[Any]:
    return [MAKERS[kind]() for _ in range(2)]


def key(kind: str, number: int = 1) -> Any:
    """A private key; the same one for the same kind and number, 1 or 2."""
    return keys(kind)[number - 1]


def public(kind: str, number: int = 1, **more: object) -> dict[str, Any]:
    """The JWK of a key, its kind as its id."""
    algorithms = jwt.algorithms
    of_kind = {"R": algorithms.RSAAlgorithm, "s": algorithms.RSAAlgorithm, "P": algorithms.ECAlgorithm}
    algorithm: Any = of_kind.get(kind[0], algorithms.OKPAlgorithm)
    jwk: dict[str, Any] = algorithm.to_jwk(key(kind, number).public_key(), as_dict=True)
    return jwk | {"kid": kind} | more


def issuer(**given: Any) -> MemberIssuer:
    """An issuer that trusts a key of every kind, unless told otherwise."""
    values: dict[str, Any] = {"issuer": NAME, "audience": "gateway", "algorithms": ALGORITHMS}
    if "jwks_url" not in given:
        values["jwks"] = {"keys": [public(kind) for kind in MAKERS]}
    return MemberIssuer(**values | given)


def claims(**given: object) -> dict[str, Any]:
    """Claims in order; None leaves one out, a timedelta is from now."""
    now = datetime.now(UTC)
    values = {"iss": NAME, "aud": "gateway", "sub": "user-1", "exp": timedelta(minutes=5), **given}
    return {
        name: now + value if isinstance(value, timedelta) else value
        for name, value in values.items()
        if value is not None
    }


def signed(
    algorithm: str = "ES256", kind: str | None = None, header: dict[str, Any] | None = None, **given: object
) -> str:
    """A token with `claims(**given)`."""
    kind = kind or KIND_FOR.get(algorithm, "RSA")
    headers = {name: value for name, value in {"kid": kind, **(header or {})}.items() if value is not None}
    return jwt.encode(claims(**given), key(kind), algorithm, headers=headers)


@dataclass
class KeyServer:
    """Serves a key set."""

    keys: list[dict[str, Any]]
    url: str = ""
    requests: int = 0
    answer: Callable[[], web.StreamResponse] | None = None
    wait: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.requests += 1
        await self.wait.wait()
        if self.answer:
            return self.answer()
        return web.Response(body=orjson.dumps({"keys": self.keys}), content_type="application/json")


@asynccontextmanager
async def key_server(*keys: dict[str, Any]) -> AsyncIterator[KeyServer]:
    server = KeyServer(list(keys))
    server.wait.set()
    app = web.Application()
    app.router.add_get("/keys", server.handle)
    async with TestServer(app) as running:
        server.url = str(running.make_url("/keys"))
        yield server
