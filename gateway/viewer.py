"""Who is calling: the only thing the rest of the gateway knows about authentication."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gateway.described import Described
from gateway.errors import Forbidden, NotFound, Unauthenticated


class Permission(Described):
    """What a caller may be allowed to do; the scopes of an API key are permissions."""

    ORGANIZATIONS_READ = "organizations:read", "Read organizations whole."
    ORGANIZATIONS_WRITE = (
        "organizations:write",
        "Create, change, delete and restore organizations, and switch features.",
    )
    PROFILES_READ = "profiles:read", "Read an organization's id, name and logo; organizations:read includes it."
    FEATURES_READ = "features:read", "Read which features an organization has on; organizations:read includes it."
    USERS_READ = "users:read", "Read users whole."
    IDENTITIES_READ = "identities:read", "Read a user's id, e-mail address and names; users:read includes it."
    USERS_WRITE = "users:write", "Create, change and delete users."
    MEMBERSHIPS_READ = "memberships:read", "Read memberships."
    MEMBERSHIPS_WRITE = "memberships:write", "Add, invite, change and remove members."
    CONNECTIONS_READ = "connections:read", "Read SSO connections."
    CONNECTIONS_WRITE = "connections:write", "Create, change, switch and delete SSO connections."
    PORTAL_LINKS_READ = "portal_links:read", "Read portal links."
    PORTAL_LINKS_WRITE = "portal_links:write", "Make and revoke portal links."
    EVENTS_READ = "events:read", "Read events."
    ROLES_READ = "roles:read", "Read roles."
    ROLES_WRITE = "roles:write", "Create, change and delete roles."
    API_KEYS_READ = "api_keys:read", "Read API keys (never their secrets)."
    API_KEYS_WRITE = "api_keys:write", "Create and revoke API keys."
    FEDERATION_SDL = "federation:sdl", "Read the schema as routers do, where it is kept for them."
    ANY_DOCUMENT = "graphql:any-document", "Run any document, where others run only those that are registered."


IMPLIED = {
    Permission.ORGANIZATIONS_READ: frozenset({Permission.PROFILES_READ, Permission.FEATURES_READ}),
    Permission.USERS_READ: frozenset({Permission.IDENTITIES_READ}),
}
ALL_PERMISSIONS = frozenset(Permission)


class CallerKind(Described):
    """What sort of credential a caller showed."""

    API_KEY = "API_KEY", "A server, by an API key."
    MEMBER = "MEMBER", "A user, by a token of an issuer the operator trusts."
    PORTAL_SESSION = "PORTAL_SESSION", "An IT administrator, by a portal session."
    ANONYMOUS = "ANONYMOUS", "Nobody: no credential was sent."
    SYSTEM = "SYSTEM", "The gateway's own command line."


@dataclass(frozen=True, slots=True)
class Confinement:
    """The bounds a confined caller's statements run in."""

    organization_id: str
    """Empty when there is none to see."""
    caller: str
    user_id: str = ""
    """The caller, where it is a user."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """A caller: environment-wide, or confined to one organization."""

    kind: CallerKind
    id: str
    permissions: frozenset[str]
    organization_id: str | None = None
    """The organization the viewer is confined to, empty when it sees none; None when environment-wide."""
    features: tuple[str, ...] | None = None
    """The features a portal session may set up, the only ones it sees; None when the viewer sees all."""
    expires_at: datetime | None = None

    @property
    def confined(self) -> bool:
        """Whether the viewer sees no more than one organization."""
        return self.organization_id is not None

    @property
    def confinement(self) -> Confinement | None:
        return None if self.organization_id is None else Confinement(self.organization_id, self.id, self.user_id)

    @property
    def user_id(self) -> str:
        """The user the viewer is; empty when it is none."""
        return self.id if self.kind is CallerKind.MEMBER else ""

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    def must(self, *permissions: str) -> None:
        """Raise Unauthenticated when nobody is calling, Forbidden unless the viewer holds all `permissions`."""
        missing = [permission for permission in permissions if not self.may(permission)]
        if missing and self.kind is CallerKind.ANONYMOUS:
            raise Unauthenticated("this needs a credential: send Authorization: Bearer <API key or token>")
        if missing:
            raise Forbidden(f"this needs the permission {', '.join(missing)}")

    @property
    def reach(self) -> str | None:
        """The one organization that the first wall lets the viewer reach; None when it is all of them."""
        return self.organization_id

    def reaches(self, organization_id: str) -> bool:
        """Whether the viewer may reach the organization."""
        return self.reach in (None, organization_id)

    def must_reach(self, organization_id: str) -> None:
        """Raise NotFound when the viewer is confined to another organization."""
        if not self.reaches(organization_id):
            raise NotFound(f"there is no organization {organization_id}")

    def must_be_environment_wide(self) -> None:
        """Raise Forbidden when the viewer is confined to one organization."""
        if self.reach is not None:
            raise Forbidden("this needs a caller of the whole environment, such as an API key")


def permissions_of(scopes: Sequence[str]) -> frozenset[str]:
    """The scopes that are permissions, with those they imply."""
    held = {Permission(scope) for scope in scopes if scope in ALL_PERMISSIONS}
    return frozenset(held.union(*(IMPLIED.get(permission, ()) for permission in held)))


MEMBERS_MAY = frozenset(
    {
        Permission.ORGANIZATIONS_READ,
        Permission.ORGANIZATIONS_WRITE,
        Permission.PROFILES_READ,
        Permission.FEATURES_READ,
        Permission.IDENTITIES_READ,
        Permission.MEMBERSHIPS_READ,
        Permission.MEMBERSHIPS_WRITE,
        Permission.CONNECTIONS_READ,
        Permission.CONNECTIONS_WRITE,
        Permission.PORTAL_LINKS_READ,
        Permission.PORTAL_LINKS_WRITE,
        Permission.EVENTS_READ,
        Permission.ROLES_READ,
    }
)
"""What a role can allow a member; the rest takes a caller of the whole environment."""


def permissions_of_member(names: Sequence[str]) -> frozenset[str]:
    """What a member may do whose roles allow `names`.

    Every member sees the profile of its organization, and who sees memberships sees whose they are.
    """
    held = permissions_of(names) & MEMBERS_MAY | {Permission.PROFILES_READ}
    return held | {Permission.IDENTITIES_READ} if Permission.MEMBERSHIPS_READ in held else held


ANONYMOUS = Viewer(CallerKind.ANONYMOUS, "", frozenset())
SYSTEM = Viewer(CallerKind.SYSTEM, "system", ALL_PERMISSIONS)
