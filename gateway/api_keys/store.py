"""SQL of API keys."""

from collections.abc import Sequence
from datetime import datetime

from gateway.api_keys.model import ApiKey, ApiKeyCredential
from gateway.database.columns import Columns, Only
from gateway.database.listing import Listing, Order
from gateway.database.protocol import Database
from gateway.database.statement import Lookup, Statement

COLUMNS = Columns(ApiKey, "k.id", "k.name", "k.scopes", "k.created_at", "k.last_used_at", "k.revoked_at")

BY_IDS = Lookup("api_keys.BY_IDS", COLUMNS, "api_keys k WHERE k.id = ANY ($1::text[])")

CREDENTIAL = Statement(
    "api_keys.CREDENTIAL",
    ApiKeyCredential,
    """
    SELECT id, scopes, secret_hash,
           last_used_at IS NULL OR last_used_at < now() - interval '1 minute' AS unused_for_a_minute
      FROM api_keys
     WHERE id = $1 AND revoked_at IS NULL
    """,
)

INSERT = Statement(
    "api_keys.INSERT",
    ApiKey,
    """
    INSERT INTO api_keys (id, name, scopes, secret_hash, created_at)
    VALUES ($1, $2, $3, $4, $5)
    RETURNING id, name, scopes, created_at, last_used_at, revoked_at
    """,
)

REVOKE = Statement(
    "api_keys.REVOKE",
    ApiKey,
    """
    UPDATE api_keys
       SET revoked_at = now()
     WHERE id = $1 AND revoked_at IS NULL
    RETURNING id, name, scopes, created_at, last_used_at, revoked_at
    """,
)

TOUCH = Statement(
    "api_keys.TOUCH",
    ApiKey,
    """
    UPDATE api_keys
       SET last_used_at = now()
     WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')
    RETURNING id, name, scopes, created_at, last_used_at, revoked_at
    """,
)

ALL = Statement(
    "api_keys.ALL",
    ApiKey,
    """
    SELECT id, name, scopes, created_at, last_used_at, revoked_at
      FROM api_keys
     ORDER BY id
    """,
)

API_KEYS: Listing[ApiKey] = Listing(
    "api_keys.API_KEYS",
    COLUMNS,
    "api_keys k",
    "k.id",
    {"CREATED_AT": Order("k.id", "text")},
)


async def api_keys_by_ids(db: Database, ids: Sequence[str], *, only: Only = None) -> list[ApiKey]:
    """Those of `ids` that exist, revoked ones included, in any order."""
    return await BY_IDS.all(db, ids, only=only)


async def api_key_credential(db: Database, id: str) -> ApiKeyCredential | None:
    """What is needed to recognise the key; None when there is none or it is revoked."""
    return await CREDENTIAL.first(db, id)


async def insert_api_key(
    db: Database, id: str, name: str, scopes: Sequence[str], secret_hash: bytes, created_at: datetime
) -> ApiKey:
    """The new key."""
    row = await INSERT.first(db, id, name, scopes, secret_hash, created_at)
    assert row is not None, "an insert returns its row"
    return row


async def revoke_api_key(db: Database, id: str) -> ApiKey | None:
    """The key, revoked by this call; None when there is none or it was already revoked."""
    return await REVOKE.first(db, id)


async def touch_api_key(db: Database, id: str) -> None:
    """Keep that the key was used now; at most once a minute."""
    await TOUCH.first(db, id)


async def every_api_key(db: Database) -> list[ApiKey]:
    """All keys, revoked ones included, oldest first."""
    return await ALL.all(db)
