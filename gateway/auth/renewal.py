"""What callers may do now, who were recognised before: three statements, however many they are.

A secret does not change, and a token's signature stays what it was; what can change is whether the key, session,
user or membership behind it is still there, and what it allows.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from asyncpg import Pool

from gateway.api_keys.store import api_keys_by_ids
from gateway.features.model import Feature
from gateway.members.store import member_credentials
from gateway.portal_links.store import portal_session_credentials
from gateway.viewer import CallerKind, Permission, Viewer, permissions_of, permissions_of_member


class Renewal:
    """Renews viewers from the database."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def renewed(self, viewers: Sequence[Viewer]) -> dict[Viewer, Viewer]:
        """Those of `viewers` whose credential still counts, each with what it may do now.

        A member who has lost its organization is left as itself alone, and gets no other one.
        """
        now = datetime.now(UTC)
        live = [viewer for viewer in dict.fromkeys(viewers) if not viewer.expires_at or viewer.expires_at > now]
        found: dict[Viewer, Viewer] = {}
        for kind, renew in (
            (CallerKind.API_KEY, self.api_keys),
            (CallerKind.PORTAL_SESSION, self.portal_sessions),
            (CallerKind.MEMBER, self.members),
        ):
            if of_kind := [viewer for viewer in live if viewer.kind is kind]:
                found |= await renew(of_kind)
        return found | {viewer: viewer for viewer in live if viewer.kind is CallerKind.ANONYMOUS}

    async def api_keys(self, viewers: Sequence[Viewer]) -> dict[Viewer, Viewer]:
        keys = {key.id: key for key in await api_keys_by_ids(self.pool, [viewer.id for viewer in viewers])}
        return {
            viewer: replace(viewer, permissions=permissions_of(key.scopes))
            for viewer in viewers
            if (key := keys.get(viewer.id)) and key.revoked_at is None
        }

    async def portal_sessions(self, viewers: Sequence[Viewer]) -> dict[Viewer, Viewer]:
        organizations = [viewer.organization_id or "" for viewer in viewers]
        rows = await portal_session_credentials(self.pool, organizations, [viewer.id for viewer in viewers])
        sessions = {row.id: row for row in rows}
        return {
            viewer: replace(
                viewer,
                permissions=permissions_of_portal_session(session.features),
                features=tuple(session.features),
                expires_at=session.expires_at,
            )
            for viewer in viewers
            if (session := sessions.get(viewer.id))
        }

    async def members(self, viewers: Sequence[Viewer]) -> dict[Viewer, Viewer]:
        organizations = [viewer.organization_id or "" for viewer in viewers]
        rows = await member_credentials(self.pool, [viewer.id for viewer in viewers], organizations)
        users = {row.user_id for row in rows}
        permissions = {(row.user_id, row.organization_id): permissions_of_member(row.permissions) for row in rows}
        return {
            viewer: replace(viewer, permissions=permissions[viewer.id, viewer.organization_id])
            if viewer.organization_id and (viewer.id, viewer.organization_id) in permissions
            else replace(viewer, permissions=frozenset(), organization_id="")
            for viewer in viewers
            if viewer.id in users
        }


def permissions_of_portal_session(features: Sequence[str]) -> frozenset[str]:
    """What a portal session may do whose link has these features, if they are on."""
    permissions = {Permission.PROFILES_READ, Permission.FEATURES_READ}
    if Feature.SSO in features:
        permissions |= {Permission.CONNECTIONS_READ, Permission.CONNECTIONS_WRITE}
    return frozenset(permissions)
