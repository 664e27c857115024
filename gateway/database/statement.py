"""A Statement is one SQL text together with the row type it answers with, and the name it is known by.

asyncpg rows are untyped, so this is the place where a record becomes a dataclass. The name leads the text as a comment:
PostgreSQL's own statistics, the metrics and the tests know a statement by it.
"""

from dataclasses import dataclass, field
from typing import Generic, LiteralString, TypeVar

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
