"""Signing up in the graph."""

import strawberry

from gateway.database.columns import is_row
from gateway.graph.errors import IdempotencyKeyReusedProblem, NotFoundProblem
from gateway.graph.fields import plain
from gateway.graph.inputs import IDEMPOTENCY_KEY, entry, must
from gateway.graph.memberships import METADATA, Membership
from gateway.graph.mutations import mutation
from gateway.graph.organization_mutations import LIMITS as ORGANIZATION_LIMITS
from gateway.graph.organization_mutations import ExternalIdTakenProblem, SlugTakenProblem
from gateway.graph.organizations import Organization
from gateway.graph.scalars import Metadata
from gateway.graph.users import LIMITS, User
from gateway.sign_up import actions, model


@strawberry.type(description="A user who signed up, as a member of an organization.")
class SignUp:
    row = model.SignUp

    created: bool = plain("Whether an organization was made for the user; false when it was a member already.")
    user: User = plain("The user, new or not.")
    organization: Organization = plain("The new organization, or one the user is a member of.")
    membership: Membership = plain("The user's membership in it.")

    @classmethod
    def is_type_of(cls, source: object, info: object) -> bool:
        return is_row(source, model.SignUp)


@strawberry.input(description="The new organization of a user who signs up.")
class SignUpOrganizationInput:
    display_name: str = must(ORGANIZATION_LIMITS["display_name"])
    external_id: str | None = entry(ORGANIZATION_LIMITS["external_id"])
    slug: str | None = entry(ORGANIZATION_LIMITS["slug"])
    logo_url: str | None = entry(ORGANIZATION_LIMITS["logo_url"])
    metadata: Metadata | None = entry(METADATA)


@strawberry.input(description="A user who signs up. Of a user who exists already only the address counts.")
class SignUpInput:
    email: str = must(LIMITS["email"])
    external_id: str | None = entry(LIMITS["external_id"])
    name: str | None = entry(LIMITS["name"])
    given_name: str | None = entry(LIMITS["given_name"])
    family_name: str | None = entry(LIMITS["family_name"])
    metadata: Metadata | None = entry(METADATA)
    organization: SignUpOrganizationInput | None = entry(
        "The new organization. Left out: a member of any organization gets nothing new; for anybody else one is made, "
        "named after the user."
    )
    idempotency_key: str | None = entry(IDEMPOTENCY_KEY)


@strawberry.type
class SignUpMutation:
    sign_up = mutation(
        actions.sign_up,
        SignUpInput,
        SignUp,
        ExternalIdTakenProblem,
        SlugTakenProblem,
        NotFoundProblem,
        IdempotencyKeyReusedProblem,
        description="Makes a user where there is none, and a new organization with the user as its first admin.",
    )
