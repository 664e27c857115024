"""SQL of members. The view own_memberships has those of the user who is calling, and of nobody else."""

from collections.abc import Sequence

from gateway.database.columns import Columns, Only
from gateway.database.listing import Listing, Order
from gateway.database.protocol import Database
from gateway.database.statement import Lookup, Statement
from gateway.issuers import KeyedBy
from gateway.members.model import Member, MemberCredential, OwnMembership

COLUMNS = Columns(
    OwnMembership, "m.id", "m.status", "m.roles", "m.joined_at", "m.organization_id", "m.display_name", "m.logo_url"
)

OWN_IN_ORGANIZATIONS = Lookup(
    "members.OWN_IN_ORGANIZATIONS", COLUMNS, "own_memberships m WHERE m.organization_id = ANY ($1::text[])"
)

OWN: Listing[OwnMembership] = Listing(
    "members.OWN",
    COLUMNS,
    "own_memberships m",
    "m.id",
    {"CREATED_AT": Order("m.id", "text")},
    parent="m.user_id",
)

CREDENTIAL = Statement(
    "members.CREDENTIAL",
    MemberCredential,
    """
    SELECT u.id AS user_id, active.organization_id, coalesce(active.permissions, '{}') AS permissions
      FROM users u
      LEFT JOIN LATERAL (
               SELECT m.organization_id,
                      ARRAY (SELECT DISTINCT unnest(r.permissions) FROM roles r WHERE r.name = ANY (m.roles))
                          AS permissions
                 FROM organizations o
                 JOIN memberships m ON m.organization_id = o.id AND m.user_id = u.id AND m.status = 'ACTIVE'
                WHERE (o.id = $3 OR o.external_id = $4) AND o.deleted_at IS NULL
           ) AS active ON true
     WHERE u.id = $1 OR u.external_id = $2
    """,
)


CREDENTIALS = Statement(
    "members.CREDENTIALS",
    MemberCredential,
    """
    SELECT u.id AS user_id, active.organization_id, coalesce(active.permissions, '{}') AS permissions
      FROM unnest($1::text[], $2::text[]) AS wanted (user_id, organization_id)
      JOIN users u ON u.id = wanted.user_id
      LEFT JOIN LATERAL (
               SELECT m.organization_id,
                      ARRAY (SELECT DISTINCT unnest(r.permissions) FROM roles r WHERE r.name = ANY (m.roles))
                          AS permissions
                 FROM organizations o
                 JOIN memberships m ON m.organization_id = o.id AND m.user_id = u.id AND m.status = 'ACTIVE'
                WHERE o.id = wanted.organization_id AND o.deleted_at IS NULL
           ) AS active ON true
    """,
)

FIRST = Statement(
    "members.FIRST",
    Member,
    """
    SELECT m.user_id, m.organization_id
      FROM memberships m
      JOIN organizations o ON o.id = m.organization_id AND o.deleted_at IS NULL
      JOIN users u ON u.id = m.user_id
     WHERE m.status = 'ACTIVE' AND ($1::text IS NULL OR $1 IN (u.id, u.email)) AND ($2::text IS NULL OR o.id = $2)
     ORDER BY NOT m.roles @> '{admin}'::text[], m.id
     LIMIT 1
    """,
)


async def own_memberships_in(
    db: Database, organization_ids: Sequence[str], *, only: Only = None
) -> list[OwnMembership]:
    """The caller's own memberships in these organizations; none where no user is calling."""
    return await OWN_IN_ORGANIZATIONS.all(db, organization_ids, only=only)


async def member_credential(
    db: Database, user: dict[KeyedBy, str], organization: dict[KeyedBy, str]
) -> MemberCredential | None:
    """The user found by {"id": ...} or {"external_id": ...}, and the organization likewise; None without a user."""
    return await CREDENTIAL.first(
        db, user.get("id"), user.get("external_id"), organization.get("id"), organization.get("external_id")
    )


async def member_credentials(
    db: Database, user_ids: Sequence[str], organization_ids: Sequence[str]
) -> list[MemberCredential]:
    """Those of these users that exist, in any order; the organization of each is at the same place."""
    return await CREDENTIALS.all(db, user_ids, organization_ids)


async def first_member(db: Database, user: str | None, organization: str | None) -> Member | None:
    """An active member, the oldest admin if possible: of a user by id or address, of an organization, or of any."""
    return await FIRST.first(db, user, organization)
