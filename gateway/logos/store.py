"""SQL of logos. An organization has one; of a deleted organization none is shown."""

from gateway.database.protocol import Database
from gateway.database.statement import Statement
from gateway.logos.model import Logo

BY_ID = Statement(
    "logos.BY_ID",
    Logo,
    """
    SELECT l.id, l.media_type, l.content
      FROM logos l
      JOIN organizations o ON o.id = l.organization_id AND o.deleted_at IS NULL
     WHERE l.id = $1
     LIMIT 1
    """,
)

KEEP = Statement(
    "logos.KEEP",
    Logo,
    """
    INSERT INTO logos (organization_id, id, media_type, content)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING
    """,
)

DELETE_OTHERS = Statement("logos.DELETE_OTHERS", Logo, "DELETE FROM logos WHERE organization_id = $1 AND id <> $2")


async def logo_by_id(db: Database, id: str) -> Logo | None:
    """The logo with this hash, whoever has it."""
    return await BY_ID.first(db, id)


async def replace_logo(db: Database, organization_id: str, logo: Logo) -> None:
    """Keep this logo as the organization's only one."""
    await KEEP.first(db, organization_id, logo.id, logo.media_type, logo.content)
    await DELETE_OTHERS.first(db, organization_id, logo.id)
