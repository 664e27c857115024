"""Who is calling."""

from typing import Annotated, Any

import strawberry

from gateway.graph.api_keys import ApiKey
from gateway.graph.context import Info
from gateway.graph.fields import GRANTS
from gateway.graph.portal_links import PortalSession
from gateway.portal_links.store import portal_session
from gateway.viewer import CallerKind, Permission

Viewer = Annotated[ApiKey | PortalSession, strawberry.union("Viewer", description="Who may be calling.")]


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
        if caller.kind is CallerKind.PORTAL_SESSION and caller.organization_id:
            return await portal_session(info.context.reader, caller.organization_id, caller.id)
        return None
