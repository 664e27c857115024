"""SQL of idempotency keys."""

from gateway.database.protocol import Database
from gateway.database.statement import Statement
from gateway.idempotency.model import IdempotencyKey

CLAIM = Statement(
    "idempotency.CLAIM",
    IdempotencyKey,
    """
    INSERT INTO idempotency_keys AS kept (caller, mutation, key, input_hash, entity_id)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (caller, mutation, key) DO UPDATE
       SET input_hash = excluded.input_hash, entity_id = excluded.entity_id, created_at = now()
     WHERE kept.created_at <= now() - interval '24 hours'
    RETURNING entity_id, input_hash, created_at
    """,
)

BY_KEY = Statement(
    "idempotency.BY_KEY",
    IdempotencyKey,
    """
    SELECT entity_id, input_hash, created_at
      FROM idempotency_keys
     WHERE caller = $1 AND mutation = $2 AND key = $3
    """,
)

REPLACE = Statement(
    "idempotency.REPLACE",
    IdempotencyKey,
    """
    UPDATE idempotency_keys
       SET entity_id = $4
     WHERE caller = $1 AND mutation = $2 AND key = $3
    RETURNING entity_id, input_hash, created_at
    """,
)


async def claim_key(
    db: Database, caller: str, mutation: str, key: str, input_hash: bytes, entity_id: str
) -> IdempotencyKey | None:
    """The key as this transaction keeps it; None when it is taken. Waits for a transaction that is about to take it."""
    return await CLAIM.first(db, caller, mutation, key, input_hash, entity_id)


async def kept_key(db: Database, caller: str, mutation: str, key: str) -> IdempotencyKey | None:
    """The key as it was kept."""
    return await BY_KEY.first(db, caller, mutation, key)


async def replace_entity(db: Database, caller: str, mutation: str, key: str, entity_id: str) -> None:
    """Let the key stand for another entity."""
    await REPLACE.first(db, caller, mutation, key, entity_id)
