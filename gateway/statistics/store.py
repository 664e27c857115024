"""SQL of statistics: each count reads an index, once.

What belongs to deleted organizations is counted with the rest, and taken away: there are few of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.database.protocol import Database
from gateway.database.statement import Statement
from gateway.features.model import Feature
from gateway.ids import first_id_at
from gateway.organizations.model import PREFIX
from gateway.statistics.model import EXPIRING_DAYS, FeatureInUse, MonthOfOrganizations, Totals

PAST_EVERY_ID = "~"


@dataclass(frozen=True, slots=True)
class Count:
    rows: int


TOTALS = Statement(
    "statistics.TOTALS",
    Totals,
    """
    SELECT (SELECT count(*) FROM users) AS users,
           kept.enabled - hidden.enabled AS enabled_connections,
           kept.expiring - hidden.expiring AS expiring_connections
      FROM (SELECT now() + $1::integer * interval '1 day' AS until) AS soon
     CROSS JOIN LATERAL (
               SELECT count(*) AS enabled, count(*) FILTER (WHERE c.certificate_expires_at < soon.until) AS expiring
                 FROM connections c
                WHERE c.enabled
           ) AS kept
     CROSS JOIN LATERAL (
               SELECT count(*) AS enabled, count(*) FILTER (WHERE c.certificate_expires_at < soon.until) AS expiring
                 FROM organizations o
                 JOIN connections c ON c.organization_id = o.id AND c.enabled
                WHERE o.deleted_at IS NOT NULL
           ) AS hidden
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
    WITH hidden AS MATERIALIZED (
        SELECT setting.id
          FROM organizations o
         CROSS JOIN LATERAL (
                   SELECT f.id FROM feature_settings f WHERE f.organization_id = o.id AND f.enabled OFFSET 0
               ) AS setting
         WHERE o.deleted_at IS NOT NULL
    )
    SELECT feature.name,
           (SELECT count(*) FROM feature_settings f WHERE f.enabled AND f.id = feature.name)
           - (SELECT count(*) FROM hidden WHERE hidden.id = feature.name) AS organizations
      FROM unnest($1::text[]) WITH ORDINALITY AS feature (name, place)
     ORDER BY feature.place
    """,
)
"""OFFSET 0 has the settings of each deleted organization looked up: joined, all settings would be read once more."""


async def totals(db: Database) -> Totals:
    """How many there are of each."""
    row = await TOTALS.first(db, EXPIRING_DAYS)
    assert row is not None, "counts are always one row"
    return row


async def organizations_by_month(db: Database, months: Sequence[datetime]) -> list[MonthOfOrganizations]:
    """Organizations by the month they were made in; the last total is that of all.

    `months` are first moments in UTC, in order. An id carries its time: a month is a range of ids.
    """
    bounds = ["", *(first_id_at(PREFIX, month) for month in months), PAST_EVERY_ID]
    total, *created = [row.rows for row in await CREATED_BETWEEN.all(db, bounds[:-1], bounds[1:])]
    found = []
    for month, count in zip(months, created, strict=True):
        total += count
        found.append(MonthOfOrganizations(month, count, total))
    return found


async def features_in_use(db: Database) -> list[FeatureInUse]:
    """Every feature, in the order of the enumeration, with how many organizations have it on."""
    return await FEATURES_IN_USE.all(db, list(Feature))
