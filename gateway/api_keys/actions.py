"""Making and revoking API keys."""

from dataclasses import replace

from gateway.api_keys import store
from gateway.api_keys.model import PREFIX, ApiKey
from gateway.call import Call
from gateway.errors import Fault, Forbidden, Invalid, NotFound
from gateway.events.model import facts
from gateway.events.store import record
from gateway.idempotency.actions import earlier_entity
from gateway.ids import is_id, made_at, new_id
from gateway.rules import Given, checked, required, text
from gateway.tokens import API_KEY, new_token
from gateway.viewer import ALL_PERMISSIONS, CallerKind, Permission, permissions_of


async def create_api_key(call: Call, given: Given) -> ApiKey:
    """The new key with its secret, which is never shown again.

    Raises Invalid, Forbidden for a scope the caller does not hold itself, IdempotencyKeyReused.
    """
    call.viewer.must(Permission.API_KEYS_WRITE)
    call.viewer.must_be_environment_wide()
    name = checked({"name": required(text(1, 200))}, given)["name"]
    named = given.get("scopes")
    if named is not None and not named:
        raise Invalid(Fault("scopes", "TOO_SHORT", "must name a scope, or be left out", 1))
    scopes = sorted(set(ALL_PERMISSIONS if named is None else named))
    if unknown := [scope for scope in scopes if scope not in ALL_PERMISSIONS]:
        raise Invalid(Fault("scopes", "UNKNOWN_SCOPE", f"contains {unknown[0]!r}, which is no scope"))
    if call.viewer.kind is not CallerKind.SYSTEM and not permissions_of(scopes) <= call.viewer.permissions:
        raise Forbidden("a key can be given only scopes that its maker holds")
    async with call.transaction() as db:
        id = new_id(PREFIX)
        if earlier := await earlier_entity(db, call, "createApiKey", given, id):
            return (await store.api_keys_by_ids(db, [earlier]))[0]
        token = new_token(API_KEY, id)
        key = await store.insert_api_key(db, id, name, scopes, token.hash, made_at(id))
        await record(db, call.viewer, "api_key.created", id, organization_id=None, after=facts(key))
    return replace(key, secret=token.text)


async def revoke_api_key(call: Call, given: Given) -> ApiKey:
    """The key, which stops working within seconds; revoking twice changes nothing. Raises NotFound."""
    call.viewer.must(Permission.API_KEYS_WRITE)
    call.viewer.must_be_environment_wide()
    id = given["id"]
    if not is_id(PREFIX, id):
        raise NotFound("there is no such API key")
    async with call.transaction() as db:
        key = await store.revoke_api_key(db, id)
        if key is not None:
            await record(db, call.viewer, "api_key.revoked", id, organization_id=None, after=facts(key))
            return key
        keys = await store.api_keys_by_ids(db, [id])
    if not keys:
        raise NotFound(f"there is no API key {id}")
    return keys[0]
