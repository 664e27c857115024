"""Things that can be found again by their id alone (GraphQL Global Object Identification)."""

from typing import Annotated, Any

import strawberry

from gateway.errors import Fault, Invalid
from gateway.graph.context import Info
from gateway.graph.finding import BY_PREFIX, Key, find, find_all, sorted_out
from gateway.graph.weights import up_to
from gateway.ids import prefix_of

MAX_IDS = 100


@strawberry.interface(description="A thing with an id that is unique among all things.")
class Node:
    id: strawberry.ID = strawberry.field(description="Unique among all things; its prefix tells the type.")


def key_of(id: str) -> Key | None:
    """How the thing with this id is found; None where the id is none."""
    return BY_PREFIX.get(prefix_of(id) or "")


@strawberry.type
class NodeQuery:
    @strawberry.field(graphql_type=Node | None, description="The thing with this id; null when there is none.")
    async def node(self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")]) -> Any:
        key = key_of(id)
        return await find(info.context, key, id) if key else None

    @strawberry.field(
        graphql_type=list[Node | None],
        description="The things with these ids, in their order; null where there is none.",
        directives=[up_to(MAX_IDS)],
    )
    async def nodes(
        self, info: Info, ids: Annotated[list[strawberry.ID], strawberry.argument(description="Up to 100 ids.")]
    ) -> Any:
        if len(ids) > MAX_IDS:
            raise Invalid(Fault("ids", "TOO_MANY", f"must be at most {MAX_IDS} ids", MAX_IDS))
        wanted = ((key, id) if (key := key_of(id)) else None for id in ids)
        return await find_all(info.context, *sorted_out(wanted))
