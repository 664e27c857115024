"""Every batched read of the graph; made anew for each operation and after each root mutation field."""

import asyncio
from asyncio import Future, Task
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import Any, Generic, TypeVar

from aiodataloader import DataLoader

from gateway.api_keys.model import ApiKey
from gateway.api_keys.store import api_keys_by_ids
from gateway.connections.model import Connection
from gateway.connections.store import connections_by_ids
from gateway.database.columns import Only
from gateway.database.listing import Filter, Listing
from gateway.database.page import Page, Window
from gateway.database.protocol import Database
from gateway.database.sharing import Fetch, Session
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
Rows = Callable[[Database, Sequence[str]], Awaitable[list[Any]]]
Key = TypeVar("Key")
Value = TypeVar("Value")
Read = Callable[[Mapping[Key, None]], Coroutine[Any, Any, Mapping[Key, Value]]]
"""From keys to their values, and maybe those of others."""


class BatchLoader(Generic[Key, Value]):
    """What is known by key, and how the rest is read.

    The engine asks for many keys at once, without a future for each. Resolvers ask for one, through a DataLoader, which
    gathers them; both ways share what is known.
    """

    __slots__ = ("apart", "batch", "begun", "known", "one_by_one")

    def __init__(self, batch: Read[Key, Value], apart: set[Task[Any]]) -> None:
        self.batch = batch
        self.apart = apart
        self.known: Mapping[Key, Value] = {}
        self.begun: dict[Key, Future[Value]] = {}
        self.one_by_one: DataLoader[Key, Value] | None = None

    def load(self, key: Key) -> Future[Value]:
        if self.one_by_one is None:
            self.one_by_one = DataLoader(partial(read_apart, self.batch, self.apart), cache_map=self.begun)
        if key in self.known:
            self.one_by_one.prime(key, self.known[key])
        return self.one_by_one.load(key)

    async def many(self, keys: Mapping[Key, None]) -> Mapping[Key, Value]:
        """The values of these keys, and of others."""
        begun = {key: await self.begun[key] for key in self.begun.keys() & keys} if self.begun else {}
        if begun:
            self.known = {**self.known, **begun}
        missing = {key: None for key in keys if key not in self.known} if self.known else keys
        if missing:
            found = await self.batch(missing)
            self.known = {**self.known, **{key: found[key] for key in missing}} if self.known else found
        return self.known


async def read_apart(batch: Read[Key, Value], apart: set[Task[Any]], keys: list[Key]) -> list[Value]:
    """A DataLoader reads in a task of its own, which is to end with the operation."""
    task = asyncio.current_task()
    assert task
    apart.add(task)
    try:
        found = await batch(dict.fromkeys(keys))
        return [found[key] for key in keys]
    finally:
        apart.discard(task)


def row_by(key: str, fetch: Rows) -> Fetch:
    """One row per key, None where there is none; `fetch` may answer in any order."""

    async def read(db: Database, keys: list[str]) -> dict[str, Any]:
        rows: dict[str, Any] = dict.fromkeys(keys)
        rows.update((getattr(row, key), row) for row in await fetch(db, keys))
        return rows

    return read


def rows_by(key: str, fetch: Rows) -> Fetch:
    """A list of rows per key."""

    async def read(db: Database, keys: list[str]) -> dict[str, list[Any]]:
        groups: dict[str, list[Any]] = {key: [] for key in keys}
        for row in await fetch(db, keys):
            groups[getattr(row, key)].append(row)
        return groups

    return read


async def roles(db: Database, keys: list[str]) -> dict[str, list[Role]]:
    """The only list there is, by the key ""."""
    return dict.fromkeys(keys, await all_roles(db))


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


@lru_cache(1000)
def rows_of_all(name: str, only: Only) -> Fetch:
    """How the loader of this name reads for a viewer of the whole environment."""
    by = ROWS[name]
    return row_by(by.key, partial(by.fetch, only=only))


