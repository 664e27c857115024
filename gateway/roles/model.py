"""A role: an environment-wide name with permissions; `admin` and `member` exist from the start."""

from dataclasses import dataclass
from datetime import datetime

from gateway.errors import Conflict, ProblemCode

ADMIN, MEMBER = "admin", "member"
BUILT_IN = frozenset({ADMIN, MEMBER})
MAX_ROLES = 100
ADMIN_PERMISSIONS = (
    "organizations:read", "organizations:write", "memberships:read", "memberships:write", "connections:read",
    "connections:write", "portal_links:read", "portal_links:write", "events:read", "roles:read",
)  # fmt: skip
"""What `admin` may do from the start; others can be added, and none of these is taken from it."""


@dataclass(frozen=True, slots=True)
class Role:
    name: str
    display_name: str
    description: str | None
    permissions: list[str]
    version: int
    created_at: datetime
    updated_at: datetime


class RoleUnknown(Conflict):
    """There is no role of this name."""

    code = ProblemCode.ROLE_UNKNOWN

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no role {name!r}")


class RoleTaken(Conflict):
    """Another role has this name."""

    code = ProblemCode.ROLE_TAKEN

    def __init__(self, name: str) -> None:
        super().__init__(f"there is already a role {name}")


class RoleInUse(Conflict):
    """Memberships, those of deleted organizations included until they are purged, have this role."""

    code = ProblemCode.ROLE_IN_USE

    def __init__(self, name: str) -> None:
        super().__init__(f"memberships have the role {name}")


class ReservedName(Conflict):
    """The role is built in."""

    code = ProblemCode.RESERVED_NAME

    def __init__(self, name: str) -> None:
        super().__init__(f"the role {name} is built in and cannot be deleted")
