"""Reading the figures of the environment."""

from dataclasses import asdict
from datetime import UTC, datetime

from gateway.database.protocol import Database
from gateway.errors import Fault, Invalid
from gateway.statistics import store
from gateway.statistics.model import MAX_MONTHS, Statistics
from gateway.viewer import Viewer


async def statistics(db: Database, viewer: Viewer, months: int, now: datetime) -> Statistics:
    """The figures now, and those of so many months, this one included. Raises Forbidden, Invalid."""
    viewer.must_be_environment_wide()
    if not 1 <= months <= MAX_MONTHS:
        raise Invalid(Fault("months", "OUT_OF_RANGE", f"must be 1 to {MAX_MONTHS}", MAX_MONTHS))
    by_month = await store.organizations_by_month(db, first_moments(now, months))
    return Statistics(
        **asdict(await store.totals(db)),
        organizations=by_month[-1].total,
        organizations_by_month=by_month,
        features=await store.features_in_use(db),
    )


def first_moments(now: datetime, months: int) -> list[datetime]:
    """The first moments of the last `months` months in UTC, oldest first."""
    this = now.astimezone(UTC).year * 12 + now.astimezone(UTC).month - 1
    return [datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC) for month in range(this - months + 1, this + 1)]
