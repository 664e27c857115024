"""A credential in, a Viewer out; kept for seconds, so that a revoked one stops working within five.

What is kept is bounded and lives in one worker's memory; unknown credentials are kept as well, so that repeating one
costs no look-up.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

from asyncpg import Pool
from cachetools import TTLCache

from gateway.api_keys.model import PREFIX as API_KEY_PREFIX
from gateway.api_keys.store import api_key_credential, touch_api_key
from gateway.auth.members import Members
from gateway.auth.renewal import permissions_of_portal_session
from gateway.errors import Unauthenticated
from gateway.issuers import MemberIssuer
from gateway.organizations.model import PREFIX as ORGANIZATION_PREFIX
from gateway.portal_links.model import SESSION_PREFIX
from gateway.portal_links.store import portal_session_credential
from gateway.tokens import API_KEY, PORTAL_SESSION, UnverifiedToken, hash_of, unverified_token
from gateway.viewer import ANONYMOUS, CallerKind, Viewer, permissions_of

KEPT_SECONDS = 3
KEPT_VIEWERS = 10_000
SCHEME = "bearer"


class Authenticator:
    """Who a request comes from."""

    def __init__(self, pool: Pool, issuers: Sequence[MemberIssuer] = ()) -> None:
        self.pool = pool
        self.members = Members(pool, issuers)
        self.kept: TTLCache[bytes, Viewer | None] = TTLCache(KEPT_VIEWERS, KEPT_SECONDS)
        self.looking: dict[bytes, asyncio.Task[Viewer | None]] = {}

    async def viewer(self, authorization: str | None) -> Viewer:
        """The viewer of an Authorization header; nobody where there is none.

        Raises Unauthenticated (RFC 6750), Unavailable when the keys of a member's issuer cannot be had.
        """
        if authorization is None:
            return ANONYMOUS
        scheme, _, text = authorization.partition(" ")
        if scheme.lower() != SCHEME or not text.isascii():
            raise Unauthenticated("the Authorization header is not Bearer and a token")
        text = text.strip()
        hash = hash_of(text)
        try:
            viewer = self.kept[hash]
        except KeyError:
            viewer = await self.looked_up(hash, text)
        if viewer is None or (viewer.expires_at and viewer.expires_at <= datetime.now(UTC)):
            raise Unauthenticated("the credential is unknown, expired or revoked")
        return viewer

    async def looked_up(self, hash: bytes, text: str) -> Viewer | None:
        """What is found of a credential, looked up once for all who bring it meanwhile."""
        task = self.looking.get(hash)
        if task is None:
            task = self.looking[hash] = asyncio.create_task(self.look_up(text))
            task.add_done_callback(partial(self.keep, hash))
        return await asyncio.shield(task)

    def keep(self, hash: bytes, task: asyncio.Task[Viewer | None]) -> None:
        del self.looking[hash]
        if not task.cancelled() and task.exception() is None:
            self.kept[hash] = task.result()

    async def look_up(self, text: str) -> Viewer | None:
        token = unverified_token(text)
        if token is None:
            return await self.members.viewer(text)
        if token.kind == API_KEY and len(token.bodies) == 1:
            return await self.api_key(token, f"{API_KEY_PREFIX}_{token.bodies[0]}")
        if token.kind == PORTAL_SESSION and len(token.bodies) == 2:
            return await self.portal_session(token, *token.bodies)
        return None

    async def close(self) -> None:
        """Give up the connections to issuers."""
        await self.members.close()

    async def api_key(self, token: UnverifiedToken, id: str) -> Viewer | None:
        credential = await api_key_credential(self.pool, id)
        if credential is None or not token.matches(credential.secret_hash):
            return None
        if credential.unused_for_a_minute:
            await touch_api_key(self.pool, id)
        return Viewer(CallerKind.API_KEY, id, permissions_of(credential.scopes))

    async def portal_session(self, token: UnverifiedToken, organization: str, session: str) -> Viewer | None:
        id, organization_id = f"{SESSION_PREFIX}_{session}", f"{ORGANIZATION_PREFIX}_{organization}"
        credential = await portal_session_credential(self.pool, organization_id, id)
        if credential is None or not token.matches(credential.token_hash):
            return None
        return Viewer(
            CallerKind.PORTAL_SESSION,
            id,
            permissions_of_portal_session(credential.features),
            organization_id,
            tuple(credential.features),
            credential.expires_at,
        )
