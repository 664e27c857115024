"""API keys in the graph, and who is calling."""

from datetime import datetime

import strawberry

from gateway.api_keys import actions, model
from gateway.api_keys.store import API_KEYS
from gateway.database.columns import is_row
from gateway.graph.errors import IdempotencyKeyReusedProblem, NotFoundProblem
from gateway.graph.fields import paged, plain
from gateway.graph.inputs import IDEMPOTENCY_KEY, entry, must
from gateway.graph.mutations import mutation
from gateway.graph.node import Node
from gateway.graph.page import Connection
from gateway.viewer import Permission

SCOPES = "What it may do: permissions such as `organizations:read`."


@strawberry.type(description="A server's credential for the whole environment.")
class ApiKey(Node):
    row = model.ApiKey

    id: strawberry.ID = plain("Begins with `key_`.")
    name: str = plain("What it is for.")
    scopes: list[str] = plain(SCOPES)
    secret: str | None = plain("The key itself: only in the answer to its creation, null everywhere else.")
    created_at: datetime = plain("When it was made.")
    last_used_at: datetime | None = plain("When it was last used, to the minute; null when it never was.")
    revoked_at: datetime | None = plain("When it was revoked; null while it works.")

    @classmethod
    def is_type_of(cls, source: object, info: object) -> bool:
        return is_row(source, model.ApiKey)


@strawberry.type
class ApiKeyQuery:
    api_keys: Connection[ApiKey] = paged(
        API_KEYS, of=Connection[ApiKey], description="API keys, revoked ones included.", reads=Permission.API_KEYS_READ
    )


@strawberry.input(description="A new API key.")
class CreateApiKeyInput:
    name: str = must("What it is for: 1 to 200 characters.")
    scopes: list[str] | None = entry(SCOPES + " None given: all permissions there are.")
    idempotency_key: str | None = entry(IDEMPOTENCY_KEY + " The secret is not shown again.")


@strawberry.input(description="An API key to revoke.")
class RevokeApiKeyInput:
    id: strawberry.ID = must("Which key.")


@strawberry.type
class ApiKeyMutation:
    create_api_key = mutation(
        actions.create_api_key,
        CreateApiKeyInput,
        ApiKey,
        IdempotencyKeyReusedProblem,
        description="Makes an API key and shows it, this once.",
    )
    revoke_api_key = mutation(
        actions.revoke_api_key,
        RevokeApiKeyInput,
        ApiKey,
        NotFoundProblem,
        description="Revokes an API key: within 5 seconds it works nowhere.",
    )
