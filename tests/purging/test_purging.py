"""Purging, on real rows of every table."""

import asyncio

from asyncpg import Pool

from gateway.purging.actions import Purged, purge
from gateway.sample_data import make_sample_data
from gateway.settings import Settings

OWNED = """
SELECT c.relname
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
 WHERE a.attname = 'organization_id' AND c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
 ORDER BY c.relname
"""
NOTHING = Purged(organizations=0, portal_sessions=0, idempotency_keys=0)


async def silently(pool: Pool) -> Purged:
    return await purge(pool, say=lambda _: None)


async def fill(pool: Pool, settings: Settings) -> str:
    """Sample data with at least one row of every table for one organization, whose id this is."""
    await make_sample_data(pool, settings)
    row = await pool.fetchrow("""
        SELECT l.organization_id, l.id
          FROM portal_links l
          JOIN connections c USING (organization_id)
          JOIN organizations o ON o.id = l.organization_id AND o.deleted_at IS NULL
         LIMIT 1
    """)
    assert row is not None
    await pool.execute("INSERT INTO portal_sessions VALUES ($1, 'pse_1', $2, 'x', now(), now() + '1 hour')", *row)
    await pool.execute("INSERT INTO logos VALUES ($1, 'hash', 'image/png', 'x')", row[0])
    id: str = row[0]
    return id


async def rows_of(pool: Pool, organization_id: str) -> dict[str, int]:
    """How many rows each table with an organization's rows has of this one."""
    tables = [row[0] for row in await pool.fetch(OWNED)]
    return {
        table: await pool.fetchval(f"SELECT count(*) FROM {table} WHERE organization_id = $1", organization_id)
        for table in tables
    }


async def test_an_organization_goes_with_all_its_rows_30_days_after_it_was_deleted(
    pool: Pool, settings: Settings
) -> None:
    id = await fill(pool, settings)
    others = await pool.fetchval("SELECT count(*) FROM organizations WHERE id <> $1", id)
    users = await pool.fetchval("SELECT count(*) FROM users")
    assert all((await rows_of(pool, id)).values()), "each table has some, so that none is forgotten"
    await pool.execute("UPDATE organizations SET deleted_at = now() - interval '30 days' WHERE id = $1", id)
    assert (await silently(pool)).organizations == 1
    assert not any((await rows_of(pool, id)).values())
    assert await pool.fetchval("SELECT count(*) FROM organizations") == others
    assert await pool.fetchval("SELECT count(*) FROM users") == users


async def test_a_purged_organization_leaves_one_event_of_the_environment(pool: Pool, settings: Settings) -> None:
    await fill(pool, settings)
    acme = await pool.fetchval("SELECT id FROM organizations WHERE external_id = 'acme-corp-123'")
    await pool.execute("UPDATE organizations SET deleted_at = now() - interval '31 days' WHERE id = $1", acme)
    await silently(pool)
    event = await pool.fetchrow("SELECT * FROM events WHERE subject_id = $1", acme)
    assert event is not None
    assert (event["type"], event["organization_id"], event["sequence"]) == ("organization.purged", "", None)
    assert (event["actor_type"], event["actor_id"]) == ("SYSTEM", "system")
    assert (event["before"]["external_id"], event["before"]["slug"]) == ("acme-corp-123", "acme")


async def test_an_organization_that_can_still_be_restored_stays(pool: Pool, settings: Settings) -> None:
    id = await fill(pool, settings)
    await pool.execute("UPDATE organizations SET deleted_at = now() - interval '29 days 23 hours' WHERE id = $1", id)
    before = await rows_of(pool, id)
    assert await silently(pool) == NOTHING
    assert await rows_of(pool, id) == before


async def test_more_organizations_than_one_batch_are_all_purged(pool: Pool, settings: Settings) -> None:
    await fill(pool, settings)
    await pool.execute("UPDATE organizations SET deleted_at = now() - interval '60 days'")
    said: list[str] = []
    assert (await purge(pool, say=said.append)).organizations == 240
    assert said[:3] == ["purged 100 organizations", "purged 200 organizations", "purged 240 organizations"]
    assert await pool.fetchval("SELECT count(*) FROM memberships") == 0


async def test_portal_sessions_that_are_over_go_and_others_stay(pool: Pool, settings: Settings) -> None:
    id = await fill(pool, settings)
    await pool.execute("""
        INSERT INTO portal_sessions
        SELECT organization_id, 'pse_' || number, link_id, token_hash, created_at, now() - interval '1 second'
          FROM portal_sessions, generate_series(2, 4) AS number
    """)
    assert (await silently(pool)).portal_sessions == 3
    assert (await rows_of(pool, id))["portal_sessions"] == 1


async def test_idempotency_keys_go_after_a_day(pool: Pool) -> None:
    await pool.execute("""
        INSERT INTO idempotency_keys (caller, mutation, key, input_hash, created_at)
        SELECT 'key_1', 'createOrganization', number::text, 'x', now() - make_interval(hours => number)
          FROM generate_series(0, 30) AS number
    """)
    assert await silently(pool) == Purged(organizations=0, portal_sessions=0, idempotency_keys=7)
    assert await silently(pool) == NOTHING


async def test_two_purges_at_once_share_the_work(pool: Pool, settings: Settings) -> None:
    await fill(pool, settings)
    await pool.execute("UPDATE organizations SET deleted_at = now() - interval '60 days'")
    both = await asyncio.gather(silently(pool), silently(pool))
    assert sum(purged.organizations for purged in both) == 240
    assert await pool.fetchval("SELECT count(*) FROM events") == 240
