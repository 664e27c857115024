"""SQL of roles."""

from collections.abc import Sequence

from gateway.database.protocol import Database
from gateway.database.statement import Statement
from gateway.roles.model import ADMIN, MAX_ROLES, Role

ALL = Statement(
    "roles.ALL",
    Role,
    """
    SELECT name, display_name, description, permissions, version, created_at, updated_at
      FROM roles
     ORDER BY name
     LIMIT $1
    """,
)

LOCK = Statement(
    "roles.LOCK",
    Role,
    """
    SELECT name, display_name, description, permissions, version, created_at, updated_at
      FROM roles
     WHERE name = $1
       FOR NO KEY UPDATE
    """,
)

LOCK_TO_DELETE = Statement(
    "roles.LOCK_TO_DELETE",
    Role,
    """
    SELECT name, display_name, description, permissions, version, created_at, updated_at
      FROM roles
     WHERE name = $1
       FOR UPDATE
    """,
)

LOCK_TO_GIVE = Statement(
    "roles.LOCK_TO_GIVE",
    Role,
    """
    SELECT name, display_name, description, permissions, version, created_at, updated_at
      FROM roles
     WHERE name = ANY ($1::text[])
     ORDER BY name
       FOR KEY SHARE
    """,
)

# MATERIALIZED: an EXISTS of its own would take a sequential scan, in the hope of an early first row.
IN_USE = Statement(
    "roles.IN_USE",
    Role,
    """
    SELECT name, display_name, description, permissions, version, created_at, updated_at
      FROM roles
     WHERE name = $1 AND EXISTS (
               WITH having_it AS MATERIALIZED (SELECT FROM memberships WHERE roles @> ARRAY[$1::text])
               SELECT FROM having_it)
    """,
)

INSERT = Statement(
    "roles.INSERT",
    Role,
    """
    INSERT INTO roles (name, display_name, description, permissions)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (name) DO NOTHING
    RETURNING name, display_name, description, permissions, version, created_at, updated_at
    """,
)

UPDATE = Statement(
    "roles.UPDATE",
    Role,
    """
    UPDATE roles
       SET display_name = $2, description = $3, permissions = $4, version = version + 1, updated_at = now()
     WHERE name = $1
    RETURNING name, display_name, description, permissions, version, created_at, updated_at
    """,
)

DELETE = Statement(
    "roles.DELETE",
    Role,
    """
    DELETE FROM roles
     WHERE name = $1
    RETURNING name, display_name, description, permissions, version, created_at, updated_at
    """,
)


async def all_roles(db: Database) -> list[Role]:
    """Every role, by name; there are 100 at most."""
    return await ALL.all(db, MAX_ROLES)


async def locked_role(db: Database, name: str) -> Role | None:
    """The role, locked against other changes; memberships may still be given it."""
    return await LOCK.first(db, name)


async def lock_role_creation(db: Database) -> None:
    """Let whoever else creates a role wait for the transaction's end, so that the roles can be counted."""
    await LOCK.first(db, ADMIN)


async def role_locked_to_delete(db: Database, name: str) -> Role | None:
    """The role; nobody can give it to a membership until the transaction ends."""
    return await LOCK_TO_DELETE.first(db, name)


async def roles_locked_to_give(db: Database, names: Sequence[str]) -> list[Role]:
    """Those of `names` that exist, by name; none of them can be deleted until the transaction ends."""
    return await LOCK_TO_GIVE.all(db, names)


async def role_is_in_use(db: Database, name: str) -> bool:
    """Whether a membership has the role, be its organization deleted or not."""
    return await IN_USE.first(db, name) is not None


async def insert_role(
    db: Database, name: str, display_name: str, description: str | None, permissions: Sequence[str]
) -> Role | None:
    """The new role, or None when its name is taken."""
    return await INSERT.first(db, name, display_name, description, permissions)


async def update_role(db: Database, now: Role) -> Role:
    """The role with these values, its version raised."""
    row = await UPDATE.first(db, now.name, now.display_name, now.description, now.permissions)
    assert row is not None, "the row is locked"
    return row


async def delete_role(db: Database, name: str) -> None:
    """Remove the role."""
    await DELETE.first(db, name)
