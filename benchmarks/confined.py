"""The gateway asked by a confined caller, beside the same request with an API key.

A confined caller is one function that makes a bearer token, with what it asks for; where an operation has none here,
its row is left out.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import aiohttp
import jwt
import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

from benchmarks.answers import ask, comparable, difference
from benchmarks.operations import Q1, Asked, Request
from benchmarks.rounds import Contender
from benchmarks.servers import Server
from benchmarks.world import CannotMeasure, World

CONFINED, SAME = "confined", "same_request_by_api_key"

OF_ONE = """query OfOne($id: ID!) { organization(by: {id: $id}) {
  id displayName externalId metadata
  features { name enabled }
  connections(first: 5) { nodes { id status enabled } }
  memberships(first: 100, filter: {status: ACTIVE}) { totalCount nodes { roles user { id email name } } } } }"""

MADE = """mutation ($email: String!, $id: ID!) { createUser(input: {
  email: $email, membership: {organizationId: $id, roles: ["admin"]}}) { ... on User { id } } }"""

ISSUER, AUDIENCE, ALGORITHM = "https://benchmark.example", "gateway", "EdDSA"
KEY = Ed25519PrivateKey.generate()


def issuers() -> str:
    """The setting by which the gateway trusts our tokens."""
    public = OKPAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
    issuer = {"issuer": ISSUER, "audience": AUDIENCE, "jwks": {"keys": [public]}, "user_by": "id"}
    return orjson.dumps([issuer]).decode()


TokenMaker = Callable[[Server, World], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Caller:
    """A confined caller of one operation."""

    token: TokenMaker
    requests: Callable[[Asked], list[Request]]
    """What it may ask for; the API key asks for the same."""


def organization_of(asked: Asked) -> str:
    """The organization that the caller is confined to."""
    return asked.written[-1]


async def member(gateway: Server, world: World) -> str:
    """The token of an admin of the organization."""
    id = organization_of(world.asked)
    async with aiohttp.ClientSession() as client:
        given = {"email": f"{uuid4()}@benchmark.example", "id": id}
        made = await ask(client, gateway.url(""), world.key, Request(MADE, given))
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": made["createUser"]["id"], "org_id": id}
    return jwt.encode(claims | {"exp": datetime.now(UTC) + timedelta(hours=12)}, KEY, ALGORITHM)


CALLERS: dict[str, Caller] = {
    "Q1": Caller(member, lambda asked: [Request(Q1, {"id": organization_of(asked)})]),
    "Q3": Caller(member, lambda asked: [Request(OF_ONE, {"id": organization_of(asked)})]),
}
"""By operation; the dashboard of a member is of one organization, with its first 100 members."""


async def confined_contenders(
    gateway: Server, world: World, operation: str, callers: dict[str, Caller] | None = None
) -> list[Contender]:
    """The confined caller and its like with an API key; none where nobody confined can ask for the operation.

    Raises CannotMeasure when they are answered differently.
    """
    caller = (CALLERS if callers is None else callers).get(operation)
    if caller is None:
        return []
    token, asked = await caller.token(gateway, world), caller.requests(world.asked)
    url = gateway.url(operation)
    async with aiohttp.ClientSession() as client:
        for request in asked:
            by_key, confined = [comparable(await ask(client, url, each, request)) for each in (world.key, token)]
            if place := difference(by_key, confined):
                raise CannotMeasure(f"a confined caller of {operation} is answered differently: {place}")
    return [
        Contender(SAME, operation, url, world.key, lambda _: asked, measured_by=SAME),
        Contender(CONFINED, operation, url, token, lambda _: asked, measured_by=SAME),
    ]
