"""Lists that can be filtered, ordered and paged: their SQL is put together here, from literals only.

Pages of the lists of many parents (the memberships of twenty organizations) are one statement: a LATERAL join takes one
window of each. Paging is by sort key, never by OFFSET, so that a page is stable while rows are added before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, LiteralString, TypeVar

from asyncpg import DataError

from gateway.database.columns import Columns, Only
from gateway.database.page import Page, Window, malformed_cursor
from gateway.database.protocol import Database
from gateway.errors import Fault, Invalid

Row = TypeVar("Row")
Filter = tuple[tuple[str, Any], ...]
"""Names of the listing's filters with their values; a tuple, so that it can be part of a key."""


@dataclass(frozen=True, slots=True)
class Order:
    """One way to order a list: a not-null SQL expression and its type."""

    expression: LiteralString
    type: LiteralString


@dataclass(frozen=True, eq=False)
class Listing(Generic[Row]):
    """A list of rows; every SQL text in it is a literal."""

    name: LiteralString
    columns: Columns[Row]
    source: LiteralString
    id: LiteralString
    """The column that breaks ties; unique in the list."""
    orders: dict[str, Order]
    where: LiteralString = "true"
    parent: LiteralString | None = None
    """The column that holds the parent's id, where the list belongs to a parent."""
    filters: dict[str, LiteralString] | None = None
    """Predicates by name; `{}` stands for the placeholder of the value."""

    async def pages(
        self, db: Database, parents: Sequence[str], window: Window, filter: Filter, only: Only = None
    ) -> dict[str, Page[Row]]:
        """One page for each of `parents` ([""] for a list without parent), of rows with `only` these attributes.

        Raises Invalid for a cursor of no sense.
        """
        arguments: list[object] = []
        sql = self.page_sql(window, filter, arguments, only)
        found: dict[str, list[Any]] = {parent: [] for parent in parents}
        kind = None if only is None else self.columns.record
        try:
            records = await db.fetch(sql, *self.with_parents(parents), window.size + 1, *arguments, record_class=kind)
        except DataError as problem:
            if faults := await self.cursor_faults(db, window):
                raise Invalid(*faults) from problem
            raise
        if self.parent:
            for record in records:
                found[record[0]].append(record)
        else:
            found = dict.fromkeys(parents, records)
        return {
            parent: self.page(parent, records, window, filter, whole=only is None) for parent, records in found.items()
        }

    async def cursor_faults(self, db: Database, window: Window) -> list[Fault]:
        """The faults of those cursors whose sort key is no value of the order's type."""
        faults = []
        for field, cursor in (("after", window.after), ("before", window.before)):
            if cursor is not None:
                try:
                    sql = f"/* {self.name}.CURSOR */ SELECT $1::text::{self.orders[window.order].type}"
                    await db.fetch(sql, cursor[0])
                except DataError:
                    faults.append(malformed_cursor(field))
        return faults

    async def totals(self, db: Database, parents: Sequence[str], filter: Filter) -> dict[str, int]:
        """How many rows the whole list of each of `parents` has."""
        arguments: list[object] = []
        condition = self.condition(filter, arguments, first_placeholder=2 if self.parent else 1)
        count = f"SELECT count(*) FROM {self.source} WHERE {condition}"
        sql = (
            f"/* {self.name}.TOTAL */ SELECT parent.id, ({count}) FROM unnest($1::text[]) AS parent (id)"
            if self.parent
            else f"/* {self.name}.TOTAL */ SELECT '', ({count})"
        )
        return {parent: total for parent, total in await db.fetch(sql, *self.with_parents(parents), *arguments)}  # noqa: C416

    def with_parents(self, parents: Sequence[str]) -> list[object]:
        return [list(parents)] if self.parent else []

    def page(self, parent: str, records: list[Any], window: Window, filter: Filter, *, whole: bool) -> Page[Row]:
        """The page of these records (parent and sort key where there are such, the row's columns).

        One too many tells that there is more.
        """
        of_parent, of_row = int(self.parent is not None), self.leading(window)
        more = len(records) > window.size
        records = records[: window.size]
        if window.backward:
            records.reverse()
        return Page(
            self,
            parent,
            filter,
            [self.columns.row(*record[of_row:]) for record in records] if whole else records,
            [record[of_parent] for record in records] if of_row > of_parent else None,
            window,
            has_next_page=window.before is not None if window.backward else more,
            has_previous_page=more if window.backward else window.after is not None,
        )

    def leading(self, window: Window) -> int:
        """How many columns come before the row's: the parent's id, and the sort key where it is not the row's id."""
        return int(self.parent is not None) + int(self.orders[window.order].expression != self.id)

    def condition(self, filter: Filter, arguments: list[object], first_placeholder: int) -> str:
        """The WHERE clause; appends the values it needs to `arguments`."""
        predicates = [self.where]
        if self.parent:
            predicates.append(f"{self.parent} = parent.id")
        for name, value in filter:
            assert self.filters is not None
            predicates.append(self.filters[name].format(f"${first_placeholder + len(arguments)}"))
            arguments.append(value)
        return " AND ".join(f"({predicate})" for predicate in predicates)

    def page_sql(self, window: Window, filter: Filter, arguments: list[object], only: Only = None) -> str:
        """One window of each parent's list; placeholders: the parents if any, the limit, then `arguments`."""
        order = self.orders[window.order]
        limit = 2 if self.parent else 1
        condition = self.condition(filter, arguments, limit + 1)
        upwards = window.descending == window.backward
        for cursor, beyond in ((window.after, not window.descending), (window.before, window.descending)):
            if cursor is not None:
                condition += " AND " + self.beyond(order, cursor, beyond, arguments, limit + 1)
        direction = "ASC" if upwards else "DESC"
        keys = [self.id] if order.expression == self.id else [order.expression, self.id]
        ordering = ", ".join(f"{key} {direction}" for key in keys)
        columns = str(self.columns) if only is None else self.columns.only(only)
        sort_key = "" if order.expression == self.id else f"({order.expression})::text AS sort_key, "
        window_sql = f"{sort_key}{columns} FROM {self.source} WHERE {condition} ORDER BY {ordering} LIMIT ${limit}"
        if not self.parent:
            return f"/* {self.name}.PAGE */ SELECT {window_sql}"
        # A LATERAL with LIMIT is always a nested loop: each window keeps its order.
        return (
            f"/* {self.name}.PAGE */ SELECT parent.id AS parent_id, page.* "
            f"FROM unnest($1::text[]) AS parent (id) CROSS JOIN LATERAL (SELECT {window_sql}) AS page"
        )

    def beyond(
        self, order: Order, cursor: tuple[str, str], greater: bool, arguments: list[object], first_placeholder: int
    ) -> str:
        """The rows past a cursor, as one row comparison, which an index can answer."""
        sign = ">" if greater else "<"
        place = first_placeholder + len(arguments)
        key, id = cursor
        if order.expression == self.id:
            arguments.append(id)
            return f"{self.id} {sign} ${place}"
        arguments.extend((key, id))
        return f"({order.expression}, {self.id}) {sign} (${place}::text::{order.type}, ${place + 1}::text)"
