"""The stock peer's reads: rows of whole types, each through an aiodataloader made for the request."""

from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any

import asyncpg
from aiodataloader import DataLoader

FEATURES = ("SSO", "DIR_SYNC", "DOMAIN_VERIFICATION", "SESSION_POLICY")
ORGANIZATION = "id, display_name, external_id, slug, logo_url, metadata, version, created_at, updated_at, deleted_at"
CONNECTION = "id, protocol, provider, display_name, status, enabled, version, created_at, updated_at"
MEMBERSHIP = "id, user_id, status, roles, metadata, provisioning_method, joined_at, version, created_at, updated_at"

ORGANIZATIONS = f"SELECT {ORGANIZATION} FROM organizations WHERE deleted_at IS NULL ORDER BY id LIMIT $1"
ORGANIZATIONS_BY_IDS = f"SELECT {ORGANIZATION} FROM organizations WHERE id = ANY ($1::text[]) AND deleted_at IS NULL"
USERS_BY_IDS = """
    SELECT id, email, external_id, name, given_name, family_name, metadata, version, created_at, updated_at
      FROM users
     WHERE id = ANY ($1::text[])
"""
FEATURES_OF = "SELECT organization_id, id, enabled FROM feature_settings WHERE organization_id = ANY ($1::text[])"
MEMBERS_OF = """
    SELECT organization_id, count(*) AS total
      FROM memberships
     WHERE organization_id = ANY ($1::text[])
     GROUP BY organization_id
"""

Key = Any
Batch = Callable[[list[Key]], Coroutine[Any, Any, list[Any]]]


def page_of(table: str, columns: str) -> str:
    """The first so many rows of each of some organizations."""
    return f"""
        SELECT page.*
          FROM unnest($1::text[]) AS parent (id)
         CROSS JOIN LATERAL (
               SELECT organization_id, {columns}
                 FROM {table}
                WHERE organization_id = parent.id
                ORDER BY id
                LIMIT $2) AS page
    """


CONNECTIONS_OF = page_of("connections", CONNECTION)
MEMBERSHIPS_OF = page_of("memberships", MEMBERSHIP)


def grouped(rows: Iterable[asyncpg.Record], keys: Sequence[str]) -> list[list[asyncpg.Record]]:
    """The rows of each organization."""
    found: dict[str, list[asyncpg.Record]] = {key: [] for key in keys}
    for row in rows:
        found[row["organization_id"]].append(row)
    return [found[key] for key in keys]


class Loaders:
    """The loaders of one request."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool
        self.organization = loader(self.by_id(ORGANIZATIONS_BY_IDS))
        self.user = loader(self.by_id(USERS_BY_IDS))
        self.features = loader(self.features_of)
        self.members = loader(self.members_of)
        self.pages: dict[tuple[str, int], DataLoader[str, Any]] = {}

    def page(self, query: str, first: int) -> DataLoader[str, Any]:
        """The loader of pages of this size."""
        key = query, first
        if key not in self.pages:
            self.pages[key] = loader(self.page_of(query, first))
        return self.pages[key]

    def by_id(self, query: str) -> Batch:
        async def batch(ids: list[str]) -> list[Any]:
            found = {row["id"]: row for row in await self.pool.fetch(query, ids)}
            return [found.get(id) for id in ids]

        return batch

    def page_of(self, query: str, first: int) -> Batch:
        async def batch(ids: list[str]) -> list[Any]:
            return grouped(await self.pool.fetch(query, ids, first), ids)

        return batch

    async def features_of(self, ids: list[str]) -> list[Any]:
        rows = await self.pool.fetch(FEATURES_OF, ids)
        enabled = {(row["organization_id"], row["id"]): row["enabled"] for row in rows}
        return [[(name, enabled.get((id, name), False)) for name in FEATURES] for id in ids]

    async def members_of(self, ids: list[str]) -> list[Any]:
        totals = {row["organization_id"]: row["total"] for row in await self.pool.fetch(MEMBERS_OF, ids)}
        return [totals.get(id, 0) for id in ids]


def loader(batch: Batch) -> DataLoader[str, Any]:
    return DataLoader(batch)
