"""What can be subscribed to: the events of an organization, and those of the whole environment."""

from collections.abc import AsyncGenerator
from typing import Annotated, Any

import strawberry

from gateway.database.listing import Listing
from gateway.errors import NotFound
from gateway.events import model
from gateway.events.filter import event_filter
from gateway.events.store import EVENTS, EVENTS_OF_ORGANIZATIONS
from gateway.graph.context import Info
from gateway.graph.event_stream import EventStream, place_in
from gateway.graph.events import Event
from gateway.graph.fields import READS, argument
from gateway.graph.page import Edge
from gateway.ids import is_id
from gateway.organizations.model import PREFIX as ORGANIZATION
from gateway.viewer import Permission

Types = Annotated[list[str] | None, argument("Only events of one of these types; up to 100.")]
After = Annotated[
    str | None,
    argument(
        "Only what comes after this cursor, of an event that was received or listed; what was missed comes first. By "
        "default what happens from now on."
    ),
]


async def followed(
    info: Info, listing: Listing[model.Event], organization_id: str, types: list[str] | None, after: str | None
) -> Any:
    """The stream of the events of a log. Raises what is wrong with the arguments, or with who asks."""
    given = {} if types is None else {"types": types}
    stream = EventStream(info.context, listing, organization_id, event_filter(given, within=""))
    await stream.begin(None if after is None else place_in(after, listing))
    return stream


@strawberry.type(description="What can be followed, over graphql-transport-ws or as server-sent events.")
class Subscription:
    @strawberry.subscription(
        description="Events of one organization in the order of their sequence, each once, as soon as they are "
        "committed. Ends with NOT_FOUND when it is deleted.",
        metadata={READS: Permission.EVENTS_READ},
    )
    async def organization_events(
        self,
        info: Info,
        organization_id: Annotated[strawberry.ID, argument("Whose events.")],
        types: Types = None,
        after: After = None,
    ) -> AsyncGenerator[Edge[Event], None]:
        if not is_id(ORGANIZATION, organization_id):
            raise NotFound(f"there is no organization {organization_id}")
        stream: Any = await followed(info, EVENTS_OF_ORGANIZATIONS, organization_id, types, after)
        return stream  # type: ignore[no-any-return]

    @strawberry.subscription(
        description="Events of the whole environment in the order of `Query.events`, each once; one comes when every "
        "transaction that began before it has ended.",
        metadata={READS: Permission.EVENTS_READ},
    )
    async def events(self, info: Info, types: Types = None, after: After = None) -> AsyncGenerator[Edge[Event], None]:
        stream: Any = await followed(info, EVENTS, "", types, after)
        return stream  # type: ignore[no-any-return]
