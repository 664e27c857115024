"""What a store needs of the database: to be answered with rows."""

from collections.abc import Awaitable, Callable
from typing import Any, Protocol


class Database(Protocol):
    """A pool, the session of an operation, or one connection inside a transaction."""

    @property
    def fetch(self) -> Callable[..., Awaitable[list[Any]]]:
        """`fetch(query, *args, record_class=None)`: the rows of one statement, as records of that class."""
        ...
