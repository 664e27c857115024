"""SQL of trusted documents."""

from collections.abc import Sequence

from gateway.database.protocol import Database
from gateway.database.statement import Statement
from gateway.trusted_documents.model import ListedDocument, TrustedDocument

# Registering waits for registering, reading for nothing.
LOCK = Statement("trusted_documents.LOCK", TrustedDocument, "LOCK TABLE trusted_documents IN SHARE ROW EXCLUSIVE MODE")

BY_IDS = Statement(
    "trusted_documents.BY_IDS",
    TrustedDocument,
    """
    SELECT id, sha256, text, name, registered_at
      FROM trusted_documents
     WHERE id = ANY ($1::text[])
    """,
)

BY_IDS_OR_HASHES = Statement(
    "trusted_documents.BY_IDS_OR_HASHES",
    TrustedDocument,
    """
    SELECT id, sha256, text, name, registered_at
      FROM trusted_documents
     WHERE id = ANY ($1::text[]) OR sha256 = ANY ($2::text[])
    """,
)

INSERT = Statement(
    "trusted_documents.INSERT",
    TrustedDocument,
    """
    INSERT INTO trusted_documents (id, sha256, text, name)
    SELECT id, sha256, text, name
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS new (id, sha256, text, name)
    RETURNING id, sha256, text, name, registered_at
    """,
)

DELETE = Statement(
    "trusted_documents.DELETE",
    TrustedDocument,
    """
    DELETE FROM trusted_documents
     WHERE id = ANY ($1::text[])
    RETURNING id, sha256, text, name, registered_at
    """,
)


ALL = Statement(
    "trusted_documents.ALL",
    ListedDocument,
    """
    SELECT id, name, registered_at
      FROM trusted_documents
     ORDER BY name, id
    """,
)


async def lock_registration(db: Database) -> None:
    """Let whoever else registers or removes documents wait for the transaction's end."""
    await LOCK.first(db)


async def documents_by_ids(db: Database, ids: Sequence[str]) -> list[TrustedDocument]:
    """Those of `ids` that are registered, in any order."""
    return await BY_IDS.all(db, ids)


async def documents_by_ids_or_hashes(db: Database, ids: Sequence[str], hashes: Sequence[str]) -> list[TrustedDocument]:
    """The documents that have one of `ids`, or a text with one of the SHA-256 `hashes`; in any order."""
    return await BY_IDS_OR_HASHES.all(db, ids, hashes)


async def insert_documents(
    db: Database, ids: Sequence[str], hashes: Sequence[str], texts: Sequence[str], names: Sequence[str]
) -> list[TrustedDocument]:
    """The new documents, of which none is registered; each list has one value for each."""
    return await INSERT.all(db, ids, hashes, texts, names)


async def delete_documents(db: Database, ids: Sequence[str]) -> list[TrustedDocument]:
    """The documents that were removed: those of `ids` that were registered."""
    return await DELETE.all(db, ids)


async def every_document(db: Database) -> list[ListedDocument]:
    """All documents without their texts, by name."""
    return await ALL.all(db)
