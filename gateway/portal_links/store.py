"""SQL of portal links and the sessions they open. What belongs to a deleted organization acts as absent."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from gateway.database.columns import Columns, Only
from gateway.database.listing import Listing, Order
from gateway.database.protocol import Database
from gateway.database.statement import Lookup, Statement
from gateway.portal_links.model import LinkSecret, PortalLink, PortalSession, PortalSessionCredential

COLUMNS = Columns(
    PortalLink, "l.id", "l.organization_id", "l.kind", "l.features", "l.embed_origin", "l.created_by", "l.use_count",
    "l.first_used_at", "l.last_used_at", "l.created_at", "l.expires_at", "l.revoked_at",
)  # fmt: skip
LIVE = "portal_links l JOIN organizations o ON o.id = l.organization_id AND o.deleted_at IS NULL"

BY_IDS = Lookup("portal_links.BY_IDS", COLUMNS, f"{LIVE} WHERE l.id = ANY ($1::text[])")

INSERT = Statement(
    "portal_links.INSERT",
    PortalLink,
    f"""
    INSERT INTO portal_links AS l
           (organization_id, id, kind, features, embed_origin, secret_hash, created_by, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    RETURNING {COLUMNS}
    """,
)

REVOKE = Statement(
    "portal_links.REVOKE",
    PortalLink,
    f"""
    UPDATE portal_links l
       SET revoked_at = now()
     WHERE l.organization_id = $1 AND l.id = $2 AND l.revoked_at IS NULL
    RETURNING {COLUMNS}
    """,
)

REVOKE_BY = Statement(
    "portal_links.REVOKE_BY",
    PortalLink,
    f"""
    UPDATE portal_links l
       SET revoked_at = now()
     WHERE l.organization_id = $1 AND l.created_by = $2 AND l.revoked_at IS NULL AND l.expires_at > now()
    RETURNING {COLUMNS}
    """,
)

SECRET = Statement(
    "portal_links.SECRET",
    LinkSecret,
    "SELECT l.secret_hash FROM portal_links l WHERE l.organization_id = $1 AND l.id = $2",
)

USE = Statement(
    "portal_links.USE",
    PortalLink,
    f"""
    UPDATE portal_links l
       SET use_count = l.use_count + 1, first_used_at = coalesce(l.first_used_at, now()), last_used_at = now()
     WHERE l.organization_id = $1 AND l.id = $2
    RETURNING {COLUMNS}
    """,
)

# Of the session's link alone: as a join it might be found out of all links of the organization.
IN_FORCE = "(SELECT true FROM links_in_force f WHERE f.organization_id = s.organization_id AND f.id = s.link_id)"

SESSIONS_BY_IDS = Statement(
    "portal_links.SESSIONS_BY_IDS",
    PortalSession,
    f"""
    SELECT s.id, s.organization_id, s.link_id,
           ARRAY (SELECT feature.name
                    FROM unnest(l.features) WITH ORDINALITY AS feature (name, place)
                    JOIN feature_settings f ON f.organization_id = s.organization_id AND f.id = feature.name
                   WHERE f.enabled
                   ORDER BY feature.place) AS features,
           l.embed_origin, s.created_at, s.expires_at
      FROM portal_sessions s
      JOIN portal_links l ON l.organization_id = s.organization_id AND l.id = s.link_id
      JOIN organizations o ON o.id = s.organization_id AND o.deleted_at IS NULL
     WHERE s.organization_id = $1 AND s.id = $2 AND s.expires_at > statement_timestamp() AND {IN_FORCE}
    """,
)

CREDENTIALS = Statement(
    "portal_links.CREDENTIALS",
    PortalSessionCredential,
    f"""
    SELECT s.id, s.organization_id,
           ARRAY (SELECT feature.name
                    FROM unnest(l.features) AS feature (name)
                    JOIN feature_settings f ON f.organization_id = s.organization_id AND f.id = feature.name
                   WHERE f.enabled
                 ) AS features,
           s.token_hash, s.expires_at
      FROM unnest($1::text[], $2::text[]) AS wanted (organization_id, id)
      JOIN portal_sessions s ON s.organization_id = wanted.organization_id AND s.id = wanted.id
      JOIN portal_links l ON l.organization_id = s.organization_id AND l.id = s.link_id
      JOIN organizations o ON o.id = s.organization_id AND o.deleted_at IS NULL
     WHERE s.expires_at > statement_timestamp() AND {IN_FORCE}
    """,
)

OPEN_SESSION = Statement(
    "portal_links.OPEN_SESSION",
    PortalSessionCredential,
    """
    INSERT INTO portal_sessions (organization_id, id, link_id, token_hash, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    RETURNING id, organization_id, '{}'::text[] AS features, token_hash, expires_at
    """,
)

LINKS_OF_ORGANIZATIONS: Listing[PortalLink] = Listing(
    "portal_links.OF_ORGANIZATIONS",
    COLUMNS,
    LIVE,
    "l.id",
    {"CREATED_AT": Order("l.id", "text")},
    parent="l.organization_id",
)


async def portal_links_by_ids(db: Database, ids: Sequence[str], *, only: Only = None) -> list[PortalLink]:
    """Those of `ids` that exist, whatever their status, in any order."""
    return await BY_IDS.all(db, ids, only=only)


async def insert_portal_link(
    db: Database,
    organization_id: str,
    id: str,
    values: Mapping[str, object],
    secret_hash: bytes,
    created_by: str,
    created_at: datetime,
    expires_at: datetime,
) -> PortalLink:
    """The new link."""
    row = await INSERT.first(
        db, organization_id, id, values["kind"], values["features"], values.get("embed_origin"), secret_hash,
        created_by, created_at, expires_at,
    )  # fmt: skip
    assert row is not None, "an insert returns its row"
    return row


async def revoke_portal_link(db: Database, organization_id: str, id: str) -> PortalLink | None:
    """The link, revoked by this call; None when it was already revoked."""
    return await REVOKE.first(db, organization_id, id)


async def revoke_links_by(db: Database, organization_id: str, user_id: str) -> list[PortalLink]:
    """The live links that the user has made, revoked by this call."""
    return await REVOKE_BY.all(db, organization_id, user_id)


async def link_secret(db: Database, organization_id: str, id: str) -> LinkSecret | None:
    """What opening the link needs to know of it, None where there is no such link."""
    return await SECRET.first(db, organization_id, id)


async def count_use(db: Database, organization_id: str, id: str) -> PortalLink:
    """The link, used once more."""
    row = await USE.first(db, organization_id, id)
    assert row is not None, "the organization is locked"
    return row


async def open_session(
    db: Database,
    organization_id: str,
    id: str,
    link_id: str,
    token_hash: bytes,
    created_at: datetime,
    expires_at: datetime,
) -> None:
    """Keep a new session of a link."""
    await OPEN_SESSION.first(db, organization_id, id, link_id, token_hash, created_at, expires_at)


async def portal_session(db: Database, organization_id: str, id: str) -> PortalSession | None:
    """The session, None when there is none, it is over, or its link is worth nothing."""
    return await SESSIONS_BY_IDS.first(db, organization_id, id)


async def portal_session_credential(db: Database, organization_id: str, id: str) -> PortalSessionCredential | None:
    """What is needed to recognise the session; None when there is none, it is over, or its link is worth nothing."""
    return await CREDENTIALS.first(db, [organization_id], [id])


async def portal_session_credentials(
    db: Database, organization_ids: Sequence[str], ids: Sequence[str]
) -> list[PortalSessionCredential]:
    """Those of these sessions that are not over, in any order; the organization of each is at the same place."""
    return await CREDENTIALS.all(db, organization_ids, ids)
