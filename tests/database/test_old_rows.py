"""Migrations of rows that an earlier version has written."""

import shutil
from pathlib import Path

import asyncpg

from gateway.database.migrate import MIGRATIONS, migrate
from tests.database.test_migrate import dsn

__all__ = ["dsn"]

ORGANIZATION = """INSERT INTO organizations (id, display_name, created_at, updated_at)
    VALUES ('org_1', 'Acme', now(), now())"""
USER = "INSERT INTO users (id, email, created_at, updated_at) VALUES ($1, $2, now(), now())"
MEMBERSHIP = """INSERT INTO memberships
           (organization_id, id, user_id, status, roles, provisioning_method, invited_email,
            invitation_hash, invitation_expires_at, created_at, updated_at)
    SELECT 'org_1', $1, $2, $3, '{member}', 'INVITATION', $4, h.hash, now() + h.days * interval '1 day', now(), now()
      FROM (SELECT $5::integer AS days, CASE WHEN $5::integer IS NOT NULL THEN ''::bytea END AS hash) AS h"""
EVENT = """INSERT INTO events (organization_id, id, sequence, type, actor_type, subject_id, before, after, created_at)
    VALUES ('org_1', $1, $2, $3, 'SYSTEM', 'mem_1', $4, $5, now())"""


async def migrated_to(dsn: str, number: int, folder: Path) -> asyncpg.Connection:
    """A connection to the database, with the first migrations applied."""
    for file in sorted(MIGRATIONS.glob("*.sql"))[:number]:
        shutil.copy(file, folder)
    await migrate(dsn, folder=folder)
    return await asyncpg.connect(dsn)


async def test_invitations_of_users_become_invitations_of_addresses(dsn: str, tmp_path: Path) -> None:
    db = await migrated_to(dsn, 3, tmp_path)
    await db.execute(ORGANIZATION)
    for number, email in enumerate(
        ("joined@x.example", "moved@x.example", "new@x.example", "other@x.example"), start=1
    ):
        await db.execute(USER, f"usr_{number}", email)
    await db.execute(MEMBERSHIP, "mem_1", "usr_1", "ACTIVE", None, None)
    await db.execute(MEMBERSHIP, "mem_2", "usr_2", "PENDING_INVITE", "new@x.example", 5)
    await db.execute(MEMBERSHIP, "mem_3", "usr_3", "PENDING_INVITE", "new@x.example", -1)
    await db.execute(MEMBERSHIP, "mem_4", "usr_4", "PENDING_INVITE", "joined@x.example", 5)
    await migrate(dsn)
    rows = await db.fetch("SELECT id, user_id, status, invited_email FROM memberships ORDER BY id")
    assert [tuple(row) for row in rows] == [
        ("mem_1", "usr_1", "ACTIVE", None),
        ("mem_2", None, "PENDING_INVITE", "new@x.example"),
    ]
    await db.close()


async def test_events_of_invitations_name_no_user_any_more(dsn: str, tmp_path: Path) -> None:
    db = await migrated_to(dsn, 3, tmp_path)
    await db.execute(ORGANIZATION)
    facts = '{"user_id": "usr_1", "status": "PENDING_INVITE"}'
    written = [
        ("invitation.sent", None, facts),
        ("invitation.revoked", facts, None),
        ("invitation.accepted", None, facts),
        ("membership.created", None, facts),
        ("membership.deleted", facts, None),
        ("membership.deleted", facts.replace("PENDING_INVITE", "ACTIVE"), None),
    ]
    for number, event in enumerate(written, start=1):
        await db.execute(EVENT, f"evt_{number}", number, *event)
    await migrate(dsn)
    rows = await db.fetch("SELECT id FROM events WHERE coalesce(before, after) ? 'user_id' ORDER BY id")
    assert [row["id"] for row in rows] == ["evt_3", "evt_4", "evt_6"]
    assert await db.fetchval("SELECT count(*) FROM events WHERE coalesce(before, after) ? 'status'") == len(written)
    await db.close()
