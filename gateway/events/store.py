"""SQL of events: rows are only ever added.

Cursors are made of what is fixed at commit: an organization's `sequence`, or the writing transaction in the stream of
all events, which shows only transactions older than any still running. An id is made before its commit: a reader that
resumed by id would miss the event that commits late.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from gateway.database.columns import Columns
from gateway.database.listing import Listing, Order
from gateway.database.protocol import Database
from gateway.database.statement import Lookup, Statement
from gateway.events.model import Event, Head
from gateway.ids import made_at, new_id
from gateway.viewer import Viewer

EVENT_OF_CHANGED = """
    counter AS (
        INSERT INTO event_sequences AS counted (organization_id, last)
        SELECT $1, 1 FROM changed
        ON CONFLICT (organization_id) DO UPDATE SET last = counted.last + 1
        RETURNING last
    ), event AS (
        INSERT INTO events
               (organization_id, id, sequence, type, actor_type, actor_id, subject_id, before, after, created_at)
        SELECT $1, $2, counter.last, $3, $4, $5, $6, $7, $8, $9
          FROM counter
    )"""
"""An organization's event, numbered, in a statement that has made its change as `changed`; none where that is empty."""

APPEND = Statement("events.APPEND", Event, f"WITH changed AS (SELECT), {EVENT_OF_CHANGED} SELECT")

APPEND_TO_ENVIRONMENT = Statement(
    "events.APPEND_TO_ENVIRONMENT",
    Event,
    """
    INSERT INTO events
           (organization_id, id, type, actor_type, actor_id, subject_id, before, after, created_at)
    VALUES ('', $1, $2, $3, $4, $5, $6, $7, $8)
    """,
)

COLUMNS = Columns(
    Event, "e.id", "nullif(e.organization_id, '') AS organization_id", "e.sequence", "e.type", "e.actor_type",
    "e.actor_id", "e.subject_id", "e.before", "e.after", "e.created_at",
)  # fmt: skip

BY_IDS = Lookup(
    "events.BY_IDS",
    COLUMNS,
    "unnest($1::text[], $2::text[]) AS wanted (organization_id, id) "
    "JOIN events e ON e.organization_id = wanted.organization_id AND e.id = wanted.id",
)

FILTERS = {
    "type": "e.type = {}::text",  # apart from `types`, for one type has an index in the order of the list
    "types": "e.type = ANY ({}::text[])",
}

EVENTS: Listing[Event] = Listing(
    "events.EVENTS",
    COLUMNS,
    "events e",
    "e.id",
    {"CREATED_AT": Order("e.transaction_id", "xid8")},
    where="e.transaction_id < place_in_stream(pg_snapshot_xmin(pg_current_snapshot()))",
    filters=FILTERS,
)

EVENTS_OF_ORGANIZATIONS = replace(
    EVENTS,
    name="events.OF_ORGANIZATIONS",
    source="events e JOIN organizations o ON o.id = e.organization_id",
    orders={"CREATED_AT": Order("e.sequence", "bigint")},
    where="o.deleted_at IS NULL AND e.sequence IS NOT NULL",
    parent="e.organization_id",
)

HEADS = Statement(
    "events.HEADS",
    Head,
    """
    SELECT o.id AS organization_id, coalesce(s.last, 0)::text AS key, '~' AS id
      FROM organizations o
      LEFT JOIN event_sequences s ON s.organization_id = o.id
     WHERE o.id = ANY ($1::text[]) AND o.deleted_at IS NULL
     UNION ALL
    SELECT '', newest.key, newest.id
      FROM (SELECT e.transaction_id::text AS key, e.id
              FROM events e
             WHERE $2 AND e.transaction_id < place_in_stream(pg_snapshot_xmin(pg_current_snapshot()))
             ORDER BY e.transaction_id DESC, e.id DESC
             LIMIT 1) AS newest
    """,
)
"""A sequence has one event: its head is past every id."""

CHANNEL = "gateway_events"
NOTIFY = Statement("events.NOTIFY", Head, "NOTIFY gateway_events")


async def heads(db: Database, organization_ids: Collection[str], *, environment: bool) -> dict[str, Head]:
    """The heads of the logs of these organizations, by organization, and if asked for of the environment's under "".

    An organization that does not exist or is deleted has none; nor has an environment without events.
    """
    return {head.organization_id: head for head in await HEADS.all(db, list(organization_ids), environment)}


async def record(
    db: Any,
    viewer: Viewer,
    type: str,
    subject_id: str,
    *,
    organization_id: str | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Append one event, in the caller's transaction and as its last step: an organization's counter stays locked."""
    what = arguments(viewer, type, subject_id, before, after)
    if organization_id is None:
        await db.execute(APPEND_TO_ENVIRONMENT.text, *what)
    else:
        await db.execute(APPEND.text, organization_id, *what)


def arguments(
    viewer: Viewer, type: str, subject_id: str, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> tuple[Any, ...]:
    """What a statement that appends an event takes after the organization's id."""
    id = new_id("evt")
    return id, type, viewer.kind.value, viewer.id or None, subject_id, before, after, made_at(id)
