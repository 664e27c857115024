"""Members' tokens: a verified JWT in, a Viewer out."""

from collections.abc import Sequence

from asyncpg import Pool

from gateway.auth.jwks import KeysUnavailable
from gateway.auth.jwt import Verifier
from gateway.errors import Unavailable
from gateway.issuers import MemberIssuer
from gateway.members.store import member_credential
from gateway.viewer import CallerKind, Viewer, permissions_of_member


class Members:
    """Who the tokens of the issuers stand for."""

    def __init__(self, pool: Pool, issuers: Sequence[MemberIssuer]) -> None:
        self.pool = pool
        self.verifier = Verifier(issuers)

    async def viewer(self, token: str) -> Viewer | None:
        """The member, confined to its active organization; None for a token of nobody. Raises Unavailable."""
        try:
            claims = await self.verifier.verify(token)
        except KeysUnavailable as problem:
            raise Unavailable("the keys of the token's issuer cannot be had; try again") from problem
        if claims is None:
            return None
        organization = {claims.issuer.organization_by: claims.organization_key} if claims.organization_key else {}
        credential = await member_credential(self.pool, {claims.issuer.user_by: claims.user_key}, organization)
        if credential is None:
            return None
        active = credential.organization_id is not None
        return Viewer(
            CallerKind.MEMBER,
            credential.user_id,
            permissions_of_member(credential.permissions) if active else frozenset(),
            credential.organization_id or "",
            expires_at=claims.expires_at,
        )

    async def close(self) -> None:
        await self.verifier.close()
