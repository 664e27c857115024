"""A seeded database, and what questions about its lists are made of."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from asyncpg import Pool

SCALE = int(os.environ.get("GATEWAY_TEST_SCALE", "2000"))
REAL_SCALE = 50_000
LARGE_TABLE_ROWS = 1000 if SCALE < REAL_SCALE else 10_000
NOW = datetime.now(UTC)
EVERYBODY = "%.example%"
"""A search that finds every user, so that counting what it finds is reading them all, in whatever way."""


@dataclass(frozen=True)
class World:
    """A seeded database and what questions about it are made of."""

    pool: Pool
    large_tables: frozenset[str]
    organizations: list[str]
    """The largest one first."""
    users: list[str]
    """The one with the most memberships first."""
    session: str
    """A portal session of the largest organization."""
    values: dict[str, dict[str, list[Any]]]
    """Values by table and filter: common ones, rare ones, and ones that nothing has."""


async def column(pool: Pool, query: str, *arguments: object) -> list[Any]:
    return [row[0] for row in await pool.fetch(query, *arguments)]


async def world_of(pool: Pool) -> World:
    large = await column(
        pool, "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= $1", float(LARGE_TABLE_ROWS)
    )
    largest = "SELECT {0} FROM memberships GROUP BY {0} ORDER BY count(*) DESC, {0} LIMIT 20"
    organizations = await column(pool, largest.format("organization_id"))
    session = "pse_00000000000000000000000000"
    await pool.execute(
        """
        WITH link AS (
            INSERT INTO portal_links
                   (organization_id, id, kind, features, secret_hash, created_by, created_at, expires_at)
            VALUES ($1, 'lnk_00000000000000000000000000', 'SHARE', '{SSO}', 'x', 'system', now(), now() + '1 hour')
            RETURNING id
        )
        INSERT INTO portal_sessions (organization_id, id, link_id, token_hash, created_at, expires_at)
        SELECT $1, $2, id, 'x', now(), now() + '1 hour' FROM link
        """,
        organizations[0],
        session,
    )
    return World(
        pool,
        frozenset(large),
        organizations,
        await column(pool, largest.format("user_id")),
        session,
        {
            "organizations": await values_of_organizations(pool),
            "users": await values_of_users(pool),
            "memberships": {
                "stored_status": ["ACTIVE", "PENDING_INVITE"],
                "expired": [True, False],
                "role": ["member", "admin", "unknown"],
                "search": ["%smith%", EVERYBODY, "%no such person%"],
                "organization_ids": await ids_of(pool, "memberships", "organization_id"),
            },
            "connections": {
                "protocol": ["SAML", "OIDC"],
                "provider": ["OKTA", "KEYCLOAK", "SHIBBOLETH"],
                "enabled": [True, False],
                "certificate_expires_before": [NOW + timedelta(days=days) for days in (-1000, 14, 400)],
                "organization_ids": await ids_of(pool, "connections", "organization_id"),
            },
            "events": {
                "type": ["organization.created", "organization.deleted", "unknown"],
                "types": [
                    ["organization.created"],
                    ["organization.created", "organization.deleted"],
                    ["unknown", "no"],
                ],
            },
        },
    )


async def ids_of(pool: Pool, table: str, name: str) -> list[Any]:
    """One id, and a hundred of which two do not exist."""
    found = await column(pool, f"SELECT {name} FROM {table} WHERE {name} IS NOT NULL ORDER BY md5({name}) LIMIT 98")
    return [found[:1], [*found, "unknown", "neither"]]


async def values_of_organizations(pool: Pool) -> dict[str, list[Any]]:
    middle = "SELECT {0} FROM organizations ORDER BY {0} OFFSET $1 LIMIT 1"
    ids = [(await column(pool, middle.format("id"), SCALE * percent // 100))[0] for percent in (1, 50, 98)]
    times = [(await column(pool, middle.format("updated_at"), SCALE * percent // 100))[0] for percent in (1, 50, 98)]
    return {
        "search": ["%logistics%", "%inc%", "%amber coast clinics%", "%no such company%"],
        "ids": await ids_of(pool, "organizations", "id"),
        "external_ids": await ids_of(pool, "organizations", "external_id"),
        "feature_on": ["SSO", "SESSION_POLICY", "UNKNOWN"],
        "feature_off": ["SSO", "SESSION_POLICY"],
        "metadata": [{"industry": "energy"}, {"plan": "enterprise", "region": "sa"}, {"plan": "unknown"}],
        "created_from": ids,
        "created_before": ids,
        "updated_from": times,
        "updated_before": times,
    }


async def values_of_users(pool: Pool) -> dict[str, list[Any]]:
    return {
        "search": ["%smith%", EVERYBODY, "%ada.nobody@%", "%no such person%"],
        "ids": await ids_of(pool, "users", "id"),
        "external_ids": await ids_of(pool, "users", "external_id"),
        "emails": await ids_of(pool, "users", "email"),
    }
