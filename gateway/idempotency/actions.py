"""Creating once, however often it is asked for."""

from typing import Any

import orjson

from gateway.call import Call
from gateway.database.protocol import Database
from gateway.errors import Fault, Invalid
from gateway.idempotency import store
from gateway.idempotency.model import IdempotencyKeyReused
from gateway.rules import Given, checked, optional, text
from gateway.sealing import keyed_hashes

KEY = "idempotency_key"
RULES = {KEY: optional(text(1, 255))}


async def earlier_entity(db: Database, call: Call, mutation: str, given: Given, entity_id: str) -> str | None:
    """The id of what an earlier call with this key made; None when this call is the first, and `entity_id` is kept.

    Raises IdempotencyKeyReused when the key came with another input, Invalid when it is too long.
    """
    key = checked(RULES, given).get(KEY)
    if key is None:
        return None
    hashes = keyed_hashes(call.settings, serialized(given))
    caller = call.viewer.id
    if await store.claim_key(db, caller, mutation, key, hashes[0], entity_id):
        return None
    kept = await store.kept_key(db, caller, mutation, key)
    if kept is None or kept.input_hash not in hashes:
        raise IdempotencyKeyReused
    return kept.entity_id


async def keep_instead(db: Database, call: Call, mutation: str, given: Given, entity_id: str) -> None:
    """Let the key of this call, which is the first with it, stand for another entity than was said at first."""
    key = checked(RULES, given).get(KEY)
    if key is not None:
        await store.replace_entity(db, call.viewer.id, mutation, key, entity_id)


def serialized(given: Given) -> bytes:
    """The input as bytes that are equal for equal inputs."""
    plain: dict[str, Any] = {name: value for name, value in given.items() if name != KEY}
    try:
        return orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)
    except TypeError as problem:
        raise Invalid(
            Fault(KEY, "UNSTORABLE_CHARACTER", "cannot be kept: the input contains half of a surrogate pair")
        ) from problem
