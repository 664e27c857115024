"""SQL of organizations."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from gateway.database.columns import Columns, Only
from gateway.database.listing import Listing, Order
from gateway.database.protocol import Database
from gateway.database.statement import Lookup, Statement
from gateway.events.store import EVENT_OF_CHANGED
from gateway.organizations.model import Organization, PermissionsOfUser

COLUMNS = Columns(
    Organization, "o.id", "o.display_name", "o.external_id", "o.slug", "o.logo_url", "o.metadata", "o.version",
    "o.created_at", "o.updated_at", "o.deleted_at",
)  # fmt: skip

BY_IDS = Lookup(
    "organizations.BY_IDS", COLUMNS, "organizations o WHERE o.id = ANY ($1::text[]) AND o.deleted_at IS NULL"
)

BY_EXTERNAL_IDS = Lookup(
    "organizations.BY_EXTERNAL_IDS",
    COLUMNS,
    "organizations o WHERE o.external_id = ANY ($1::text[]) AND o.deleted_at IS NULL",
)

BY_SLUGS = Lookup(
    "organizations.BY_SLUGS", COLUMNS, "organizations o WHERE o.slug = ANY ($1::text[]) AND o.deleted_at IS NULL"
)

LOCK = Statement(
    "organizations.LOCK",
    Organization,
    """
    SELECT id, display_name, external_id, slug, logo_url, metadata, version, created_at, updated_at, deleted_at
      FROM organizations
     WHERE id = $1
       FOR NO KEY UPDATE
    """,
)

INSERT = Statement(
    "organizations.INSERT",
    Organization,
    """
    INSERT INTO organizations
           (id, display_name, external_id, slug, logo_url, metadata, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
    ON CONFLICT DO NOTHING
    RETURNING id, display_name, external_id, slug, logo_url, metadata, version, created_at, updated_at, deleted_at
    """,
)

UPDATE = Statement(
    "organizations.UPDATE",
    Organization,
    """
    UPDATE organizations
       SET display_name = $2, external_id = $3, slug = $4, logo_url = $5, metadata = $6,
           deleted_at = $7, version = version + 1, updated_at = now()
     WHERE id = $1
    RETURNING id, display_name, external_id, slug, logo_url, metadata, version, created_at, updated_at, deleted_at
    """,
)

UPDATE_WITH_EVENT = Statement(
    "organizations.UPDATE_WITH_EVENT",
    Organization,
    f"""
    WITH changed AS (
        UPDATE organizations
           SET display_name = $11, logo_url = $12, metadata = $13, version = version + 1, updated_at = $14
         WHERE id = $1 AND version = $10 AND deleted_at IS NULL
        RETURNING id, display_name, external_id, slug, logo_url, metadata, version, created_at, updated_at, deleted_at
    ), {EVENT_OF_CHANGED}
    SELECT id, display_name, external_id, slug, logo_url, metadata, version, created_at, updated_at, deleted_at
      FROM changed
    """,
)

UPDATE_PROFILE = Statement(
    "organizations.UPDATE_PROFILE",
    Organization,
    """
    UPDATE organizations
       SET display_name = $2, logo_url = $3, version = version + 1, updated_at = now()
     WHERE id = $1
    RETURNING id, display_name, external_id, slug, logo_url, metadata, version, created_at, updated_at, deleted_at
    """,
)

TAKEN = Statement(
    "organizations.TAKEN",
    Organization,
    """
    SELECT id, display_name, external_id, slug, logo_url, metadata, version, created_at, updated_at, deleted_at
      FROM organizations
     WHERE external_id = $1 OR slug = $2
    """,
)

DELETED_LONG_AGO = Statement(
    "organizations.DELETED_LONG_AGO",
    Organization,
    """
    SELECT id, display_name, external_id, slug, logo_url, metadata, version, created_at, updated_at, deleted_at
      FROM organizations
     WHERE deleted_at <= now() - interval '30 days'
     LIMIT 100
       FOR UPDATE SKIP LOCKED
    """,
)

ANY = Statement(
    "organizations.ANY",
    Organization,
    """
    SELECT id, display_name, external_id, slug, logo_url, metadata, version, created_at, updated_at, deleted_at
      FROM organizations
     LIMIT 1
    """,
)

PERMISSIONS_OF_USER = Statement(
    "organizations.PERMISSIONS_OF_USER",
    PermissionsOfUser,
    """
    SELECT ARRAY (SELECT DISTINCT unnest(r.permissions) FROM roles r WHERE r.name = ANY (m.roles)) AS permissions
      FROM memberships m
     WHERE m.organization_id = $1 AND m.user_id = $2 AND m.status = 'ACTIVE'
    """,
)

ORGANIZATIONS: Listing[Organization] = Listing(
    "organizations.ORGANIZATIONS",
    COLUMNS,
    "organizations o",
    "o.id",
    {
        "CREATED_AT": Order("o.id", "text"),
        "UPDATED_AT": Order("o.updated_at", "timestamptz"),
        "DISPLAY_NAME": Order("lower(o.display_name)", "text"),
    },
    where="o.deleted_at IS NULL",
    filters={
        "search": "o.display_name ILIKE {}::text",
        "ids": "o.id = ANY ({}::text[])",
        "external_ids": "o.external_id = ANY ({}::text[])",
        "feature_on": "EXISTS (SELECT FROM feature_settings f "
        "WHERE f.organization_id = o.id AND f.id = {}::text AND f.enabled)",
        "feature_off": "NOT EXISTS (SELECT FROM feature_settings f "
        "WHERE f.organization_id = o.id AND f.id = {}::text AND f.enabled)",
        "metadata": "o.metadata @> {}::jsonb",
        "created_from": "o.id >= {}::text",
        "created_before": "o.id < {}::text",
        "updated_from": "o.updated_at >= {}::timestamptz",
        "updated_before": "o.updated_at < {}::timestamptz",
    },
)
ORGANIZATIONS_WITH_DELETED = replace(ORGANIZATIONS, name="organizations.ORGANIZATIONS_WITH_DELETED", where="true")


async def organizations_by_ids(db: Database, ids: Sequence[str], *, only: Only = None) -> list[Organization]:
    """Those of `ids` that exist and are not deleted, in any order."""
    return await BY_IDS.all(db, ids, only=only)


async def organizations_by_external_ids(
    db: Database, external_ids: Sequence[str], *, only: Only = None
) -> list[Organization]:
    """The organizations with these external ids that are not deleted, in any order."""
    return await BY_EXTERNAL_IDS.all(db, external_ids, only=only)


async def organizations_by_slugs(db: Database, slugs: Sequence[str], *, only: Only = None) -> list[Organization]:
    """The organizations with these slugs that are not deleted, in any order."""
    return await BY_SLUGS.all(db, slugs, only=only)


async def organization_now(db: Database, id: str) -> Organization | None:
    """The organization, None when there is none or it is deleted."""
    rows = await BY_IDS.all(db, [id])
    return rows[0] if rows else None


async def locked_organization(db: Database, id: str) -> Organization | None:
    """The organization, deleted or not; whoever else writes something of it waits for the transaction's end."""
    return await LOCK.first(db, id)


async def insert_organization(db: Database, id: str, values: dict[str, Any], created_at: Any) -> Organization | None:
    """The new organization, or None when its external id or slug is taken."""
    return await INSERT.first(
        db,
        id,
        values["display_name"],
        values.get("external_id"),
        values.get("slug"),
        values.get("logo_url"),
        values.get("metadata", {}),
        created_at,
    )


async def update_organization(db: Database, now: Organization) -> Organization:
    """The organization with these values, its version raised. Raises asyncpg.UniqueViolationError when one is taken."""
    row = await UPDATE.first(
        db, now.id, now.display_name, now.external_id, now.slug, now.logo_url, now.metadata, now.deleted_at
    )
    assert row is not None, "the row is locked"
    return row


async def update_with_event(
    db: Database, version: int, now: Organization, event: tuple[Any, ...]
) -> Organization | None:
    """`now`, stored with its event (`events.store.arguments`); None where it is no more as it was at `version`.

    Its external id and slug stay.
    """
    values = (now.display_name, now.logo_url, now.metadata, now.updated_at)
    return await UPDATE_WITH_EVENT.first(db, now.id, *event, version, *values)


async def update_profile(db: Database, now: Organization) -> Organization:
    """The organization with this name and this logo, its version raised."""
    row = await UPDATE_PROFILE.first(db, now.id, now.display_name, now.logo_url)
    assert row is not None, "the row is locked"
    return row


async def permissions_of_user(db: Database, id: str, user_id: str) -> list[str] | None:
    """What the roles of a user allow in an organization; None when it is no active member."""
    row = await PERMISSIONS_OF_USER.first(db, id, user_id)
    return row.permissions if row else None


async def organizations_with(db: Database, external_id: str | None, slug: str | None) -> list[Organization]:
    """The organizations, deleted ones included, that have this external id or this slug."""
    return await TAKEN.all(db, external_id, slug)


async def organizations_deleted_long_ago(db: Database) -> list[Organization]:
    """Up to 100 organizations whose time to be restored is over, locked."""
    return await DELETED_LONG_AGO.all(db)


async def any_organization(db: Database) -> bool:
    """Whether there is an organization at all, deleted or not."""
    return bool(await ANY.all(db))
