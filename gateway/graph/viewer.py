"""Who is calling."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from gateway.database.columns import is_row
from gateway.graph.api_keys import ApiKey
from gateway.graph.context import Info
from gateway.graph.enums import MembershipStatus
from gateway.graph.fields import GRANTS, computed, loaded, paged, plain
from gateway.graph.memberships import effective_permissions
from gateway.graph.organizations import Organization
from gateway.graph.page import Connection
from gateway.graph.portal_links import PortalSession
from gateway.graph.users import User
from gateway.members import model
from gateway.members.store import OWN
from gateway.portal_links.store import portal_session
from gateway.viewer import CallerKind, Permission


@strawberry.type(description="What everybody in an organization may know of it, and its members elsewhere.")
class OrganizationProfile:
    row = model.OwnMembership

    id = computed(
        lambda row, now: row.organization_id,
        needs=("organization_id",),
        type=strawberry.ID,
        description="The organization's id.",
    )
    display_name: str = plain("Its name, for people.")
    logo_url: str | None = plain("Where its logo is, an https URL.")


@strawberry.type(description="A membership of the caller itself.")
class OwnMembership:
    row = model.OwnMembership

    id: strawberry.ID = plain("Begins with `mem_`.")
    status: MembershipStatus = plain("How it stands now.")
    roles: list[str] = plain("Names of the roles the caller has in the organization.")
    effective_permissions: list[str] = effective_permissions()
    joined_at: datetime | None = plain("When the caller became a member; null while invited.")
    organization = computed(
        lambda row, now: row,
        needs=("organization_id", "display_name", "logo_url"),
        type=OrganizationProfile,
        description="The organization.",
    )


@strawberry.type(
    description="A user who calls, by a token of an issuer the operator trusts. It sees its active organization as its "
    "roles there permit, itself, and of its other organizations the name and the logo."
)
class Member:
    row = model.Member

    user: User | None = loaded(
        "user", key="user_id", description="The user; null when deleted just now.", grants=Permission.IDENTITIES_READ
    )
    organization: Organization | None = loaded(
        "organization",
        key="organization_id",
        description="The active organization: the one its token names, where it is an active member of it.",
        grants=Permission.PROFILES_READ,
    )
    active_membership: OwnMembership | None = loaded(
        "own_membership", key="organization_id", description="Its membership in the active organization."
    )
    all_memberships: Connection[OwnMembership] = paged(
        OWN,
        of=Connection[OwnMembership],
        key="user_id",
        description="Its memberships in all organizations, invitations included: an organization switcher is made of "
        "them.",
    )

    @classmethod
    def is_type_of(cls, source: object, info: object) -> bool:
        return is_row(source, model.Member)


Viewer = Annotated[ApiKey | Member | PortalSession, strawberry.union("Viewer", description="Who may be calling.")]


@strawberry.type
class ViewerQuery:
    @strawberry.field(
        graphql_type=Viewer | None,
        description="Who is calling; null when no credential was sent.",
        metadata={GRANTS: Permission.API_KEYS_READ},
    )
    async def viewer(self, info: Info) -> Any:
        caller = info.context.viewer
        if caller.kind is CallerKind.API_KEY:
            return await info.context.loaders.api_key.load(caller.id)
        if caller.kind is CallerKind.MEMBER:
            return model.Member(caller.user_id, caller.organization_id or None)
        if caller.kind is CallerKind.PORTAL_SESSION and caller.organization_id:
            return await portal_session(info.context.session, caller.organization_id, caller.id)
        return None