class Loaders:
    """Of an operation that `reads` these attributes, or whole rows (None); each is made when it is first asked for."""

    def __init__(self, session: Session, viewer: Viewer, reads: Reads | None = None) -> None:
        self.session = session
        self.viewer = viewer
        self.reads = reads
        self.lists: dict[Any, BatchLoader[str, Any]] = {}
        self.apart: set[Task[Any]] = set()
        """The tasks in which is read what resolvers ask for."""

    def __getattr__(self, name: str) -> BatchLoader[str, Any]:
        by = ROWS.get(name)
        if by is None:
            raise AttributeError(name)
        loader = self.row_within_reach(name, by)
        setattr(self, name, loader)
        return loader

    def forget(self) -> None:
        """Let everything go that was loaded, and end what is still read: a loader and what it asks refer to each other.

        What a DataLoader has begun does not end with the operation when the caller goes away.
        """
        for task in self.apart - {asyncio.current_task()}:
            task.cancel()
        self.lists.clear()
        vars(self).clear()

    def loader(self, what: Hashable, fetch: Fetch) -> BatchLoader[Any, Any]:
        """A loader of what is read so; `what` tells it from all others, of other operations too."""
        return BatchLoader(partial(self.read, what, fetch), self.apart)

    async def read(self, what: Hashable, fetch: Fetch, keys: Iterable[Any]) -> Mapping[Any, Any]:
        return await self.session.many(what, keys, fetch)

    def row_within_reach(self, name: str, by: By) -> BatchLoader[str, Any]:
        """The loader of rows by a key, None for those beyond the first wall."""
        reach = self.viewer.reach
        if reach is None:
            only = self.only(by.model, by.key)
            return self.loader((name, only), rows_of_all(name, only))
        whose = "id" if by.model is Organization else "organization_id"
        only = self.only(by.model, by.key, whose)

        async def within(db: Database, keys: Sequence[str]) -> list[Any]:
            return [row for row in await by.fetch(db, keys, only=only) if getattr(row, whose, None) == reach]

        return self.loader((name, only), row_by(by.key, within))

    @cached_property
    def user(self) -> BatchLoader[str, User | None]:
        """To a confined viewer, the identities of those it may know."""
        only, viewer = self.only(User), self.viewer
        if viewer.reach is None:
            return self.loader(("user", only), row_by("id", partial(users_by_ids, only=only)))
        seen = partial(identities_by_ids, seen_by=viewer.user_id, within=viewer.reach, only=only)
        return self.loader(("user", only), row_by("id", seen))

    @cached_property
    def own_membership(self) -> BatchLoader[str, OwnMembership | None]:
        """By organization."""
        only = self.only(OwnMembership, "organization_id")
        return self.loader(("own_membership", only), row_by("organization_id", partial(own_memberships_in, only=only)))

    @cached_property
    def features_of_organization(self) -> BatchLoader[str, list[FeatureSetting]]:
        only, among = self.only(FeatureSetting, "organization_id", "name"), self.viewer.features
        features = rows_by("organization_id", partial(features_of_organizations, among=among, only=only))
        return self.loader(("features", only, among), features)

    @cached_property
    def roles(self) -> BatchLoader[str, list[Role]]:
        return self.loader("roles", roles)

    @cached_property
    def permissions_of_roles(self) -> BatchLoader[tuple[str, ...], list[str]]:
        return BatchLoader(self.permissions, self.apart)

    @cached_property
    def total(self) -> BatchLoader[Page[Any], int]:
        return BatchLoader(self.totals, self.apart)

    def only(self, model: type, *keys: str) -> Only:
        """The attributes to read of a model's rows, `keys` among them; None: all."""
        if self.reads is None:
            return None
        names = self.reads.get(model, frozenset())
        return None if names is None else names.union(keys)

    def page(self, listing: Listing[Row], window: Window, filter: Filter) -> BatchLoader[str, Page[Row]]:
        """The loader of one window of a list, by the list's parent ("" for a list without one)."""
        only = self.only(listing.columns.row)

        async def pages(db: Database, parents: list[str]) -> Mapping[str, Page[Row]]:
            return await listing.pages(db, parents, window, filter, only)

        which = listing, window, frozen(filter)
        loader = self.lists.get(which)
        if loader is None:
            loader = self.lists[which] = self.loader((*which, only), pages)
        return loader

    async def permissions(self, combinations: Iterable[tuple[str, ...]]) -> Mapping[tuple[str, ...], list[str]]:
        """What each combination of roles allows, in alphabetical order."""
        roles = await self.roles.many({"": None})
        of_role = {role.name: role.permissions for role in roles[""]}
        return {names: sorted({each for name in names for each in of_role.get(name, ())}) for names in combinations}

    async def totals(self, pages: Iterable[Page[Any]]) -> Mapping[Page[Any], int]:
        """The sizes of the whole lists that these are pages of; one statement for the lists of one kind and filter."""
        kinds: dict[Any, list[Page[Any]]] = {}
        for page in pages:
            kinds.setdefault((page.listing, frozen(page.filter)), []).append(page)
        found: dict[Page[Any], int] = {}
        for kind, alike in kinds.items():
            parents = {page.parent: None for page in alike}
            totals = await self.read(("total", *kind), partial(totals_of, kind[0], alike[0].filter), parents)
            found.update((page, totals[page.parent]) for page in alike)
        return found


async def totals_of(listing: Listing[Any], filter: Filter, db: Database, parents: list[str]) -> dict[str, int]:
    """How many rows the whole list of each parent has."""
    return dict.fromkeys(parents, 0) | await listing.totals(db, parents, filter)


def frozen(filter: Filter) -> tuple[tuple[str, Any], ...]:
    """The filter as a dictionary's key: a map among its values becomes its pairs."""
    return filter and tuple(
        (name, tuple(value.items()) if isinstance(value, dict) else value) for name, value in filter
    )
