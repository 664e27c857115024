"""An organization is a tenant: a customer of the application. All that belongs to one is hidden once it is deleted."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.errors import Conflict, ProblemCode

PREFIX = "org"
RESTORABLE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Organization:
    id: str
    display_name: str
    external_id: str | None
    slug: str | None
    logo_url: str | None
    metadata: dict[str, str]
    version: int
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None


@dataclass(frozen=True, slots=True)
class PermissionsOfUser:
    permissions: list[str]


class ExternalIdTaken(Conflict):
    """Another organization (deleted ones until they are purged included) or user has this external id."""

    code = ProblemCode.EXTERNAL_ID_TAKEN

    def __init__(self, external_id: str) -> None:
        super().__init__(f"the external id {external_id} is taken")


class SlugTaken(Conflict):
    """Another organization has this slug."""

    code = ProblemCode.SLUG_TAKEN

    def __init__(self, slug: str) -> None:
        super().__init__(f"the slug {slug} is taken")


class NotDeleted(Conflict):
    """The organization is not deleted, or was deleted more than 30 days ago."""

    code = ProblemCode.NOT_DELETED
