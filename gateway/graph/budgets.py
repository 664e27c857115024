"""The caller's budget in the graph."""

from datetime import datetime
from typing import Any

import strawberry

from gateway.budgets import model
from gateway.database.columns import is_row
from gateway.graph.context import Info
from gateway.graph.fields import plain


@strawberry.type(description="What the caller may spend on operations; each costs its fields times its page sizes.")
class RateLimit:
    row = model.Budget

    requested: int = plain("What this operation costs.")
    limit: int = plain("What may be spent at once.")
    remaining: int = plain("What is left, this operation paid.")
    reset_at: datetime = plain("When all of it is there again, if nothing is spent meanwhile.")

    @classmethod
    def is_type_of(cls, source: object, info: object) -> bool:
        return is_row(source, model.Budget)


@strawberry.type
class RateLimitQuery:
    @strawberry.field(
        graphql_type=RateLimit | None, description="What the caller has left; null where there is no rate limit."
    )
    async def rate_limit(self, info: Info) -> Any:
        return info.context.budget
