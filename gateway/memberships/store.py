"""SQL of memberships, none of deleted organizations; what expires is told by the statement's clock (decision 5)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from gateway.database.columns import Columns, Only
from gateway.database.listing import Listing, Order
from gateway.database.protocol import Database
from gateway.database.statement import Lookup, Statement
from gateway.ids import made_at
from gateway.memberships.model import InvitationHash, Membership, OrganizationId

STATUS = (
    "CASE WHEN m.status = 'PENDING_INVITE' AND m.invitation_expires_at <= statement_timestamp() "
    "THEN 'INVITE_EXPIRED' ELSE m.status END"
)
COLUMNS = Columns(
    Membership, "m.organization_id", "m.id", "m.user_id", f"{STATUS} AS status", "m.roles", "m.metadata",
    "m.provisioning_method", "m.invited_email", "m.invitation_expires_at", "m.invitations_sent", "m.joined_at",
    "m.version", "m.created_at", "m.updated_at",
)  # fmt: skip
LIVE = "memberships m JOIN organizations o ON o.id = m.organization_id AND o.deleted_at IS NULL"

BY_IDS = Lookup("memberships.BY_IDS", COLUMNS, f"{LIVE} WHERE m.id = ANY ($1::text[])")

IN_ORGANIZATION = Statement(
    "memberships.IN_ORGANIZATION",
    Membership,
    f"SELECT {COLUMNS} FROM memberships m WHERE m.organization_id = $1 AND m.id = $2",
)

OF_USER_IN_ORGANIZATION = Statement(
    "memberships.OF_USER_IN_ORGANIZATION",
    Membership,
    f"SELECT {COLUMNS} FROM memberships m WHERE m.organization_id = $1 AND m.user_id = $2",
)

FIRST_OF_USER = Statement(
    "memberships.FIRST_OF_USER",
    Membership,
    f"""
    SELECT {COLUMNS}
      FROM {LIVE}
     WHERE m.user_id = $1 AND m.status IN ('ACTIVE', 'INACTIVE')
     ORDER BY m.status, m.id
     LIMIT 1
    """,
)

INVITATION_HASH = Statement(
    "memberships.INVITATION_HASH",
    InvitationHash,
    "SELECT m.invitation_hash FROM memberships m WHERE m.organization_id = $1 AND m.id = $2",
)

OTHER_ADMIN = Statement(
    "memberships.OTHER_ADMIN",
    Membership,
    f"""
    SELECT {COLUMNS}
      FROM memberships m
     WHERE m.organization_id = $1 AND m.id <> $2 AND m.status = 'ACTIVE' AND m.roles @> '{{admin}}'::text[]
     LIMIT 1
    """,
)

LAST_ADMIN_OF = Statement(
    "memberships.LAST_ADMIN_OF",
    OrganizationId,
    f"""
    SELECT m.organization_id
      FROM {LIVE}
     WHERE m.user_id = $1 AND m.status = 'ACTIVE' AND m.roles @> '{{admin}}'::text[]
       AND NOT EXISTS (
               SELECT FROM memberships other
                WHERE other.organization_id = m.organization_id AND other.id <> m.id
                  AND other.status = 'ACTIVE' AND other.roles @> '{{admin}}'::text[])
     ORDER BY m.organization_id
    """,
)

LOCK_ORGANIZATIONS_OF_USER = Statement(
    "memberships.LOCK_ORGANIZATIONS_OF_USER",
    OrganizationId,
    """
    SELECT o.id AS organization_id
      FROM organizations o
     WHERE o.id IN (SELECT m.organization_id FROM memberships m WHERE m.user_id = $1)
     ORDER BY o.id
       FOR NO KEY UPDATE OF o
    """,
)

INSERT = Statement(
    "memberships.INSERT",
    Membership,
    f"""
    INSERT INTO memberships AS m
           (organization_id, id, user_id, status, roles, metadata, provisioning_method, joined_at,
            created_at, updated_at)
    VALUES ($1, $2, $3, 'ACTIVE', $4, $5, $6, now(), $7, $7)
    ON CONFLICT (organization_id, user_id) DO NOTHING
    RETURNING {COLUMNS}
    """,
)

INVITE = Statement(
    "memberships.INVITE",
    Membership,
    f"""
    INSERT INTO memberships AS m
           (organization_id, id, status, roles, metadata, provisioning_method, invited_email, invitation_hash,
            invitation_expires_at, invitations_sent, created_at, updated_at)
    SELECT $1, $2, 'PENDING_INVITE', $3, $4, 'INVITATION', $5, $6, now() + interval '15 days', 1, $7, $7
     WHERE NOT EXISTS (SELECT FROM users u
                         JOIN memberships joined ON joined.user_id = u.id AND joined.organization_id = $1
                        WHERE u.email = $5)
    ON CONFLICT DO NOTHING
    RETURNING {COLUMNS}
    """,
)

RESEND = Statement(
    "memberships.RESEND",
    Membership,
    f"""
    UPDATE memberships m
       SET invitation_hash = $3, invitation_expires_at = now() + interval '15 days',
           invitations_sent = invitations_sent + 1, version = version + 1, updated_at = now()
     WHERE m.organization_id = $1 AND m.id = $2
    RETURNING {COLUMNS}
    """,
)

ACCEPT = Statement(
    "memberships.ACCEPT",
    Membership,
    f"""
    UPDATE memberships m
       SET status = 'ACTIVE', user_id = $3, invitation_hash = NULL, invitation_expires_at = NULL, joined_at = now(),
           version = version + 1, updated_at = now()
     WHERE m.organization_id = $1 AND m.id = $2
    RETURNING {COLUMNS}
    """,
)

CHANGE = """
    UPDATE memberships m
       SET status = CASE WHEN m.status = 'PENDING_INVITE' THEN m.status ELSE $3 END,
           roles = $4, version = version + 1, updated_at = now()"""
CHANGED = f"WHERE m.organization_id = $1 AND m.id = $2 RETURNING {COLUMNS}"
UPDATE = Statement("memberships.UPDATE", Membership, f"{CHANGE} {CHANGED}")
UPDATE_WITH_METADATA = Statement("memberships.UPDATE_WITH_METADATA", Membership, f"{CHANGE}, metadata = $5 {CHANGED}")

DELETE = Statement(
    "memberships.DELETE",
    Membership,
    f"DELETE FROM memberships m WHERE m.organization_id = $1 AND m.id = $2 RETURNING {COLUMNS}",
)

DELETE_INVITATION = Statement(
    "memberships.DELETE_INVITATION",
    Membership,
    f"""
    DELETE FROM memberships m
     WHERE m.organization_id = $1 AND m.invited_email = $2 AND m.user_id IS NULL
       AND (NOT $3::boolean OR m.invitation_expires_at <= statement_timestamp())
    RETURNING {COLUMNS}
    """,
)

DELETE_OF_USER = Statement(
    "memberships.DELETE_OF_USER", Membership, f"DELETE FROM memberships m WHERE m.user_id = $1 RETURNING {COLUMNS}"
)

OF_ORGANIZATIONS: Listing[Membership] = Listing(
    "memberships.OF_ORGANIZATIONS",
    COLUMNS,
    LIVE,
    "m.id",
    {"CREATED_AT": Order("m.id", "text")},
    parent="m.organization_id",
    filters={
        "stored_status": "m.status = {}::text",
        "expired": "(m.invitation_expires_at <= statement_timestamp()) = {}::boolean",
        "role": "m.roles @> ARRAY[{}::text]",
        # One look-up for each member: as EXISTS it would be all users that match, in whatever organization.
        "search": "m.user_id IS NULL AND m.invited_email ILIKE {0}::text OR (SELECT u.email ILIKE {0}::text "
        "OR u.name ILIKE {0}::text FROM users u WHERE u.id = m.user_id)",
        "organization_ids": "m.organization_id = ANY ({}::text[])",
    },
)
OF_USERS = replace(OF_ORGANIZATIONS, name="memberships.OF_USERS", parent="m.user_id")


async def memberships_by_ids(db: Database, ids: Sequence[str], *, only: Only = None) -> list[Membership]:
    """Those of `ids` that exist, none of a deleted organization, in any order."""
    return await BY_IDS.all(db, ids, only=only)


async def membership_now(db: Database, id: str) -> Membership | None:
    """The membership, None when there is none or its organization is deleted."""
    return await BY_IDS.first(db, [id])


async def membership_in_organization(db: Database, organization_id: str, id: str) -> Membership | None:
    """The membership, be its organization deleted or not; for writers, who hold the lock of the organization."""
    return await IN_ORGANIZATION.first(db, organization_id, id)


async def membership_of_user(db: Database, organization_id: str, user_id: str) -> Membership | None:
    """The user's membership in the organization, None when there is none."""
    return await OF_USER_IN_ORGANIZATION.first(db, organization_id, user_id)


