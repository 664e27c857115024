"""The schema: every room's queries and mutations, in one place."""

import strawberry
from strawberry.schema.config import StrawberryConfig

from gateway.graph import (
    api_keys,
    budgets,
    connection_previews,
    connections,
    errors,
    event_subscriptions,
    events,
    features,
    invitations,
    memberships,
    node,
    organization_mutations,
    organizations,
    portal_links,
    roles,
    sign_up,
    statistics,
    users,
    viewer,
)
from gateway.graph.declared import tell_engine
from gateway.graph.federation import FederationQuery, SubgraphSchema
from gateway.graph.scalars import SCALARS


@strawberry.type(description="What can be read.")
class Query(
    FederationQuery,
    node.NodeQuery,
    viewer.ViewerQuery,
    organizations.OrganizationQuery,
    users.UserQuery,
    memberships.MembershipQuery,
    connections.ConnectionQuery,
    connection_previews.ConnectionPreviewQuery,
    roles.RoleQuery,
    portal_links.PortalLinkQuery,
    events.EventQuery,
    api_keys.ApiKeyQuery,
    budgets.RateLimitQuery,
    statistics.StatisticsQuery,
):
    pass


@strawberry.type(
    description="What can be changed. Each answers with the thing itself or with the problem that stood in the way."
)
class Mutation(
    organization_mutations.OrganizationMutation,
    features.FeatureMutation,
    sign_up.SignUpMutation,
    users.UserMutation,
    memberships.MembershipMutation,
    invitations.InvitationMutation,
    connections.ConnectionMutation,
    portal_links.PortalLinkMutation,
    roles.RoleMutation,
    api_keys.ApiKeyMutation,
):
    pass


schema = SubgraphSchema(
    query=Query,
    mutation=Mutation,
    subscription=event_subscriptions.Subscription,
    types=[connections.SamlIdentityProvider, connections.OidcIdentityProvider],
    config=StrawberryConfig(scalar_map=SCALARS),
    federation_version="2.9",
    exception_handlers=[
        *errors.EXPECTED,
        *organization_mutations.EXPECTED,
        *features.EXPECTED,
        *users.EXPECTED,
        *memberships.EXPECTED,
        *invitations.EXPECTED,
        *connections.EXPECTED,
        *portal_links.EXPECTED,
        *roles.EXPECTED,
    ],
)
tell_engine(schema)
