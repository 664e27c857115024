"""Portal links and sessions in the graph."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from gateway.database.columns import is_row
from gateway.graph.enums import Feature, PortalLinkKind, PortalLinkStatus
from gateway.graph.errors import IdempotencyKeyReusedProblem, NotFoundProblem, Problem, expect
from gateway.graph.features import FeatureOffProblem
from gateway.graph.fields import computed, loaded, plain
from gateway.graph.finding import found
from gateway.graph.inputs import IDEMPOTENCY_KEY, entry, must
from gateway.graph.mutations import mutation
from gateway.graph.node import Node
from gateway.portal_links import actions, model
from gateway.viewer import Permission

if TYPE_CHECKING:
    from gateway.graph.organizations import Organization

OrganizationLater = Annotated["Organization", strawberry.lazy("gateway.graph.organizations")]
URL = "Where the administrator goes: only in the answer to its making, null everywhere else."


@strawberry.type(description="Lets an IT administrator set up chosen features of one organization.")
class PortalLink(Node):
    read_permission = Permission.PORTAL_LINKS_READ
    row = model.PortalLink

    id: strawberry.ID = plain("Begins with `lnk_`.")
    organization: OrganizationLater | None = loaded(
        "organization", key="organization_id", description="The organization it is for; null when deleted just now."
    )
    kind: PortalLinkKind = plain("How it is handed on.")
    features: list[Feature] = plain("What can be set up with it.")
    embed_origin: str | None = plain("The origin that may embed the portal; null where none was named.")
    url: str | None = plain(URL)
    location: str | None = computed(
        lambda link, now: link.url, needs=("url",), type=str | None, description="The same as url."
    )
    status: PortalLinkStatus = computed(
        model.PortalLink.status,
        needs=("revoked_at", "kind", "use_count", "expires_at"),
        type=PortalLinkStatus,
        description="Whether it still opens.",
    )
    use_count: int = plain("How often it was opened.")
    created_by: strawberry.ID = plain("The id of the API key or of the user that made it.")
    created_at: datetime = plain("When it was made.")
    expires_at: datetime = plain("When it stops opening.")
    first_used_at: datetime | None = plain("When it was first opened.")
    last_used_at: datetime | None = plain("When it was last opened.")
    revoked_at: datetime | None = plain("When it was revoked.")

    @classmethod
    def is_type_of(cls, source: object, info: object) -> bool:
        return is_row(source, model.PortalLink)


@strawberry.type(description="An IT administrator at work, by a portal link; it lasts 6 hours.")
class PortalSession:
    row = model.PortalSession

    id: strawberry.ID = plain("Begins with `pse_`.")
    organization: OrganizationLater | None = loaded(
        "organization",
        key="organization_id",
        description="The only organization it sees; null when deleted just now, or to a session of another one.",
        grants=Permission.PROFILES_READ,
    )
    features: list[Feature] = plain("What it may set up: the features of its link that are on now.")
    embed_origin: str | None = plain("The origin that embeds the portal; null where none was named.")
    token: str | None = plain("Its credential: only in the answer to its opening, null everywhere else.")
    created_at: datetime = plain("When it began.")
    expires_at: datetime = plain("When it ends, if its link is not revoked before.")

    @classmethod
    def is_type_of(cls, source: object, info: object) -> bool:
        return is_row(source, model.PortalSession)


@strawberry.type
class PortalLinkQuery:
    portal_link: PortalLink | None = found(
        "PortalLink", of=PortalLink, description="One portal link; null when there is none."
    )


@strawberry.type(description="The link's time is over.")
class LinkExpiredProblem(Problem):
    pass


@strawberry.type(description="The link was for a single use, and was used.")
class LinkUsedProblem(Problem):
    pass


@strawberry.type(description="The link was revoked, or the member who made it may make none any more.")
class LinkRevokedProblem(Problem):
    pass


EXPECTED = [
    expect(model.LinkExpired, LinkExpiredProblem),
    expect(model.LinkUsed, LinkUsedProblem),
    expect(model.LinkRevoked, LinkRevokedProblem),
]


@strawberry.input(description="A new portal link.")
class GeneratePortalLinkInput:
    organization_id: strawberry.ID = must("For which organization.")
    kind: PortalLinkKind | None = entry("How it is handed on; SHARE if left out.")
    features: list[Feature] | None = entry("What can be set up with it; all features that are on if left out.")
    embed_origin: str | None = entry("For EMBED: the origin of the page with the iframe, one the operator allows.")
    idempotency_key: str | None = entry(IDEMPOTENCY_KEY + " The URL is not shown again.")


@strawberry.input(description="A portal link to revoke.")
class RevokePortalLinkInput:
    id: strawberry.ID = must("Which link.")


@strawberry.input(description="A portal link to open.")
class OpenPortalSessionInput:
    secret: str = must("What follows the # in the link's URL.")


@strawberry.type
class PortalLinkMutation:
    generate_portal_link = mutation(
        actions.generate_portal_link,
        GeneratePortalLinkInput,
        PortalLink,
        NotFoundProblem,
        FeatureOffProblem,
        IdempotencyKeyReusedProblem,
        description="Makes a portal link and shows its URL, this once.",
    )
    revoke_portal_link = mutation(
        actions.revoke_portal_link,
        RevokePortalLinkInput,
        PortalLink,
        NotFoundProblem,
        description="Revokes a portal link; its sessions end within 5 seconds.",
    )
    open_portal_session = mutation(
        actions.open_portal_session,
        OpenPortalSessionInput,
        PortalSession,
        NotFoundProblem,
        LinkExpiredProblem,
        LinkUsedProblem,
        LinkRevokedProblem,
        description="Opens a portal link: a session with a token. Needs no credential.",
    )
