"""Every batched read of the graph; made anew for each operation and after each root mutation field."""

from asyncio import Future
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, TypeVar

from aiodataloader import DataLoader

from gateway.api_keys.model import ApiKey
from gateway.api_keys.store import api_keys_by_ids
from gateway.connections.model import Connection
from gateway.connections.store import connections_by_ids
from gateway.database.columns import Only
from gateway.database.listing import Filter, Listing
from gateway.database.page import Page, Window
from gateway.database.protocol import Database
from gateway.features.model import FeatureSetting
from gateway.features.store import features_of_organizations
from gateway.members.model import OwnMembership
from gateway.members.store import own_memberships_in
from gateway.memberships.model import Membership
from gateway.memberships.store import memberships_by_ids
from gateway.organizations.model import Organization
from gateway.organizations.store import organizations_by_external_ids, organizations_by_ids, organizations_by_slugs
from gateway.portal_links.model import PortalLink
from gateway.portal_links.store import portal_links_by_ids
from gateway.roles.model import Role
from gateway.roles.store import all_roles
from gateway.users.model import User
from gateway.users.store import identities_by_ids, users_by_emails, users_by_external_ids, users_by_ids
from gateway.viewer import Viewer

Row = TypeVar("Row")
Fetch = Callable[[Sequence[str]], Awaitable[list[Row]]]


Key = TypeVar("Key")
Value = TypeVar("Value")


class BatchLoader(DataLoader[Key, Value]):
    """A loader that the engine asks for many keys at once, without a future for each; both ways share what is known."""

    def __init__(self, batch: Callable[[list[Key]], Coroutine[Any, Any, list[Value]]]) -> None:
        super().__init__(batch)
        self.known: dict[Key, Value] = {}

    def load(self, key: Key) -> Future[Value]:
        if key in self.known:
            self.prime(key, self.known[key])
        return super().load(key)

    async def many(self, keys: Sequence[Key]) -> list[Value]:
        """The values of `keys`, which are all different, in their order."""
        for key in keys:
            if key not in self.known and (begun := self._cache.get(key)) is not None:
                self.known[key] = await begun
        missing = [key for key in keys if key not in self.known]
        if missing:
            self.known.update(zip(missing, await self.batch_load_fn(missing), strict=True))
        return [self.known[key] for key in keys]


def row_by(key: str, fetch: Fetch[Row]) -> BatchLoader[str, Row | None]:
    """A loader of one row per key, None where there is none; `fetch` may answer in any order."""

    async def batch(keys: list[str]) -> list[Row | None]:
        rows = {getattr(row, key): row for row in await fetch(keys)}
        return [rows.get(key) for key in keys]

    return BatchLoader(batch)


def rows_by(key: str, fetch: Fetch[Row]) -> BatchLoader[str, list[Row]]:
    """A loader of a list of rows per key."""

    async def batch(keys: list[str]) -> list[list[Row]]:
        groups: dict[str, list[Row]] = {}
        for row in await fetch(keys):
            groups.setdefault(getattr(row, key), []).append(row)
        return [groups.get(key, []) for key in keys]

    return BatchLoader(batch)


def all_rows(fetch: Callable[[], Awaitable[list[Row]]]) -> BatchLoader[str, list[Row]]:
    """A loader of the only list there is, by the key ""."""

    async def batch(keys: list[str]) -> list[list[Row]]:
        return [await fetch()] * len(keys)

    return BatchLoader(batch)


Reads = Mapping[type, Only]
"""The attributes that an operation reads of the rows of each model."""


@dataclass(frozen=True, slots=True)
class By:
    """How rows are had by one of their columns."""

    key: str
    model: type
    fetch: Callable[..., Awaitable[list[Any]]]


ROWS = {
    "organization": By("id", Organization, organizations_by_ids),
    "organization_by_external_id": By("external_id", Organization, organizations_by_external_ids),
    "organization_by_slug": By("slug", Organization, organizations_by_slugs),
    "user_by_external_id": By("external_id", User, users_by_external_ids),
    "user_by_email": By("email", User, users_by_emails),
    "membership": By("id", Membership, memberships_by_ids),
    "connection": By("id", Connection, connections_by_ids),
    "portal_link": By("id", PortalLink, portal_links_by_ids),
    "api_key": By("id", ApiKey, api_keys_by_ids),
}
"""The loaders of one row by a key; to a confined viewer they have its own organization and what belongs to it."""


