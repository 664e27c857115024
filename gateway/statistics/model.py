"""The few figures an operator looks at."""

from dataclasses import dataclass
from datetime import datetime

EXPIRING_DAYS = 60
MAX_MONTHS = 36


@dataclass(frozen=True, slots=True)
class Totals:
    """Of the whole environment; nothing of deleted organizations counts."""

    users: int
    enabled_connections: int
    expiring_connections: int
    """Enabled ones with a certificate that has expired or expires within EXPIRING_DAYS."""


@dataclass(frozen=True, slots=True)
class MonthOfOrganizations:
    """Organizations that are not deleted, by the month they were made in."""

    month: datetime
    """Its first moment, in UTC."""
    created: int
    total: int
    """Those made in it or before."""


@dataclass(frozen=True, slots=True)
class FeatureInUse:
    name: str
    organizations: int
    """Those that have it on."""


@dataclass(frozen=True, slots=True)
class Statistics(Totals):
    organizations: int
    organizations_by_month: list[MonthOfOrganizations]
    """Each month, oldest first."""
    features: list[FeatureInUse]
    """Every feature, in the order of the enumeration."""
