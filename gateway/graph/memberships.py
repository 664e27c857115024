"""Memberships in the graph: the type, its lists, its mutations. Invitations have a file of their own."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from gateway.database.columns import is_row
from gateway.database.listing import Listing
from gateway.described import Described
from gateway.graph.enums import (
    MembershipStatus,
    OrderDirection,
    ProvisioningMethod,
    SettableMembershipStatus,
    described,
)
from gateway.graph.errors import (
    IdempotencyKeyReusedProblem,
    NotFoundProblem,
    Problem,
    VersionConflictProblem,
    expect,
)
from gateway.graph.fields import computed, loaded, paged, plain
from gateway.graph.finding import found
from gateway.graph.inputs import EXPECTED_VERSION, IDEMPOTENCY_KEY, entry, must
from gateway.graph.mutations import mutation
from gateway.graph.node import Node
from gateway.graph.page import Connection
from gateway.graph.roles import RoleUnknownProblem
from gateway.graph.scalars import Metadata
from gateway.graph.weights import SEARCH, up_to
from gateway.memberships import actions, model
from gateway.memberships.filter import membership_filter
from gateway.roles.actions import MAX_PERMISSIONS
from gateway.viewer import Permission

if TYPE_CHECKING:
    from gateway.graph.organizations import Organization
    from gateway.graph.users import User

OrganizationLater = Annotated["Organization", strawberry.lazy("gateway.graph.organizations")]
UserLater = Annotated["User", strawberry.lazy("gateway.graph.users")]


def effective_permissions() -> Any:
    """A field that is what the roles of a membership allow."""
    return loaded(
        "permissions_of_roles",
        key="giving",
        needs=("status", "roles"),
        description="What its roles allow, the gateway's permissions and the application's own, in alphabetical order; "
        "nothing unless it is active.",
        weight=up_to(MAX_PERMISSIONS),
    )


@strawberry.type(description="An invitation that waits for its user.")
class Invitation:
    read_permission = Permission.MEMBERSHIPS_READ
    row = model.Membership

    email = computed(
        lambda row, now: row.invited_email,
        needs=("invited_email",),
        type=str | None,
        description="The address it is for.",
    )
    expires_at = computed(
        lambda row, now: row.invitation_expires_at,
        needs=("invitation_expires_at",),
        type=datetime | None,
        description="Until when it can be accepted: 15 days after it was last sent.",
    )
    times_sent = computed(
        lambda row, now: row.invitations_sent,
        needs=("invitations_sent",),
        type=int,
        description="How often it was sent, the first time included.",
    )
    token = computed(
        lambda row, now: row.invitation_token,
        needs=("invitation_token",),
        type=str | None,
        description="What accepts it, once: only in the answer to its sending to a caller of the whole environment; "
        "null everywhere else. A member could accept in another's name.",
    )


@strawberry.federation.type(keys=["id"], description="A user in an organization.")
class Membership(Node):
    read_permission = Permission.MEMBERSHIPS_READ
    row = model.Membership

    id: strawberry.ID = plain("Begins with `mem_`.")
    status: MembershipStatus = plain("How it stands now.")
    roles: list[str] = plain("Names of the roles the user has in the organization; at least one.")
    metadata: Metadata = plain("What the application keeps with it: up to 50 pairs of strings.")
    provisioning_method: ProvisioningMethod = plain("How it came to be.")
    joined_at: datetime | None = plain("When the user became a member; null while invited.")
    version: int = plain("Raised by every change; pass it as expectedVersion.")
    created_at: datetime = plain("When it was made.")
    updated_at: datetime = plain("When it was last changed.")
    invitation = computed(
        lambda row, now: row if row.is_invitation else None,
        needs=("status", "invited_email", "invitation_expires_at", "invitations_sent", "invitation_token"),
        type=Invitation | None,
        description="The invitation, while it is pending or expired; null once it is accepted, or where none was.",
    )
    effective_permissions: list[str] = effective_permissions()
    organization: OrganizationLater | None = loaded(
        "organization", key="organization_id", description="The organization; null when it was deleted just now."
    )
    user: UserLater | None = loaded(
        "user",
        key="user_id",
        description="The user; null while an address is invited, and when it was deleted just now.",
    )

    @classmethod
    def is_type_of(cls, source: object, info: object) -> bool:
        return is_row(source, model.Membership)


@strawberry.input(description="Which memberships; all conditions hold together.")
class MembershipFilter:
    status: MembershipStatus | None = entry("Its status.")
    role: str | None = entry("It has the role of this name.")
    search: str | None = entry(
        "Part of the user's e-mail address or name, or of the address that was invited, in any case; at least 3 "
        "characters.",
        directives=[SEARCH],
    )


class MembershipOrderField(Described):
    """What memberships are ordered by."""

    CREATED_AT = "CREATED_AT", "The time they were made."


described(MembershipOrderField)


@strawberry.input(description="In which order memberships come.")
class MembershipOrder:
    field: MembershipOrderField = must("What they are ordered by.")
    direction: OrderDirection = strawberry.field(description="Which way.", default=OrderDirection.ASC)


def memberships_of(listing: Listing[model.Membership], description: str) -> Any:
    """A field that is one page of the memberships of an organization or of a user."""

    def choose(given: dict[str, Any]) -> Any:
        return listing, membership_filter(given)

    return paged(
        choose,
        of=Connection[Membership],
        key="id",
        filter=MembershipFilter,
        order=MembershipOrder,
        description=description,
        reads=Permission.MEMBERSHIPS_READ,
    )


@strawberry.type
class MembershipQuery:
    membership: Membership | None = found(
        "Membership",
        of=Membership,
        description="One membership; null when there is none, or its organization is deleted.",
    )


@strawberry.type(description="The user is a member of the organization already, or invited to it.")
class AlreadyMemberProblem(Problem):
    pass


@strawberry.type(description="An organization keeps at least one active admin.")
class LastAdminProblem(Problem):
    organization_ids: list[strawberry.ID] = strawberry.field(description="The organizations this is about.")

    @classmethod
    def of(cls, refusal: Any) -> "LastAdminProblem":
        return cls(message=str(refusal), code=refusal.code, organization_ids=list(refusal.organization_ids))


EXPECTED = [
    expect(model.AlreadyMember, AlreadyMemberProblem),
    expect(model.LastAdmin, LastAdminProblem),
]
ROLES = "Names of its roles, at least one."
GIVEN_ROLES = ROLES + " Left out: `member`."
METADATA = "What the application keeps with it: up to 50 pairs; keys of 1 to 40, values of up to 500 characters."


@strawberry.input(description="A new membership.")
class CreateMembershipInput:
    organization_id: strawberry.ID = must("Which organization.")
    user_id: strawberry.ID = must("Which user.")
    roles: list[str] | None = entry(GIVEN_ROLES)
    metadata: Metadata | None = entry(METADATA)
    idempotency_key: str | None = entry(IDEMPOTENCY_KEY)


@strawberry.input(description="Changes of a membership; what is left out stays as it is.")
class UpdateMembershipInput:
    id: strawberry.ID = must("Which membership.")
    roles: list[str] | None = entry("Replaces all of them. " + ROLES + " Not null.")
    status: SettableMembershipStatus | None = entry("Switches it on or off. Not null, and not of an invitation.")
    metadata: Metadata | None = entry("Replaces the whole metadata. " + METADATA)
    expected_version: int | None = entry(EXPECTED_VERSION)


@strawberry.input(description="A membership to delete.")
class DeleteMembershipInput:
    id: strawberry.ID = must("Which membership.")
    expected_version: int | None = entry(EXPECTED_VERSION)


@strawberry.type
class MembershipMutation:
    create_membership = mutation(
        actions.create_membership,
        CreateMembershipInput,
        Membership,
        NotFoundProblem,
        AlreadyMemberProblem,
        RoleUnknownProblem,
        IdempotencyKeyReusedProblem,
        description="Makes a user a member of an organization; an invitation of its address there is revoked.",
    )
    update_membership = mutation(
        actions.update_membership,
        UpdateMembershipInput,
        Membership,
        NotFoundProblem,
        VersionConflictProblem,
        RoleUnknownProblem,
        LastAdminProblem,
        description="Changes a membership. The last active admin of an organization stays one.",
    )
    delete_membership = mutation(
        actions.delete_membership,
        DeleteMembershipInput,
        Membership,
        NotFoundProblem,
        VersionConflictProblem,
        LastAdminProblem,
        description="Removes a membership for good; answers with it as it was. The user stays.",
    )
