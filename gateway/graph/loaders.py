"""Every batched read of the graph, one line each; made anew for each operation and after each root mutation field."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from aiodataloader import DataLoader

from gateway.api_keys.store import api_keys_by_ids
from gateway.connections.store import connections_by_ids
from gateway.database.listing import Filter, Listing
from gateway.database.page import Page, Window
from gateway.database.protocol import Database
from gateway.features.model import FeatureSetting
from gateway.features.store import features_of_organizations
from gateway.memberships.store import memberships_by_ids
from gateway.organizations.store import organizations_by_external_ids, organizations_by_ids, organizations_by_slugs
from gateway.portal_links.store import portal_links_by_ids
from gateway.roles.model import Role
from gateway.roles.store import all_roles
from gateway.users.store import users_by_emails, users_by_external_ids, users_by_ids
from gateway.viewer import Viewer

Row = TypeVar("Row")
Fetch = Callable[[Sequence[str]], Awaitable[list[Row]]]


def row_by(key: str, fetch: Fetch[Row]) -> DataLoader[str, Row | None]:
    """A loader of one row per key, None where there is none; `fetch` may answer in any order."""

    async def batch(keys: list[str]) -> list[Row | None]:
        rows = {getattr(row, key): row for row in await fetch(keys)}
        return [rows.get(key) for key in keys]

    return DataLoader(batch)


def rows_by(key: str, fetch: Fetch[Row]) -> DataLoader[str, list[Row]]:
    """A loader of a list of rows per key."""

    async def batch(keys: list[str]) -> list[list[Row]]:
        groups: dict[str, list[Row]] = {}
        for row in await fetch(keys):
            groups.setdefault(getattr(row, key), []).append(row)
        return [groups.get(key, []) for key in keys]

    return DataLoader(batch)


def all_rows(fetch: Callable[[], Awaitable[list[Row]]]) -> DataLoader[str, list[Row]]:
    """A loader of the only list there is, by the key ""."""

    async def batch(keys: list[str]) -> list[list[Row]]:
        return [await fetch()] * len(keys)

    return DataLoader(batch)


class Loaders:
    def __init__(self, db: Database, viewer: Viewer) -> None:
        self.db = db
        self.organization = row_by("id", partial(organizations_by_ids, db))
        self.organization_by_external_id = row_by("external_id", partial(organizations_by_external_ids, db))
        self.organization_by_slug = row_by("slug", partial(organizations_by_slugs, db))
        self.features_of_organization: DataLoader[str, list[FeatureSetting]] = rows_by(
            "organization_id", partial(features_of_organizations, db, among=viewer.features)
        )
        self.user = row_by("id", partial(users_by_ids, db))
        self.user_by_external_id = row_by("external_id", partial(users_by_external_ids, db))
        self.user_by_email = row_by("email", partial(users_by_emails, db))
        self.membership = row_by("id", partial(memberships_by_ids, db))
        self.connection = row_by("id", partial(connections_by_ids, db))
        self.roles: DataLoader[str, list[Role]] = all_rows(partial(all_roles, db))
        self.portal_link = row_by("id", partial(portal_links_by_ids, db))
        self.api_key = row_by("id", partial(api_keys_by_ids, db))
        self.lists: dict[Any, DataLoader[str, Any]] = {}

    def page(self, listing: Listing[Row], window: Window, filter: Filter) -> DataLoader[str, Page[Row]]:
        """The loader of one window of a list, by the list's parent ("" for a list without one)."""

        async def batch(parents: list[str]) -> list[Page[Row]]:
            pages = await listing.pages(self.db, parents, window, filter)
            return [pages[parent] for parent in parents]

        return self.lists.setdefault((listing, window, frozen(filter)), DataLoader(batch))

    def total(self, listing: Listing[Any], filter: Filter) -> DataLoader[str, int]:
        """The loader of the size of a whole list, by the list's parent."""

        async def batch(parents: list[str]) -> list[int]:
            totals = await listing.totals(self.db, parents, filter)
            return [totals.get(parent, 0) for parent in parents]

        return self.lists.setdefault((listing, "total", frozen(filter)), DataLoader(batch))


def frozen(filter: Filter) -> tuple[tuple[str, Any], ...]:
    """The filter as a dictionary's key: a map among its values becomes its pairs."""
    return tuple((name, tuple(value.items()) if isinstance(value, dict) else value) for name, value in filter)