async def first_membership_of_user(db: Database, user_id: str) -> Membership | None:
    """The user's oldest active membership, else the oldest inactive one; None when there are only invitations."""
    return await FIRST_OF_USER.first(db, user_id)


async def invitation_hash(db: Database, organization_id: str, id: str) -> bytes | None:
    """The hash of the token that accepts the invitation; None when there is none."""
    row = await INVITATION_HASH.first(db, organization_id, id)
    return row.invitation_hash if row else None


async def has_other_admin(db: Database, organization_id: str, id: str) -> bool:
    """Whether the organization has an active admin besides this membership."""
    return await OTHER_ADMIN.first(db, organization_id, id) is not None


async def organizations_with_last_admin(db: Database, user_id: str) -> list[str]:
    """Ids of the organizations whose only active admin is the user, in order."""
    return [row.organization_id for row in await LAST_ADMIN_OF.all(db, user_id)]


async def lock_organizations_of_user(db: Database, user_id: str) -> None:
    """Lock every organization in which the user has a membership, deleted ones too, in the order of their ids."""
    await LOCK_ORGANIZATIONS_OF_USER.all(db, user_id)


async def insert_membership(
    db: Database, organization_id: str, id: str, user_id: str, values: dict[str, Any]
) -> Membership | None:
    """The new active membership, or None when the user has one already."""
    return await INSERT.first(
        db, organization_id, id, user_id, values["roles"], values["metadata"], values["provisioning_method"],
        made_at(id),
    )  # fmt: skip


