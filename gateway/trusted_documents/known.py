"""The registered documents as one worker knows them.

What was found is believed for some seconds, what was not found as well. One statement at a time asks for all that is
not known by then, so that a flood of made-up ids takes one connection, not the pool.
"""

import asyncio

from asyncpg import Pool
from cachetools import TTLCache

from gateway.trusted_documents.model import hash_in
from gateway.trusted_documents.store import documents_by_ids_or_hashes

KEPT_SECONDS = 5
"""How long after a document was registered or removed a worker may not have seen it."""
KEPT_CHARACTERS = 4_000_000
LEAST_LENGTH = 400
"""What each text counts at least, so that there are 10,000 at most."""
KEPT_UNKNOWN = 10_000


class KnownDocuments:
    """The texts of registered documents, by what requests have named them by."""

    def __init__(self) -> None:
        self.texts: TTLCache[str, str] = TTLCache(KEPT_CHARACTERS, KEPT_SECONDS, getsizeof=size_in_cache)
        self.unknown: TTLCache[str, None] = TTLCache(KEPT_UNKNOWN, KEPT_SECONDS)
        self.wanted: set[str] = set()
        self.asking: asyncio.Task[dict[str, str]] | None = None
        """Asks for what is wanted, once the statement before has ended."""
        self.one_at_a_time = asyncio.Lock()

    async def text(self, pool: Pool, identifier: str) -> str | None:
        """The text of the document with this id, else of one whose text has this SHA-256; None where there is none."""
        if (text := self.texts.get(identifier)) is not None or identifier in self.unknown:
            return text
        self.wanted.add(identifier)
        if self.asking is None:
            self.asking = asyncio.create_task(self.ask(pool))
        # A caller who goes away does not end the statement of the others.
        return (await asyncio.shield(self.asking)).get(identifier)

    async def ask(self, pool: Pool) -> dict[str, str]:
        """The texts of those that are wanted and registered; the outcome is kept."""
        async with self.one_at_a_time:
            wanted, self.wanted, self.asking = self.wanted, set(), None
            hashes = {identifier: hash_in(identifier) for identifier in wanted}
            rows = await documents_by_ids_or_hashes(
                pool, list(wanted), [hash for hash in hashes.values() if hash is not None]
            )
        by_id = {row.id: row.text for row in rows}
        by_hash = {row.sha256: row.text for row in rows}
        found: dict[str, str] = {}
        for identifier, hash in hashes.items():
            text = by_id.get(identifier) or by_hash.get(hash or "")
            if text is None:
                self.unknown[identifier] = None
                continue
            found[identifier] = text
            if len(text) <= self.texts.maxsize:
                self.texts[identifier] = text
        return found


def size_in_cache(text: str) -> int:
    return max(len(text), LEAST_LENGTH)
