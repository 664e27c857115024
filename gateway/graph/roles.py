"""Roles in the graph."""

from datetime import datetime
from typing import Any

import strawberry

from gateway.database.columns import is_row
from gateway.graph.context import Info
from gateway.graph.errors import (
    IdempotencyKeyReusedProblem,
    NotFoundProblem,
    Problem,
    VersionConflictProblem,
    expect,
)
from gateway.graph.fields import computed, plain
from gateway.graph.inputs import EXPECTED_VERSION, IDEMPOTENCY_KEY, entry, must
from gateway.graph.mutations import mutation
from gateway.graph.weights import up_to
from gateway.roles import actions, model
from gateway.viewer import Permission

READS = {"gateway.reads": Permission.ROLES_READ}


@strawberry.type(description="A name with permissions that memberships are given; the same in all organizations.")
class Role:
    read_permission = Permission.ROLES_READ
    row = model.Role

    name: str = plain("Unique; it never changes.")
    display_name: str = plain("Its name, for people.")
    description: str | None = plain("What it is for.")
    permissions: list[str] = plain("What it allows: the gateway's permissions and the application's own.")
    built_in = computed(
        lambda role, now: role.name in model.BUILT_IN,
        needs=("name",),
        type=bool,
        description="Whether it exists from the start and cannot be deleted.",
    )
    version: int = plain("Raised by every change; pass it as expectedVersion.")
    created_at: datetime = plain("When it was made.")
    updated_at: datetime = plain("When it was last changed.")

    @classmethod
    def is_type_of(cls, source: object, info: object) -> bool:
        return is_row(source, model.Role)


@strawberry.type
class RoleQuery:
    @strawberry.field(
        graphql_type=list[Role],
        description="Every role, by name; there are at most 100.",
        metadata=READS,
        directives=[up_to(model.MAX_ROLES)],
    )
    async def roles(self, info: Info) -> Any:
        return await info.context.loaders.roles.load("")


@strawberry.type(description="There is no role of this name.")
class RoleUnknownProblem(Problem):
    pass


@strawberry.type(description="Another role has this name.")
class RoleTakenProblem(Problem):
    pass


@strawberry.type(
    description="Memberships have the role; those of deleted organizations count until the organizations are purged."
)
class RoleInUseProblem(Problem):
    pass


@strawberry.type(description="The role is built in and cannot be deleted.")
class ReservedNameProblem(Problem):
    pass


EXPECTED = [
    expect(model.RoleUnknown, RoleUnknownProblem),
    expect(model.RoleTaken, RoleTakenProblem),
    expect(model.RoleInUse, RoleInUseProblem),
    expect(model.ReservedName, ReservedNameProblem),
]
LIMITS = {
    "display_name": "Its name, for people: 1 to 200 characters.",
    "description": "What it is for: up to 1000 characters.",
    "permissions": "What it allows: up to 100 names of up to 64 letters, digits, underscores, hyphens and colons.",
}


@strawberry.input(description="A new role.")
class CreateRoleInput:
    name: str = must("Its name: 1 to 64 letters, digits and underscores, unique; it never changes.")
    display_name: str | None = entry(LIMITS["display_name"] + " Left out: the name.")
    description: str | None = entry(LIMITS["description"])
    permissions: list[str] | None = entry(LIMITS["permissions"])
    idempotency_key: str | None = entry(IDEMPOTENCY_KEY)


@strawberry.input(description="Changes of a role; what is left out stays as it is, null empties.")
class UpdateRoleInput:
    name: str = must("Which role.")
    display_name: str | None = entry(LIMITS["display_name"] + " Not null.")
    description: str | None = entry(LIMITS["description"])
    permissions: list[str] | None = entry(
        "Replaces all of them; the role `admin` keeps those it has from the start. " + LIMITS["permissions"]
    )
    expected_version: int | None = entry(EXPECTED_VERSION)


@strawberry.input(description="A role to delete.")
class DeleteRoleInput:
    name: str = must("Which role.")
    expected_version: int | None = entry(EXPECTED_VERSION)


@strawberry.type
class RoleMutation:
    create_role = mutation(
        actions.create_role,
        CreateRoleInput,
        Role,
        RoleTakenProblem,
        IdempotencyKeyReusedProblem,
        NotFoundProblem,
        description="Makes a role; there can be 100.",
    )
    update_role = mutation(
        actions.update_role,
        UpdateRoleInput,
        Role,
        NotFoundProblem,
        VersionConflictProblem,
        description="Changes a role.",
    )
    delete_role = mutation(
        actions.delete_role,
        DeleteRoleInput,
        Role,
        NotFoundProblem,
        VersionConflictProblem,
        ReservedNameProblem,
        RoleInUseProblem,
        description="Deletes a role that no membership has.",
    )
