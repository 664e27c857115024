"""Invitations in the graph: sending, resending, revoking and accepting one."""

import strawberry

from gateway.graph.errors import (
    IdempotencyKeyReusedProblem,
    NotFoundProblem,
    Problem,
    VersionConflictProblem,
    expect,
)
from gateway.graph.inputs import EXPECTED_VERSION, IDEMPOTENCY_KEY, entry, must
from gateway.graph.memberships import GIVEN_ROLES, METADATA, AlreadyMemberProblem, Membership
from gateway.graph.mutations import mutation
from gateway.graph.roles import RoleUnknownProblem
from gateway.graph.scalars import Metadata
from gateway.memberships import invitations, model


@strawberry.type(description="The membership is no invitation: it was accepted, or never was one.")
class InvitationNotPendingProblem(Problem):
    pass


@strawberry.type(description="The invitation was not accepted in time; it can be resent.")
class InvitationExpiredProblem(Problem):
    pass


EXPECTED = [
    expect(model.InvitationNotPending, InvitationNotPendingProblem),
    expect(model.InvitationExpired, InvitationExpiredProblem),
]


@strawberry.input(description="Somebody to invite to an organization.")
class InviteUserInput:
    organization_id: strawberry.ID = must("Which organization.")
    email: str = must("The address to invite.")
    roles: list[str] | None = entry(GIVEN_ROLES)
    metadata: Metadata | None = entry(METADATA)
    idempotency_key: str | None = entry(IDEMPOTENCY_KEY + " The token is not shown again.")


@strawberry.input(description="An invitation to send again.")
class ResendInvitationInput:
    id: strawberry.ID = must("Which membership.")
    expected_version: int | None = entry(EXPECTED_VERSION)


@strawberry.input(description="An invitation to revoke.")
class RevokeInvitationInput:
    id: strawberry.ID = must("Which membership.")
    expected_version: int | None = entry(EXPECTED_VERSION)


@strawberry.input(description="An invitation to accept.")
class AcceptInvitationInput:
    token: str = must("The invitation's token.")


@strawberry.type
class InvitationMutation:
    invite_user = mutation(
        invitations.invite_user,
        InviteUserInput,
        Membership,
        NotFoundProblem,
        AlreadyMemberProblem,
        RoleUnknownProblem,
        IdempotencyKeyReusedProblem,
        description="Invites an address to an organization, for 15 days. `invitation { token }` of the answer accepts "
        "it; the application's server sends it, and takes one by resendInvitation where a member has invited. One to "
        "the same address that has expired is revoked.",
    )
    resend_invitation = mutation(
        invitations.resend_invitation,
        ResendInvitationInput,
        Membership,
        NotFoundProblem,
        VersionConflictProblem,
        InvitationNotPendingProblem,
        description="Renews an invitation for 15 days with a new token; the old one is dead.",
    )
    revoke_invitation = mutation(
        invitations.revoke_invitation,
        RevokeInvitationInput,
        Membership,
        NotFoundProblem,
        VersionConflictProblem,
        InvitationNotPendingProblem,
        description="Removes an invitation for good; answers with it as it was.",
    )
    accept_invitation = mutation(
        invitations.accept_invitation,
        AcceptInvitationInput,
        Membership,
        NotFoundProblem,
        InvitationNotPendingProblem,
        InvitationExpiredProblem,
        AlreadyMemberProblem,
        description="Makes the user with the invited address a member; the user is made where there is none. A token "
        "works once. For the application's server, which has seen to it that the address is the user's.",
    )
