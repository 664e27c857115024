"""An issuer of members' tokens for `gateway dev`, so that one can look through a member's eyes.

Its key lies in the data folder; only a gateway on this machine alone trusts it.
"""

from datetime import UTC, datetime, timedelta

import jwt
from asyncpg import Pool
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from gateway.errors import NotFound
from gateway.issuers import MemberIssuer
from gateway.members.model import Member
from gateway.members.store import first_member
from gateway.running.local import DEV_ISSUER, read_secret, write_secret
from gateway.settings import Settings

ISSUER, AUDIENCE, ALGORITHM = "gateway dev", "gateway", "EdDSA"
LIFETIME = timedelta(hours=12)


def signing_key(settings: Settings) -> Ed25519PrivateKey:
    """The key of the data folder; a new one where there is none."""
    path = settings.data_dir / DEV_ISSUER
    if pem := read_secret(path):
        key = load_pem_private_key(pem.encode(), None)
        assert isinstance(key, Ed25519PrivateKey)
        return key
    key = Ed25519PrivateKey.generate()
    write_secret(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())
    return key


def with_trial_members(settings: Settings) -> Settings:
    """The settings, with our issuer among those that are trusted."""
    public = jwt.algorithms.OKPAlgorithm.to_jwk(signing_key(settings).public_key(), as_dict=True)
    issuer = MemberIssuer(
        issuer=ISSUER,
        audience=(AUDIENCE,),
        jwks={"keys": [public]},
        user_by="id",
        organization_by="id",
        algorithms=(ALGORITHM,),
    )
    return settings.model_copy(update={"member_issuers": (*settings.member_issuers, issuer)})


async def trial_member(pool: Pool, user: str | None, organization: str | None) -> Member:
    """A user with an active membership, an admin if possible, by id or e-mail address; any where none is named.

    Raises NotFound.
    """
    # Ids and addresses are stored in lower case.
    member = await first_member(pool, user and user.strip().lower(), organization)
    if member is None:
        raise NotFound("there is no such user with an active membership there")
    return member


def trial_token(settings: Settings, member: Member) -> str:
    """A token of the member, for 12 hours."""
    now = datetime.now(UTC)
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": member.user_id, "iat": now, "exp": now + LIFETIME}
    if member.organization_id:
        claims["org_id"] = member.organization_id
    return jwt.encode(claims, signing_key(settings), ALGORITHM)
