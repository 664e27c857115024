"""Organizations in the graph: the type, its queries, its mutations."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from gateway.database.columns import is_row
from gateway.described import Described
from gateway.graph.connection_inputs import ConnectionFilter, ConnectionOrder
from gateway.graph.connections import IdentityProvider, connections_of_organization
from gateway.graph.context import Info
from gateway.graph.enums import Feature, OrderDirection, described
from gateway.graph.events import Event, EventFilter, events_of_organization
from gateway.graph.features import FeatureSetting
from gateway.graph.fields import READS, loaded, paged, plain
from gateway.graph.finding import found
from gateway.graph.inputs import entry, must
from gateway.graph.memberships import memberships_of
from gateway.graph.node import Node
from gateway.graph.page import Connection
from gateway.graph.portal_links import PortalLink
from gateway.graph.scalars import Metadata
from gateway.graph.weights import SEARCH, up_to
from gateway.memberships.store import OF_ORGANIZATIONS
from gateway.organizations import model
from gateway.organizations.filter import organization_filter
from gateway.organizations.store import ORGANIZATIONS, ORGANIZATIONS_WITH_DELETED
from gateway.portal_links.store import LINKS_OF_ORGANIZATIONS
from gateway.viewer import Permission

PROFILE, FEATURES = Permission.PROFILES_READ, Permission.FEATURES_READ


async def feature_of(
    root: strawberry.Parent[model.Organization],
    info: Info,
    name: Annotated[Feature, strawberry.argument(description="Which one.")],
) -> Any:
    settings = await info.context.loaders.features_of_organization.load(root.id)
    return next((setting for setting in settings if setting.name == name), None)


@strawberry.federation.type(
    keys=["id", "externalId", "slug"],
    description="A tenant: a customer of the application, with its people and features.",
)
class Organization(Node):
    read_permission = Permission.ORGANIZATIONS_READ
    row = model.Organization

    id: strawberry.ID = plain("Begins with `org_`.", reads=PROFILE)
    display_name: str = plain("Its name, for people.", reads=PROFILE)
    external_id: str | None = plain("Its id in the application's own database; unique.")
    slug: str | None = plain("Its short name in URLs: lower-case DNS labels; unique.")
    logo_url: str | None = plain("Where its logo is, an https URL.", reads=PROFILE)
    metadata: Metadata = plain("What the application keeps with it: up to 50 pairs of strings.")
    version: int = plain("Raised by every change; pass it as expectedVersion.")
    created_at: datetime = plain("When it was made.")
    updated_at: datetime = plain("When it was last changed.")
    deleted_at: datetime | None = plain("When it was deleted; it can be restored for 30 days. Null while it is not.")
    features: list[FeatureSetting] = loaded(
        "features_of_organization",
        key="id",
        description="Every enterprise feature, on or off; to a portal session, those of its link that are on.",
        reads=FEATURES,
        weight=up_to(len(Feature)),
    )

    memberships = memberships_of(OF_ORGANIZATIONS, "Its memberships, invitations included.")
    portal_links: Connection[PortalLink] = paged(
        LINKS_OF_ORGANIZATIONS,
        of=Connection[PortalLink],
        key="id",
        description="Its portal links, whatever their status.",
        reads=Permission.PORTAL_LINKS_READ,
    )
    connections: Connection[IdentityProvider] = paged(
        connections_of_organization,
        of=Connection[IdentityProvider],
        key="id",
        filter=ConnectionFilter,
        order=ConnectionOrder,
        description="Its SSO connections.",
        reads=Permission.CONNECTIONS_READ,
    )
    events: Connection[Event] = paged(
        events_of_organization,
        of=Connection[Event],
        key="id",
        filter=EventFilter,
        description="What happened in it, oldest first.",
        reads=Permission.EVENTS_READ,
    )

    feature: FeatureSetting | None = strawberry.field(
        resolver=feature_of,
        graphql_type=FeatureSetting | None,
        description="One enterprise feature; null where `features` has none of this name.",
        metadata={READS: FEATURES},
    )

    @classmethod
    def is_type_of(cls, source: object, info: object) -> bool:
        return is_row(source, model.Organization)


@strawberry.input(one_of=True, description="How an organization is found: by exactly one of these.")
class OrganizationBy:
    id: strawberry.ID | None = entry("Its id.")
    external_id: str | None = entry("Its id in the application's own database.")
    slug: str | None = entry("Its slug.")


@strawberry.input(description="A feature and whether it is on.")
class FeatureState:
    name: Feature = must("The feature.")
    enabled: bool = must("Whether it is on.")


@strawberry.input(description="Which organizations; all conditions hold together.")
class OrganizationFilter:
    search: str | None = entry("Part of the display name, in any case; at least 3 characters.", directives=[SEARCH])
    ids: list[strawberry.ID] | None = entry("One of these ids; up to 100.")
    external_ids: list[str] | None = entry("One of these external ids; up to 100.")
    feature: FeatureState | None = entry("The feature is on, or off.")
    metadata: Metadata | None = entry("The metadata has all of these pairs.")
    created_from: datetime | None = entry("Made at this time or later.")
    created_before: datetime | None = entry("Made before this time.")
    updated_from: datetime | None = entry("Last changed at this time or later.")
    updated_before: datetime | None = entry("Last changed before this time.")
    include_deleted: bool | None = entry("Whether deleted organizations are listed too.")


class OrganizationOrderField(Described):
    """What organizations are ordered by."""

    CREATED_AT = "CREATED_AT", "The time they were made."
    UPDATED_AT = "UPDATED_AT", "The time they were last changed."
    DISPLAY_NAME = "DISPLAY_NAME", "The display name, in lower case."


described(OrganizationOrderField)


@strawberry.input(description="In which order organizations come.")
class OrganizationOrder:
    field: OrganizationOrderField = must("What they are ordered by.")
    direction: OrderDirection = strawberry.field(description="Which way.", default=OrderDirection.ASC)


def organizations_list(given: dict[str, Any]) -> Any:
    listing = ORGANIZATIONS_WITH_DELETED if given.get("include_deleted") else ORGANIZATIONS
    return listing, organization_filter(given)


@strawberry.type
class OrganizationQuery:
    organization: Organization | None = found(
        "Organization",
        of=Organization,
        by=OrganizationBy,
        description="One organization; null when there is none, or it is deleted.",
    )
    organizations: Connection[Organization] = paged(
        organizations_list,
        of=Connection[Organization],
        filter=OrganizationFilter,
        order=OrganizationOrder,
        description="Organizations.",
        reads=Permission.ORGANIZATIONS_READ,
    )
