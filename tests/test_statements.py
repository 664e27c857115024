"""Every Statement is valid SQL on the migrated schema, and its columns are its row's fields."""

import importlib
import pkgutil
from dataclasses import MISSING, fields
from typing import Any

import pytest
from asyncpg import Pool

import gateway
from gateway.database.listing import Listing
from gateway.database.page import Window
from gateway.database.statement import Statement

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
                assert columns[2:] == columns_of(listing.row)
