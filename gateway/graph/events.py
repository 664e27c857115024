"""Events in the graph: the log of what happened."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from gateway.database.columns import is_row
from gateway.events import model
from gateway.events.filter import event_filter
from gateway.events.store import EVENTS, EVENTS_OF_ORGANIZATIONS
from gateway.graph.enums import CallerKind
from gateway.graph.fields import loaded, paged, plain
from gateway.graph.inputs import entry
from gateway.graph.page import Connection
from gateway.graph.scalars import JsonObject
from gateway.viewer import Permission

if TYPE_CHECKING:
    from gateway.graph.organizations import Organization

OrganizationLater = Annotated["Organization", strawberry.lazy("gateway.graph.organizations")]


@strawberry.type(description="Something that happened; events are never changed.")
class Event:
    read_permission = Permission.EVENTS_READ
    row = model.Event

    id: strawberry.ID = plain("Begins with `evt_`.")
    sequence: int | None = plain(
        "Its number among the organization's events, without gaps; null for an event of the environment."
    )
    type: str = plain("What happened, such as `organization.created`.")
    actor_type: CallerKind = plain("What sort of caller did it.")
    actor_id: str | None = plain("Who did it: the id of an API key, of a user or of a portal session.")
    subject_id: strawberry.ID = plain("What it happened to.")
    organization: OrganizationLater | None = loaded(
        "organization", key="organization_id", description="The organization it happened in; null for the environment."
    )
    before: JsonObject | None = plain("What was changed, as it was.")
    after: JsonObject | None = plain("What was changed, as it is.")
    created_at: datetime = plain("When it happened.")

    @classmethod
    def is_type_of(cls, source: object, info: object) -> bool:
        return is_row(source, model.Event)


@strawberry.input(description="Which events.")
class EventFilter:
    types: list[str] | None = entry("One of these types; up to 100.")


def events_list(given: dict[str, Any]) -> Any:
    return EVENTS, event_filter(given)


def events_of_organization(given: dict[str, Any]) -> Any:
    return EVENTS_OF_ORGANIZATIONS, event_filter(given)


@strawberry.type
class EventQuery:
    events: Connection[Event] = paged(
        events_list,
        of=Connection[Event],
        filter=EventFilter,
        description="Events of the whole environment, in the order they were committed; one appears once every "
        "transaction that began before it has ended.",
        reads=Permission.EVENTS_READ,
    )
