"""SQL of users."""

from collections.abc import Sequence
from typing import Any

from gateway.database.columns import Columns, Only
from gateway.database.listing import Listing, Order
from gateway.database.protocol import Database
from gateway.database.statement import Lookup, Statement
from gateway.ids import made_at
from gateway.users.model import User

COLUMNS = Columns(
    User, "u.id", "u.email", "u.external_id", "u.name", "u.given_name", "u.family_name", "u.metadata", "u.version",
    "u.created_at", "u.updated_at",
)  # fmt: skip
IDENTITY = Columns(
    User, "u.id", "u.email", "NULL::text AS external_id", "u.name", "u.given_name", "u.family_name",
    "'{}'::jsonb AS metadata", "0 AS version", "to_timestamp(0) AS created_at", "to_timestamp(0) AS updated_at",
)  # fmt: skip

BY_IDS = Lookup("users.BY_IDS", COLUMNS, "users u WHERE u.id = ANY ($1::text[])")

IDENTITIES = Lookup(
    "users.IDENTITIES",
    IDENTITY,
    """users u
     WHERE u.id = ANY ($1::text[])
       AND (u.id = $2
            OR EXISTS (SELECT FROM memberships m
                        WHERE m.organization_id = $3 AND m.user_id = u.id))""",
)

BY_EXTERNAL_IDS = Lookup("users.BY_EXTERNAL_IDS", COLUMNS, "users u WHERE u.external_id = ANY ($1::text[])")

BY_EMAILS = Lookup("users.BY_EMAILS", COLUMNS, "users u WHERE u.email = ANY ($1::text[])")

LOCK = Statement("users.LOCK", User, f"SELECT {COLUMNS} FROM users u WHERE u.id = $1 FOR NO KEY UPDATE")

LOCK_BY_EMAIL = Statement(
    "users.LOCK_BY_EMAIL", User, f"SELECT {COLUMNS} FROM users u WHERE u.email = $1 FOR NO KEY UPDATE"
)

LOCK_TO_DELETE = Statement("users.LOCK_TO_DELETE", User, f"SELECT {COLUMNS} FROM users u WHERE u.id = $1 FOR UPDATE")

TAKEN = Statement("users.TAKEN", User, f"SELECT {COLUMNS} FROM users u WHERE u.email = $1 OR u.external_id = $2")

INSERT = Statement(
    "users.INSERT",
    User,
    f"""
    INSERT INTO users AS u
           (id, email, external_id, name, given_name, family_name, metadata, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
    ON CONFLICT DO NOTHING
    RETURNING {COLUMNS}
    """,
)

UPDATE = Statement(
    "users.UPDATE",
    User,
    f"""
    UPDATE users u
       SET email = $2, external_id = $3, name = $4, given_name = $5, family_name = $6, metadata = $7,
           version = version + 1, updated_at = now()
     WHERE u.id = $1
    RETURNING {COLUMNS}
    """,
)

DELETE = Statement("users.DELETE", User, f"DELETE FROM users u WHERE u.id = $1 RETURNING {COLUMNS}")

USERS: Listing[User] = Listing(
    "users.USERS",
    COLUMNS,
    "users u",
    "u.id",
    {"CREATED_AT": Order("u.id", "text"), "EMAIL": Order("u.email", "text")},
    filters={
        "search": "u.email ILIKE {0}::text OR u.name ILIKE {0}::text",
        "ids": "u.id = ANY ({}::text[])",
        "external_ids": "u.external_id = ANY ({}::text[])",
        "emails": "u.email = ANY ({}::text[])",
    },
)


async def users_by_ids(db: Database, ids: Sequence[str], *, only: Only = None) -> list[User]:
    """Those of `ids` that exist, in any order."""
    return await BY_IDS.all(db, ids, only=only)


async def identities_by_ids(
    db: Database, ids: Sequence[str], *, seen_by: str, within: str, only: Only = None
) -> list[User]:
    """Those of `ids` whom the user `seen_by` may know: itself, and who has joined the organization `within`.

    Of each only id, address and names; the rest of the row is blank.
    """
    return await IDENTITIES.all(db, ids, seen_by, within, only=only)


async def users_by_external_ids(db: Database, external_ids: Sequence[str], *, only: Only = None) -> list[User]:
    """The users with these external ids, in any order."""
    return await BY_EXTERNAL_IDS.all(db, external_ids, only=only)


async def users_by_emails(db: Database, emails: Sequence[str], *, only: Only = None) -> list[User]:
    """The users with these normalised addresses, in any order."""
    return await BY_EMAILS.all(db, emails, only=only)


async def user_now(db: Database, id: str) -> User | None:
    """The user, None when there is none."""
    return await BY_IDS.first(db, [id])


async def locked_user(db: Database, id: str) -> User | None:
    """The user, locked against changes and deletion until the transaction ends."""
    return await LOCK.first(db, id)


async def locked_user_by_email(db: Database, email: str) -> User | None:
    """The user with this normalised address, locked against changes and deletion until the transaction ends."""
    return await LOCK_BY_EMAIL.first(db, email)


async def user_locked_to_delete(db: Database, id: str) -> User | None:
    """The user; until the transaction ends nobody can make it a member of anything."""
    return await LOCK_TO_DELETE.first(db, id)


async def insert_user(db: Database, id: str, values: dict[str, Any]) -> User | None:
    """The new user, or None when its address or external id is taken."""
    return await INSERT.first(
        db,
        id,
        values["email"],
        values.get("external_id"),
        values.get("name"),
        values.get("given_name"),
        values.get("family_name"),
        values.get("metadata", {}),
        made_at(id),
    )


async def update_user(db: Database, now: User) -> User:
    """The user with these values, its version raised. Raises asyncpg.UniqueViolationError when one is taken."""
    row = await UPDATE.first(
        db, now.id, now.email, now.external_id, now.name, now.given_name, now.family_name, now.metadata
    )
    assert row is not None, "the row is locked"
    return row


async def delete_user(db: Database, id: str) -> None:
    """Remove the user, who has no membership any more."""
    await DELETE.first(db, id)


async def users_with(db: Database, email: str, external_id: str | None) -> list[User]:
    """The users that have this address or this external id."""
    return await TAKEN.all(db, email, external_id)
