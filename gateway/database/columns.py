"""The columns of a row: all of them, or only those that a query reads.

A whole row is a dataclass, the model of its feature. Of a row that is only shown, the columns that are shown suffice;
such a row stays as asyncpg has made it: a record of a class that has the model's attributes and methods. Reading an
attribute that was not selected raises KeyError. Stored JSON passes through such a row as text.
"""

from dataclasses import MISSING, fields
from functools import cache
from operator import itemgetter
from typing import Any, Generic, LiteralString, TypeVar

from asyncpg import Record

Row = TypeVar("Row")
Only = frozenset[str] | None
"""The attributes to be read; None: all of them, as the model."""
MAX_VARIANTS = 16
"""Of one list of columns: more of them would crowd the cache of prepared statements."""
ALWAYS = "id"
"""What identifies a row is read in any case."""


@cache
def record_class(row: Any) -> type[Record]:
    """The class of records that stand for rows of a model, of which not all columns need to be there.

    A field with a default is no column: it has that value in all of them.
    """
    names = {field.name for field in fields(row)}
    inherited = {name: value for name, value in vars(row).items() if not name.startswith("__") and name not in names}
    columns = {
        field.name: property(itemgetter(field.name)) if field.default is MISSING else field.default
        for field in fields(row)
    }
    return type(f"{row.__name__}Record", (Record,), {"__slots__": (), **inherited, **columns})


def is_row(value: object, model: Any) -> bool:
    """Whether a value is a row of a model, whole or not."""
    return isinstance(value, (model, record_class(model)))


class Columns(Generic[Row]):
    """The SQL of the columns of a model, in the order of its fields; as text it is the whole list."""

    def __init__(self, row: type[Row], *sql: LiteralString) -> None:
        model: Any = row
        stored = [field for field in fields(model) if field.default is MISSING]
        self.row = row
        self.record = record_class(model)
        self.sql: dict[str, str] = {field.name: column for field, column in zip(stored, sql, strict=True)}
        self.json = {field.name for field in stored if "dict[" in str(field.type)}
        self.variants: dict[frozenset[str], str] = {}

    def __str__(self) -> str:
        return ", ".join(self.sql.values())

    def only(self, names: frozenset[str]) -> str:
        """The list of those columns that have these names, and of the id."""
        if names not in self.variants:
            if len(self.variants) >= MAX_VARIANTS:
                names = frozenset(self.sql)
            self.variants[names] = ", ".join(
                as_text(name, sql) if name in self.json else sql
                for name, sql in self.sql.items()
                if name in names or name == ALWAYS
            )
        return self.variants[names]


def as_text(name: str, sql: str) -> str:
    """A jsonb column as json, which goes out as it is."""
    expression = sql.partition(" AS ")[0]
    return f"({expression})::json AS {name}"
