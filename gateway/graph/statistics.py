"""The figures of the environment in the graph."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from gateway.database.columns import is_row
from gateway.graph.context import Info
from gateway.graph.enums import Feature
from gateway.graph.fields import READS, computed, plain
from gateway.graph.weights import COUNT_ALL, up_to
from gateway.statistics import model
from gateway.statistics.actions import statistics
from gateway.viewer import Permission


@strawberry.type(description="Organizations by the month they were made in; deleted ones do not count.")
class MonthOfOrganizations:
    row = model.MonthOfOrganizations

    month: datetime = plain("Its first moment, in UTC.")
    created: int = plain("How many were made in it.")
    total: int = plain("How many were made in it or before.")


@strawberry.type(description="How much a feature is used.")
class FeatureInUse:
    row = model.FeatureInUse

    name: Feature = plain("Which feature.")
    organizations: int = plain("How many organizations have it on.")


@strawberry.type(description="The figures an operator looks at; nothing of deleted organizations counts.")
class Statistics:
    read_permission = Permission.ORGANIZATIONS_READ
    row = model.Statistics

    organizations: int = plain("How many organizations there are.")
    users: int = plain("How many users there are.", reads=Permission.USERS_READ)
    enabled_connections: int = plain("How many SSO connections are enabled.", reads=Permission.CONNECTIONS_READ)
    expiring_connections: int = plain(
        f"How many of these have a certificate that has expired or expires within {model.EXPIRING_DAYS} days.",
        reads=Permission.CONNECTIONS_READ,
    )
    organizations_by_month = computed(
        lambda row, now: row.organizations_by_month,
        needs=("organizations_by_month",),
        type=list[MonthOfOrganizations],
        description="Organizations by the month they were made in, oldest first.",
        weight=up_to(12),
    )
    features = computed(
        lambda row, now: row.features,
        needs=("features",),
        type=list[FeatureInUse],
        description="Every feature, with how many have it on.",
        weight=up_to(len(Feature)),
    )

    @classmethod
    def is_type_of(cls, source: object, info: object) -> bool:
        return is_row(source, model.Statistics)


@strawberry.type
class StatisticsQuery:
    @strawberry.field(
        graphql_type=Statistics,
        description="The figures of the whole environment, counted now.",
        metadata={READS: Permission.ORGANIZATIONS_READ},
        directives=[COUNT_ALL],
    )
    async def statistics(
        self,
        info: Info,
        months: Annotated[
            int, strawberry.argument(description=f"Of how many months, this one included; 1 to {model.MAX_MONTHS}.")
        ] = 12,
    ) -> Any:
        return await statistics(info.context.session, info.context.viewer, months, info.context.now)
