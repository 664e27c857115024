"""Things that can be found again by their id alone (GraphQL Global Object Identification)."""

from dataclasses import dataclass
from typing import Annotated, Any

import strawberry

from gateway.database.columns import is_row
from gateway.errors import Fault, Invalid
from gateway.graph.context import Info
from gateway.graph.weights import up_to
from gateway.ids import prefix_of
from gateway.organizations.model import Organization
from gateway.users.model import User
from gateway.viewer import Permission, Viewer

MAX_IDS = 100


@strawberry.interface(description="A thing with an id that is unique among all things.")
class Node:
    id: strawberry.ID = strawberry.field(description="Unique among all things; its prefix tells the type.")


@dataclass(frozen=True, slots=True)
class Kind:
    """How things of one id prefix are loaded by id, and the permission their type needs."""

    loader: str
    reads: Permission


KINDS: dict[str, Kind] = {
    "org": Kind("organization", Permission.PROFILES_READ),
    "usr": Kind("user", Permission.IDENTITIES_READ),
    "mem": Kind("membership", Permission.MEMBERSHIPS_READ),
    "conn": Kind("connection", Permission.CONNECTIONS_READ),
    "lnk": Kind("portal_link", Permission.PORTAL_LINKS_READ),
    "key": Kind("api_key", Permission.API_KEYS_READ),
}


def visible(viewer: Viewer, row: Any) -> Any:
    """The row; None when the first wall keeps it from the viewer, who is confined to another organization.

    A user belongs to no organization: its loader has none but those the viewer may see.
    """
    if row is None or viewer.reach is None or is_row(row, User):
        return row
    organization_id = row.id if is_row(row, Organization) else getattr(row, "organization_id", None)
    return row if organization_id == viewer.reach else None


async def node_by_id(info: Info, id: str) -> Any:
    """The row with this id, None where there is none. Raises Forbidden when things of its kind may not be read."""
    kind = KINDS.get(prefix_of(id) or "")
    if kind is None:
        return None
    info.context.viewer.must(kind.reads)
    return visible(info.context.viewer, await getattr(info.context.loaders, kind.loader).load(id))


@strawberry.type
class NodeQuery:
    @strawberry.field(graphql_type=Node | None, description="The thing with this id; null when there is none.")
    async def node(self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")]) -> Any:
        return await node_by_id(info, id)

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
        return [node_by_id(info, id) for id in ids]
