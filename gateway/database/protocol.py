"""What a store needs of the database: to be answered with rows."""

from typing import Any, Protocol

from asyncpg import Record


class Database(Protocol):
    """A pool, the reader of an operation, or one connection inside a transaction."""

    async def fetch(self, query: str, /, *args: Any) -> list[Record]: ...
