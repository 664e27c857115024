"""Members as callers: an issuer of the tests' own, and its tokens."""

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gateway.issuers import MemberIssuer
from tests.graph.people import membership, user
from tests.helpers import Api

KEY = Ed25519PrivateKey.generate()
PUBLIC: dict[str, Any] = jwt.algorithms.OKPAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
ISSUER = MemberIssuer(
    issuer="https://issuer.example",
    audience=("gateway",),
    jwks={"keys": [PUBLIC]},
    user_by="id",
    organization_by="id",
    algorithms=("EdDSA",),
)


def token(user_id: str, organization_id: str | None = None, **claims: object) -> str:
    """A token of a user with an active organization, if one is given."""
    now = datetime.now(UTC)
    given: dict[str, Any] = {
        "iss": ISSUER.issuer,
        "aud": "gateway",
        "sub": user_id,
        "org_id": organization_id,
        "exp": now + timedelta(hours=1),
    }
    return jwt.encode(given | claims, KEY, "EdDSA")


async def member(api: Api, organization_id: str, *, roles: list[str] | None = None, **given: object) -> Api:
    """The same gateway, called by a new active member of the organization, an admin unless `roles` are given."""
    user_id = await user(api, **given)
    await membership(api, organization_id, user_id, roles=roles or ["admin"])
    return api.as_(token(user_id, organization_id))