async def insert_invitation(db: Database, organization_id: str, id: str, values: dict[str, Any]) -> Membership | None:
    """The new invitation, pending for 15 days, or None when the address is a member's or invited already."""
    return await INVITE.first(
        db, organization_id, id, values["roles"], values["metadata"], values["invited_email"],
        values["invitation_hash"], made_at(id),
    )  # fmt: skip


async def renew_invitation(db: Database, now: Membership, hash: bytes) -> Membership:
    """The invitation with another token, pending for 15 days from now."""
    return one(await RESEND.first(db, now.organization_id, now.id, hash))


async def accept_invitation(db: Database, now: Membership, user_id: str) -> Membership:
    """The user's membership, active; the token is forgotten."""
    return one(await ACCEPT.first(db, now.organization_id, now.id, user_id))


async def update_membership(db: Database, now: Membership, *, metadata: bool) -> Membership:
    """The membership with this status, these roles and, where it is to change, this metadata.

    The status of an invitation stays.
    """
    key = (now.organization_id, now.id)
    if metadata:
        return one(await UPDATE_WITH_METADATA.first(db, *key, now.status, now.roles, now.metadata))
    return one(await UPDATE.first(db, *key, now.status, now.roles))


async def delete_membership(db: Database, now: Membership) -> None:
    """Remove the membership."""
    await DELETE.first(db, now.organization_id, now.id)


async def delete_invitation(db: Database, organization_id: str, email: str, *, expired_only: bool) -> Membership | None:
    """The invitation of the address, which is gone; None where there was none."""
    return await DELETE_INVITATION.first(db, organization_id, email, expired_only)


async def delete_memberships_of_user(db: Database, user_id: str) -> list[Membership]:
    """The memberships that were removed: all of the user's, those of deleted organizations too."""
    return await DELETE_OF_USER.all(db, user_id)


def one(row: Membership | None) -> Membership:
    assert row is not None, "its organization is locked"
    return row
