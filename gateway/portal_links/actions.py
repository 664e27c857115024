"""Making, opening and revoking portal links."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from gateway.call import Call
from gateway.database.protocol import Database
from gateway.errors import Conflict, Fault, Invalid, NotFound
from gateway.events.model import facts
from gateway.events.store import record
from gateway.features.model import FeatureOff
from gateway.features.store import features_of_organizations
from gateway.idempotency.actions import earlier_entity
from gateway.ids import is_id, made_at, new_id
from gateway.organizations.actions import organization_to_write
from gateway.organizations.model import PREFIX as ORGANIZATION_PREFIX
from gateway.portal_links import store
from gateway.portal_links.model import (
    LIFETIME,
    LINKS_TAKE,
    NOT_LIVE,
    PREFIX,
    SESSION_LIFETIME,
    SESSION_PREFIX,
    PortalLink,
    PortalLinkKind,
    PortalLinkStatus,
    PortalSession,
)
from gateway.rules import Broken, Given, checked, optional, origin
from gateway.tokens import PORTAL_LINK, PORTAL_SESSION, new_token, unverified_token
from gateway.viewer import ANONYMOUS, CallerKind, Permission, Viewer


async def generate_portal_link(call: Call, given: Given) -> PortalLink:
    """The new link with its URL, which is never shown again.

    Raises NotFound, Invalid, FeatureOff when a wanted feature, or every feature, is off, IdempotencyKeyReused.
    """
    call.viewer.must(*(LINKS_TAKE if call.viewer.user_id else (Permission.PORTAL_LINKS_WRITE,)))
    kind = PortalLinkKind(given.get("kind") or PortalLinkKind.SHARE)
    embed_origin = checked_origin(call, kind, given)
    async with call.transaction() as db:
        organization = await organization_to_write(db, call, given["organization_id"])
        id = new_id(PREFIX)
        if earlier := await earlier_entity(db, call, "generatePortalLink", given, id):
            return (await store.portal_links_by_ids(db, [earlier]))[0]
        settings = await features_of_organizations(db, [organization.id])
        features = wanted_features(given, [setting.name for setting in settings if setting.enabled])
        token = new_token(PORTAL_LINK, organization.id, id)
        values = {"kind": kind.value, "features": features, "embed_origin": embed_origin}
        expires_at = made_at(id) + LIFETIME[kind]
        link = await store.insert_portal_link(
            db, organization.id, id, values, token.hash, call.viewer.id, made_at(id), expires_at
        )
        await record(db, call.viewer, "portal_link.created", id, organization_id=organization.id, after=facts(link))
    return replace(link, url=f"{call.settings.public_url}/portal#{token.text}")


def checked_origin(call: Call, kind: PortalLinkKind, given: Given) -> str | None:
    """The origin that may embed the portal. Raises Invalid when it is none, not allowed, or the link is not for it."""

    def allowed(value: str) -> str:
        value = origin(value)
        if kind is not PortalLinkKind.EMBED:
            raise Broken("NOT_EMBEDDED", "must be left out of a link that is not of kind EMBED")
        if value not in call.settings.embed_origins:
            raise Broken("ORIGIN_NOT_ALLOWED", "must be among the origins of GATEWAY_EMBED_ORIGINS")
        return value

    found: str | None = checked({"embed_origin": optional(allowed)}, given).get("embed_origin")
    return found


def wanted_features(given: Given, on: list[str]) -> list[str]:
    """The features of the link: those named, else all that are on. Raises FeatureOff, Invalid when none is named."""
    named = given.get("features")
    if named is None:
        if not on:
            raise FeatureOff("no feature of the organization is on: switch one on first")
        return on
    if not named:
        raise Invalid(Fault("features", "TOO_SHORT", "must name a feature, or be left out", 1))
    wanted = list(dict.fromkeys(str(name) for name in named))
    if off := [name for name in wanted if name not in on]:
        raise FeatureOff(f"the feature {off[0]} is not on for the organization")
    return wanted


async def revoke_portal_link(call: Call, given: Given) -> PortalLink:
    """The link, which no longer opens; its sessions end within seconds. Revoking twice changes nothing.

    Raises NotFound.
    """
    call.viewer.must(Permission.PORTAL_LINKS_WRITE)
    id = given["id"]
    async with call.transaction() as db:
        found = await store.portal_links_by_ids(db, [id]) if is_id(PREFIX, id) else []
        if not found or not call.viewer.reaches(found[0].organization_id):
            raise NotFound(f"there is no portal link {id}" if is_id(PREFIX, id) else "there is no such portal link")
        link = found[0]
        await organization_to_write(db, call, link.organization_id)
        revoked = await store.revoke_portal_link(db, link.organization_id, id)
        if revoked is None:
            return (await store.portal_links_by_ids(db, [id]))[0]
        await record_revoking(db, call, revoked)
    return revoked


async def revoke_links_by(db: Database, call: Call, organization_id: str, user_id: str) -> None:
    """Revoke the live links that a user has made in an organization, which is locked."""
    for link in await store.revoke_links_by(db, organization_id, user_id):
        await record_revoking(db, call, link)


async def record_revoking(db: Database, call: Call, link: PortalLink) -> None:
    """Append the event of a link that was revoked just now."""
    await record(
        db, call.viewer, "portal_link.revoked", link.id, organization_id=link.organization_id, after=facts(link)
    )


async def open_portal_session(call: Call, given: Given) -> PortalSession:
    """A session of the link with this secret, with its token, which is never shown again. Nobody need be calling.

    Raises NotFound, LinkExpired, LinkUsed, LinkRevoked.
    """
    unknown = NotFound("there is no such portal link")
    token = unverified_token(given["secret"])
    if token is None or token.kind != PORTAL_LINK or len(token.bodies) != 2:
        raise unknown
    organization_id, link_id = f"{ORGANIZATION_PREFIX}_{token.bodies[0]}", f"{PREFIX}_{token.bodies[1]}"
    # The secret is the credential: who else is calling does not matter.
    async with replace(call, viewer=ANONYMOUS).transaction() as db:
        secret = await store.link_secret(db, organization_id, link_id)
        if secret is None or not token.matches(secret.secret_hash):
            raise unknown
        try:
            await organization_to_write(db, replace(call, viewer=ANONYMOUS), organization_id)
        except NotFound:
            raise unknown from None
        return await opened(db, organization_id, link_id)


def not_live(status: PortalLinkStatus) -> Conflict:
    refusal, message = NOT_LIVE[status]
    return refusal(message)


async def opened(db: Any, organization_id: str, link_id: str) -> PortalSession:
    """A new session of a link whose organization is locked. Raises LinkExpired, LinkUsed, LinkRevoked."""
    (link,) = await store.portal_links_by_ids(db, [link_id])
    status = link.status(datetime.now(UTC))
    if status in NOT_LIVE:
        raise not_live(status)
    link = await store.count_use(db, organization_id, link_id)
    id = new_id(SESSION_PREFIX)
    token = new_token(PORTAL_SESSION, organization_id, id)
    expires_at = made_at(id) + SESSION_LIFETIME
    await store.open_session(db, organization_id, id, link_id, token.hash, made_at(id), expires_at)
    session = await store.portal_session(db, organization_id, id)
    if session is None:  # who made the link may make none any more
        raise not_live(PortalLinkStatus.REVOKED)
    opener = Viewer(CallerKind.PORTAL_SESSION, id, frozenset(), organization_id)
    await record(db, opener, "portal_link.used", link_id, organization_id=organization_id, after=facts(session))
    return replace(session, token=token.text)
