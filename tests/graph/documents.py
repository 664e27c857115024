"""Trusted documents of the tests, and a gateway that has them registered."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from typing import Any

from asyncpg import Pool

from gateway.call import Call
from gateway.graph.registration import import_manifests
from gateway.settings import Settings
from gateway.trusted_documents.model import TrustedDocument
from gateway.viewer import SYSTEM
from tests.helpers import Api

COUNT = "query Count { organizations { totalCount } }"
OTHER = "query Other { organizations { nodes { id } } }"
SCHEMA = "query Schema { __schema { queryType { name } } }"
CREATE = 'mutation Create { createOrganization(input: {displayName: "Acme"}) { __typename } }'


def hash_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def apollo(*texts: str, **by_id: str) -> bytes:
    """A manifest in Apollo's format, of texts by their hash and of others by other ids."""
    operations = {hash_of(text): text for text in texts} | by_id
    listed = [{"id": id, "name": "Name", "type": "query", "body": text} for id, text in operations.items()]
    return json.dumps({"format": "apollo-persisted-query-manifest", "version": 1, "operations": listed}).encode()


def relay(**by_id: str) -> bytes:
    """A manifest in Relay's format."""
    return json.dumps(by_id).encode()


async def register(api: Api, *manifests: bytes) -> list[TrustedDocument]:
    """The documents of manifests that were not registered before."""
    files = [(f"{number}.json", content) for number, content in enumerate(manifests, 1)]
    return (await import_manifests(Call(api.pool, SYSTEM, api.settings), files))[1]


@asynccontextmanager
async def in_mode(pool: Pool, settings: Settings, mode: str, **others: Any) -> AsyncIterator[Api]:
    """A gateway with this GATEWAY_DOCUMENTS."""
    async with Api.start(pool, settings.model_copy(update={"documents": mode, **others})) as api:
        yield api


def code_of(body: dict[str, Any]) -> str:
    """`data` where there is no error, else the code of the only one."""
    if "errors" not in body:
        return "data"
    (error,) = body["errors"]
    return str(error["extensions"]["code"])


def persisted(text: str, hash: str | None = None) -> dict[str, Any]:
    """Apollo's extension that names a text."""
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": hash or hash_of(text)}}}
