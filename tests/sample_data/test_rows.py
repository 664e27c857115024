"""Made-up rows keep every rule that the features' own actions keep."""

import base64
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest_asyncio
from asyncpg import Pool
from pydantic import SecretStr

from gateway.connections.certificates import CertificateStatus, certificates_in
from gateway.connections.settings import settled
from gateway.connections.store import BY_IDS as CONNECTIONS_BY_IDS
from gateway.database.pool import open_pool
from gateway.ids import is_id, made_at
from gateway.organizations.actions import FIELDS as ORGANIZATION_FIELDS
from gateway.rules import checked
from gateway.sample_data.actions import fill, no_progress, today
from gateway.sample_data.population import Population
from gateway.sealing import unseal
from gateway.settings import Settings
from gateway.users.actions import FIELDS as USER_FIELDS
from tests.conftest import dsn_of, sql

TABLES = {
    "organizations": "org", "users": "usr", "memberships": "mem", "connections": "conn", "portal_links": "lnk",
    "events": "evt", "feature_settings": None, "event_sequences": None,
}  # fmt: skip
ORGANIZATIONS = 1000
SETTINGS = Settings(encryption_keys=(SecretStr(base64.b64encode(b"k" * 32).decode()),))
POPULATION = Population("1", ORGANIZATIONS, today())
UNSTABLE = {"client_secret", "transaction_id"}
"""Columns that differ from one time to the next: encryption is random."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def template(server_dsn: str, template: str) -> AsyncIterator[str]:
    """The name of a database with made-up data, of which each test of this module has a copy."""
    name = f"{template}_seeded"
    await sql(server_dsn, f"CREATE DATABASE {name} TEMPLATE {template}")
    pool = await open_pool(dsn_of(server_dsn, name))
    await fill(pool, SETTINGS, POPULATION, no_progress)
    await pool.close()
    yield name
    await sql(server_dsn, f"DROP DATABASE {name}")


async def all_rows(pool: Pool) -> dict[str, list[dict[str, Any]]]:
    found = {}
    for table in TABLES:
        rows = [dict(row) for row in await pool.fetch(f"SELECT * FROM {table}")]
        found[table] = [{name: value for name, value in row.items() if name not in UNSTABLE} for row in rows]
    return found


async def test_there_are_5_users_and_20_memberships_per_organization(pool: Pool) -> None:
    for table, count in (("organizations", 1), ("users", 5), ("memberships", 20)):
        assert await pool.fetchval(f"SELECT count(*) FROM {table}") == count * ORGANIZATIONS


async def test_ids_are_well_formed_and_tell_when_their_row_was_created(pool: Pool) -> None:
    now = datetime.now(UTC)
    for table, rows in (await all_rows(pool)).items():
        if prefix := TABLES[table]:
            assert rows
            for row in rows:
                assert is_id(prefix, row["id"])
                assert row["created_at"] == made_at(row["id"]) < now


async def test_every_value_is_as_the_rules_would_store_it(pool: Pool) -> None:
    for table, rules in (("organizations", ORGANIZATION_FIELDS), ("users", USER_FIELDS)):
        for row in await pool.fetch(f"SELECT {', '.join(rules)} FROM {table}"):
            assert checked(rules, dict(row)) == dict(row)


async def test_every_organization_has_an_active_admin_who_founded_it(pool: Pool) -> None:
    founders = await pool.fetch("""
        SELECT o.created_at AS founded, m.*
          FROM organizations o
         CROSS JOIN LATERAL (SELECT * FROM memberships WHERE organization_id = o.id ORDER BY id LIMIT 1) AS m
    """)
    assert len(founders) == ORGANIZATIONS
    for row in founders:
        assert (row["status"], row["roles"], row["created_at"]) == ("ACTIVE", ["admin"], row["founded"])


async def test_users_belong_to_several_organizations_and_none_before_it_exists(pool: Pool) -> None:
    several = await pool.fetchval("""
        SELECT count(*) FROM (SELECT user_id FROM memberships GROUP BY user_id HAVING count(*) > 1) AS users
    """)
    assert several > 1000
    assert not await pool.fetch("""
        SELECT FROM memberships m
          JOIN organizations o ON o.id = m.organization_id
          JOIN users u ON u.id = m.user_id
         WHERE m.created_at < o.created_at OR m.created_at < u.created_at OR m.joined_at < m.created_at
    """)


async def test_invitations_are_pending_and_expired_and_know_their_address(pool: Pool) -> None:
    rows = await pool.fetch("""
        SELECT m.*, u.email, m.invitation_expires_at > now() AS pending
          FROM memberships m JOIN users u ON u.email = m.invited_email
         WHERE m.status = 'PENDING_INVITE'
    """)
    assert Counter(row["pending"] for row in rows).keys() == {True, False}
    assert {(len(row["invitation_hash"]), row["joined_at"]) for row in rows} == {(32, None)}
    assert all(row["invited_email"] == row["email"] and row["invitations_sent"] >= 1 for row in rows)


async def test_connections_have_every_status_and_what_follows_from_their_settings(pool: Pool) -> None:
    ids = [row["id"] for row in await pool.fetch("SELECT id FROM connections")]
    connections = await CONNECTIONS_BY_IDS.all(pool, ids)
    assert {(row.protocol, row.status) for row in connections} == {
        (protocol, status) for protocol in ("SAML", "OIDC") for status in ("DRAFT", "IN_PROGRESS", "COMPLETED")
    }
    assert {row.enabled for row in connections if row.status == "COMPLETED"} == {True, False}
    assert all(row == settled(row) for row in connections)


async def test_certificates_are_real_and_in_every_condition(pool: Pool) -> None:
    pems = await pool.fetch("SELECT DISTINCT unnest(certificates) FROM connections")
    certificates = [certificates_in(row[0], "certificates")[0] for row in pems]
    assert len(certificates) == 20
    assert {certificate.status(datetime.now(UTC)) for certificate in certificates} == set(CertificateStatus)
    assert {certificate.key_algorithm for certificate in certificates} == {"RSA", "EC"}


async def test_client_secrets_can_be_unsealed(pool: Pool) -> None:
    rows = await pool.fetch("SELECT * FROM connections WHERE client_secret IS NOT NULL")
    assert rows
    for row in rows:
        secret = unseal(SETTINGS, row["client_secret"], f"{row['organization_id']} {row['id']}")
        assert secret.endswith(row["client_secret_suffix"])


async def test_events_are_numbered_without_gaps(pool: Pool) -> None:
    assert not await pool.fetch("""
        SELECT o.id
          FROM organizations o
          LEFT JOIN events e ON e.organization_id = o.id
          LEFT JOIN event_sequences s ON s.organization_id = o.id
         GROUP BY o.id, s.last
        HAVING array_agg(e.sequence ORDER BY e.sequence) IS DISTINCT FROM
               ARRAY (SELECT number::bigint FROM generate_series(1, s.last) AS number)
            OR min(e.type) FILTER (WHERE e.sequence = 1) IS DISTINCT FROM 'organization.created'
    """)
    types = {row[0] for row in await pool.fetch("SELECT DISTINCT type FROM events")}
    assert types == {"organization.created", "organization.updated", "organization.deleted"}


async def test_portal_links_are_for_features_that_are_on(pool: Pool) -> None:
    assert await pool.fetchval("SELECT count(*) FROM portal_links") > 0
    assert not await pool.fetch("""
        SELECT FROM portal_links l
         WHERE NOT features <@ ARRAY (
                   SELECT id FROM feature_settings f WHERE f.organization_id = l.organization_id AND f.enabled)
    """)


async def test_the_same_seed_makes_the_same_rows(pool: Pool) -> None:
    first = await all_rows(pool)
    await pool.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
    await fill(pool, SETTINGS, POPULATION, no_progress)
    assert await all_rows(pool) == first
