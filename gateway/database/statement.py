"""A Statement is one SQL text together with the row type it answers with, and the name it is known by.

asyncpg rows are untyped, so this is the place where a record becomes a dataclass. The name leads the text as a comment:
PostgreSQL's own statistics, the metrics and the tests know a statement by it.
"""

from dataclasses import dataclass, field
from typing import Generic, LiteralString, TypeVar

from gateway.database.columns import Columns, Only
from gateway.database.protocol import Database

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Statement(Generic[Row]):
    """SQL with $1, $2, ... placeholders; its columns are the fields of `row`, in their order."""

    name: LiteralString
    row: type[Row]
    sql: LiteralString
    text: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", f"/* {self.name} */ {self.sql}")

    async def all(self, db: Database, *args: object) -> list[Row]:
        """Every row, in the order SQL gives them."""
        row = self.row
        return [row(*record) for record in await db.fetch(self.text, *args)]

    async def first(self, db: Database, *args: object) -> Row | None:
        """The first row, or None when there is none."""
        rows = await self.all(db, *args)
        return rows[0] if rows else None


@dataclass(frozen=True, slots=True)
class Lookup(Generic[Row]):
    """A read of rows of which not all columns need to be wanted."""

    name: LiteralString
    columns: Columns[Row]
    source: LiteralString
    """What comes after FROM."""

    def text(self, only: Only = None) -> str:
        columns = str(self.columns) if only is None else self.columns.only(only)
        return f"/* {self.name} */ SELECT {columns} FROM {self.source}"

    async def all(self, db: Database, *args: object, only: Only = None) -> list[Row]:
        """Every row, whole or with `only` these attributes, in the order SQL gives them."""
        row = self.columns.row
        if only is None:
            return [row(*record) for record in await db.fetch(self.text(), *args)]
        return await db.fetch(self.text(only), *args, record_class=self.columns.record)

    async def first(self, db: Database, *args: object) -> Row | None:
        """The first row, whole, or None when there is none."""
        rows = await self.all(db, *args)
        return rows[0] if rows else None
