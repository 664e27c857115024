"""Every Statement is valid SQL on the migrated schema, and its columns are its row's fields."""

import importlib
import pkgutil
from dataclasses import MISSING, fields
from itertools import combinations
from typing import Any

import pytest
from asyncpg import Pool

import gateway
from gateway.database.columns import MAX_VARIANTS, Columns, is_row, record_class
from gateway.database.listing import Listing
from gateway.database.page import Window
from gateway.database.statement import Lookup, Statement
from gateway.memberships.model import Membership
from gateway.users.model import User
from gateway.users.store import COLUMNS as OF_USERS

USER_COLUMNS: Any = tuple(OF_USERS.sql.values())

STORES = [
    importlib.import_module(module.name)
    for module in pkgutil.walk_packages(gateway.__path__, "gateway.")
    if module.name.endswith(".store")
]
STATEMENTS: dict[str, Statement[Any]] = {
    f"{store.__name__.split('.')[-2]}.{name}": value
    for store in STORES
    for name, value in vars(store).items()
    if isinstance(value, Statement)
}
LOOKUPS: dict[str, Lookup[Any]] = {
    value.name: value for store in STORES for value in vars(store).values() if isinstance(value, Lookup)
}
LISTINGS: dict[str, Listing[Any]] = {
    value.name: value for store in STORES for value in vars(store).values() if isinstance(value, Listing)
}


def columns_of(row: Any) -> list[str]:
    return [field.name for field in fields(row) if field.default is MISSING]


@pytest.mark.parametrize("name", STATEMENTS)
async def test_statement_fits_the_schema_and_its_row(pool: Pool, name: str) -> None:
    statement = STATEMENTS[name]
    assert statement.name == name
    async with pool.acquire() as db:
        columns = [column.name for column in (await db.prepare(statement.text)).get_attributes()]
    assert not columns or columns == columns_of(statement.row)


def named(names: list[str], only: frozenset[str] | None) -> list[str]:
    return [name for name in names if only is None or name in only or name == "id"]


@pytest.mark.parametrize("name", LOOKUPS)
async def test_every_column_of_a_lookup_can_be_read_alone(pool: Pool, name: str) -> None:
    lookup = LOOKUPS[name]
    names = columns_of(lookup.columns.row)
    async with pool.acquire() as db:
        for only in (None, frozenset[str](), *({name} for name in names)):
            only = only if only is None else frozenset(only)
            lookup.columns.variants.clear()
            columns = [column.name for column in (await db.prepare(lookup.text(only))).get_attributes()]
            assert columns == named(names, only)


def test_there_are_few_variants_of_a_list_of_columns() -> None:
    columns = Columns(User, *USER_COLUMNS)
    names = list(columns.sql)
    texts = {columns.only(frozenset(some)) for size in range(4) for some in combinations(names, size)}
    assert len(texts) <= MAX_VARIANTS + 1
    assert columns.only(frozenset({"email", "name", "version", "metadata"})).count(",") == len(names) - 1


async def test_a_record_has_the_models_methods_and_refuses_what_was_not_selected(pool: Pool) -> None:
    kind = record_class(Membership)
    row: Any
    (row,) = await pool.fetch("SELECT 'ACTIVE' AS status, '{admin}'::text[] AS roles", record_class=kind)
    assert is_row(row, Membership)
    assert not is_row(row, User)
    assert row.giving == ("admin",)
    assert row.is_active_admin
    with pytest.raises(KeyError):
        _ = row.metadata


def test_no_two_lists_have_one_name() -> None:
    listings = {value for store in STORES for value in vars(store).values() if isinstance(value, Listing)}
    assert len(LISTINGS) == len(listings)


@pytest.mark.parametrize("name", LISTINGS)
async def test_every_order_and_filter_of_a_list_fits_the_schema_and_its_row(pool: Pool, name: str) -> None:
    listing = LISTINGS[name]
    async with pool.acquire() as db:
        for order in listing.orders:
            for key in listing.filters or [None]:
                filter = () if key is None else ((key, None),)
                window = Window(order=order, after=("a", "b"), before=("c", "d"))
                statement = await db.prepare(listing.page_sql(window, filter, []))
                columns = [column.name for column in statement.get_attributes()]
                assert columns[listing.leading(window) :] == columns_of(listing.columns.row)
        first = columns_of(listing.columns.row)[0]
        listing.columns.variants.clear()  # other tests of this process have asked for some of the few there may be
        some = await db.prepare(listing.page_sql(Window(), (), [], frozenset({first})))
        expected = named(columns_of(listing.columns.row), frozenset({first}))
        assert [column.name for column in some.get_attributes()][listing.leading(Window()) :] == expected
