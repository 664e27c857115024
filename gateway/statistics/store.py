"""SQL of statistics: each count reads an index."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.database.protocol import Database
from gateway.database.statement import Statement
from gateway.features.model import Feature
from gateway.ids import first_id_at
from gateway.organizations.model import PREFIX
from gateway.statistics.model import EXPIRING_DAYS, FeatureInUse, MonthOfOrganizations, Totals


@dataclass(frozen=True, slots=True)
class Count:
    rows: int


TOTALS = Statement(
    "statistics.TOTALS",
    Totals,
    """
    SELECT (SELECT count(*) FROM organizations WHERE deleted_at IS NULL) AS organizations,
           (SELECT count(*) FROM users) AS users,
           (SELECT count(*)
              FROM connections c
              JOIN organizations o ON o.id = c.organization_id AND o.deleted_at IS NULL
             WHERE c.enabled) AS enabled_connections,
           (SELECT count(*)
              FROM connections c
              JOIN organizations o ON o.id = c.organization_id AND o.deleted_at IS NULL
             WHERE c.enabled
               AND coalesce(c.certificate_expires_at, 'infinity') < now() + $1::integer * interval '1 day'
           ) AS expiring_connections
    """,
)

CREATED_BETWEEN = Statement(
    "statistics.CREATED_BETWEEN",
    Count,
    """
    SELECT (SELECT count(*)
              FROM organizations
             WHERE deleted_at IS NULL AND id >= bounds.lower AND id < bounds.upper) AS rows
      FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS bounds (lower, upper, place)
     ORDER BY bounds.place
    """,
)

FEATURES_IN_USE = Statement(
    "statistics.FEATURES_IN_USE",
    FeatureInUse,
    """
    SELECT feature.name,
           (SELECT count(*)
              FROM feature_settings f
              JOIN organizations o ON o.id = f.organization_id AND o.deleted_at IS NULL
             WHERE f.enabled AND f.id = feature.name) AS organizations
      FROM unnest($1::text[]) WITH ORDINALITY AS feature (name, place)
     ORDER BY feature.place
    """,
)


async def totals(db: Database) -> Totals:
    """How many there are of each."""
    row = await TOTALS.first(db, EXPIRING_DAYS)
    assert row is not None, "counts are always one row"
    return row


async def organizations_by_month(db: Database, months: Sequence[datetime]) -> list[MonthOfOrganizations]:
    """Organizations by the month they were made in.

    `months` are first moments in UTC, in order, that of the next month too. An id carries its time: a month is a range
    of ids.
    """
    bounds = ["", *(first_id_at(PREFIX, month) for month in months)]
    total, *created = [row.rows for row in await CREATED_BETWEEN.all(db, bounds[:-1], bounds[1:])]
    found = []
    for month, count in zip(months, created, strict=False):
        total += count
        found.append(MonthOfOrganizations(month, count, total))
    return found


async def features_in_use(db: Database) -> list[FeatureInUse]:
    """Every feature, in the order of the enumeration, with how many organizations have it on."""
    return await FEATURES_IN_USE.all(db, list(Feature))