class Loaders:
    """Of an operation that `reads` these attributes, or whole rows (None); each is made when it is first asked for."""

    def __init__(self, db: Database, viewer: Viewer, reads: Reads | None = None) -> None:
        self.db = db
        self.viewer = viewer
        self.reads = reads
        self.lists: dict[Any, BatchLoader[str, Any]] = {}

    def __getattr__(self, name: str) -> BatchLoader[str, Any]:
        by = ROWS.get(name)
        if by is None:
            raise AttributeError(name)
        loader = row_by(by.key, partial(self.within_reach, by))
        setattr(self, name, loader)
        return loader

    def forget(self) -> None:
        """Let everything go that was loaded: a loader and what it asks refer to each other."""
        self.lists.clear()
        vars(self).clear()

    async def within_reach(self, by: By, keys: Sequence[str]) -> list[Any]:
        """The rows with these keys, in any order, none beyond the first wall."""
        reach = self.viewer.reach
        whose = "id" if by.model is Organization else "organization_id"
        rows = await by.fetch(self.db, keys, only=self.only(by.model, by.key, *(() if reach is None else (whose,))))
        if reach is None:
            return rows
        return [row for row in rows if getattr(row, whose, None) == reach]

    @cached_property
    def user(self) -> BatchLoader[str, User | None]:
        """To a confined viewer, the identities of those it may know."""

        async def fetch(ids: Sequence[str]) -> list[User]:
            only, viewer = self.only(User), self.viewer
            if viewer.reach is None:
                return await users_by_ids(self.db, ids, only=only)
            return await identities_by_ids(self.db, ids, seen_by=viewer.user_id, within=viewer.reach, only=only)

        return row_by("id", fetch)

    @cached_property
    def own_membership(self) -> BatchLoader[str, OwnMembership | None]:
        """By organization."""
        return row_by(
            "organization_id", partial(own_memberships_in, self.db, only=self.only(OwnMembership, "organization_id"))
        )

    @cached_property
    def features_of_organization(self) -> BatchLoader[str, list[FeatureSetting]]:
        only, among = self.only(FeatureSetting, "organization_id", "name"), self.viewer.features
        return rows_by("organization_id", partial(features_of_organizations, self.db, among=among, only=only))

    @cached_property
    def roles(self) -> BatchLoader[str, list[Role]]:
        return all_rows(partial(all_roles, self.db))

    @cached_property
    def permissions_of_roles(self) -> BatchLoader[tuple[str, ...], list[str]]:
        return BatchLoader(self.permissions)

    @cached_property
    def total(self) -> BatchLoader[Page[Any], int]:
        return BatchLoader(self.totals)

    def only(self, model: type, *keys: str) -> Only:
        """The attributes to read of a model's rows, `keys` among them; None: all."""
        if self.reads is None:
            return None
        names = self.reads.get(model, frozenset())
        return None if names is None else names.union(keys)

    def page(self, listing: Listing[Row], window: Window, filter: Filter) -> BatchLoader[str, Page[Row]]:
        """The loader of one window of a list, by the list's parent ("" for a list without one)."""

        async def batch(parents: list[str]) -> list[Page[Row]]:
            pages = await listing.pages(self.db, parents, window, filter, self.only(listing.columns.row))
            return [pages[parent] for parent in parents]

        return self.lists.setdefault((listing, window, frozen(filter)), BatchLoader(batch))

    async def permissions(self, combinations: list[tuple[str, ...]]) -> list[list[str]]:
        """What each combination of roles allows, in alphabetical order."""
        (roles,) = await self.roles.many([""])
        of_role = {role.name: role.permissions for role in roles}
        return [sorted({each for name in names for each in of_role.get(name, ())}) for names in combinations]

    async def totals(self, pages: list[Page[Any]]) -> list[int]:
        """The sizes of the whole lists that these are pages of; one statement for the lists of one kind and filter."""
        kinds: dict[Any, list[Page[Any]]] = {}
        for page in pages:
            kinds.setdefault((page.listing, frozen(page.filter)), []).append(page)
        found: dict[Page[Any], int] = {}
        for (listing, _), alike in kinds.items():
            totals = await listing.totals(self.db, list({page.parent: None for page in alike}), alike[0].filter)
            found.update((page, totals.get(page.parent, 0)) for page in alike)
        return [found[page] for page in pages]


def frozen(filter: Filter) -> tuple[tuple[str, Any], ...]:
    """The filter as a dictionary's key: a map among its values becomes its pairs."""
    return tuple((name, tuple(value.items()) if isinstance(value, dict) else value) for name, value in filter)
