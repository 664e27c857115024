"""Users in the graph: the type, its queries, its mutations."""

from datetime import datetime
from typing import Any

import strawberry

from gateway.database.columns import is_row
from gateway.described import Described
from gateway.graph.enums import OrderDirection, described
from gateway.graph.errors import (
    IdempotencyKeyReusedProblem,
    NotFoundProblem,
    Problem,
    VersionConflictProblem,
    expect,
)
from gateway.graph.fields import paged, plain
from gateway.graph.finding import found
from gateway.graph.inputs import EXPECTED_VERSION, IDEMPOTENCY_KEY, entry, must
from gateway.graph.memberships import GIVEN_ROLES, METADATA, LastAdminProblem, memberships_of
from gateway.graph.mutations import mutation
from gateway.graph.node import Node
from gateway.graph.organization_mutations import ExternalIdTakenProblem
from gateway.graph.page import Connection
from gateway.graph.roles import RoleUnknownProblem
from gateway.graph.scalars import Metadata
from gateway.graph.weights import SEARCH
from gateway.identities import actions as identity_actions
from gateway.memberships.store import OF_USERS
from gateway.users import actions, model
from gateway.users.filter import user_filter
from gateway.users.store import USERS
from gateway.viewer import Permission

IDENTITY = Permission.IDENTITIES_READ


@strawberry.federation.type(
    keys=["id", "externalId", "email"],
    description="A person with one identity, whatever the number of organizations.",
)
class User(Node):
    read_permission = Permission.USERS_READ
    row = model.User

    id: strawberry.ID = plain("Begins with `usr_`.", reads=IDENTITY)
    email: str = plain("The e-mail address, in lower case; unique.", reads=IDENTITY)
    external_id: str | None = plain("Its id in the application's own database; unique.")
    name: str | None = plain("The whole name.", reads=IDENTITY)
    given_name: str | None = plain("The given name.", reads=IDENTITY)
    family_name: str | None = plain("The family name.", reads=IDENTITY)
    metadata: Metadata = plain("What the application keeps with it: up to 50 pairs of strings.")
    version: int = plain("Raised by every change; pass it as expectedVersion.")
    created_at: datetime = plain("When it was made.")
    updated_at: datetime = plain("When it was last changed.")
    memberships = memberships_of(
        OF_USERS, "Its memberships, none in deleted organizations, to a member none in other ones."
    )

    @classmethod
    def is_type_of(cls, source: object, info: object) -> bool:
        return is_row(source, model.User)


@strawberry.input(one_of=True, description="How a user is found: by exactly one of these.")
class UserBy:
    id: strawberry.ID | None = entry("Its id.")
    external_id: str | None = entry("Its id in the application's own database.")
    email: str | None = entry("Its e-mail address, in any case.")


@strawberry.input(description="Which users; all conditions hold together.")
class UserFilter:
    search: str | None = entry(
        "Part of the e-mail address or name, in any case; at least 3 characters.", directives=[SEARCH]
    )
    ids: list[strawberry.ID] | None = entry("One of these ids; up to 100.")
    external_ids: list[str] | None = entry("One of these external ids; up to 100.")
    emails: list[str] | None = entry("One of these e-mail addresses; up to 100.")


class UserOrderField(Described):
    """What users are ordered by."""

    CREATED_AT = "CREATED_AT", "The time they were made."
    EMAIL = "EMAIL", "The e-mail address."


described(UserOrderField)


@strawberry.input(description="In which order users come.")
class UserOrder:
    field: UserOrderField = must("What they are ordered by.")
    direction: OrderDirection = strawberry.field(description="Which way.", default=OrderDirection.ASC)


def users_list(given: dict[str, Any]) -> Any:
    return USERS, user_filter(given)


@strawberry.type
class UserQuery:
    user: User | None = found("User", of=User, by=UserBy, description="One user; null when there is none.")
    users: Connection[User] = paged(
        users_list,
        of=Connection[User],
        filter=UserFilter,
        order=UserOrder,
        description="Users.",
        reads=Permission.USERS_READ,
    )


@strawberry.type(description="Another user has this e-mail address.")
class EmailTakenProblem(Problem):
    pass


EXPECTED = [expect(model.EmailTaken, EmailTakenProblem)]
LIMITS = {
    "email": "The e-mail address: valid, unique in any case.",
    "external_id": "Its id in the application's own database: 1 to 255 characters, unique.",
    "name": "The whole name: 1 to 255 characters.",
    "given_name": "The given name: 1 to 255 characters.",
    "family_name": "The family name: 1 to 255 characters.",
}


@strawberry.input(description="A new user's first membership.")
class FirstMembershipInput:
    organization_id: strawberry.ID = must("Which organization.")
    roles: list[str] | None = entry(GIVEN_ROLES)
    metadata: Metadata | None = entry(METADATA)


@strawberry.input(description="A new user.")
class CreateUserInput:
    email: str = must(LIMITS["email"])
    external_id: str | None = entry(LIMITS["external_id"])
    name: str | None = entry(LIMITS["name"])
    given_name: str | None = entry(LIMITS["given_name"])
    family_name: str | None = entry(LIMITS["family_name"])
    metadata: Metadata | None = entry(METADATA)
    membership: FirstMembershipInput | None = entry("Its first membership, made together with it.")
    idempotency_key: str | None = entry(IDEMPOTENCY_KEY)


@strawberry.input(description="Changes of a user; what is left out stays as it is, null empties.")
class UpdateUserInput:
    id: strawberry.ID = must("Which user.")
    email: str | None = entry(LIMITS["email"] + " Not null.")
    external_id: str | None = entry(LIMITS["external_id"])
    name: str | None = entry(LIMITS["name"])
    given_name: str | None = entry(LIMITS["given_name"])
    family_name: str | None = entry(LIMITS["family_name"])
    metadata: Metadata | None = entry("Replaces the whole metadata. " + METADATA)
    expected_version: int | None = entry(EXPECTED_VERSION)


@strawberry.input(description="A user to delete.")
class DeleteUserInput:
    id: strawberry.ID = must("Which user.")
    expected_version: int | None = entry(EXPECTED_VERSION)


@strawberry.type
class UserMutation:
    create_user = mutation(
        identity_actions.create_user,
        CreateUserInput,
        User,
        EmailTakenProblem,
        ExternalIdTakenProblem,
        NotFoundProblem,
        RoleUnknownProblem,
        IdempotencyKeyReusedProblem,
        description="Makes a user, with a membership where one is given.",
    )
    update_user = mutation(
        actions.update_user,
        UpdateUserInput,
        User,
        NotFoundProblem,
        VersionConflictProblem,
        EmailTakenProblem,
        ExternalIdTakenProblem,
        description="Changes a user.",
    )
    delete_user = mutation(
        identity_actions.delete_user,
        DeleteUserInput,
        User,
        NotFoundProblem,
        VersionConflictProblem,
        LastAdminProblem,
        description="Deletes a user for good with its memberships; answers with it as it was. Refused while it is an "
        "organization's last active admin.",
    )
