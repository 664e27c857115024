"""Changing organizations: the problems, the inputs, the mutations."""

import strawberry

from gateway.features import actions as feature_actions
from gateway.graph.errors import (
    IdempotencyKeyReusedProblem,
    NotFoundProblem,
    Problem,
    VersionConflictProblem,
    expect,
)
from gateway.graph.inputs import EXPECTED_VERSION, IDEMPOTENCY_KEY, entry, must
from gateway.graph.mutations import mutation
from gateway.graph.organizations import FeatureState, Organization
from gateway.graph.scalars import Metadata, Upload
from gateway.logos.actions import upload_organization_logo
from gateway.organizations import actions, model


@strawberry.type(
    description="Another one has this external id; deleted organizations keep theirs until they are purged."
)
class ExternalIdTakenProblem(Problem):
    pass


@strawberry.type(description="Another organization (deleted ones included, until they are purged) has this slug.")
class SlugTakenProblem(Problem):
    pass


@strawberry.type(description="The organization is not deleted, or its time to be restored is over.")
class NotDeletedProblem(Problem):
    pass


EXPECTED = [
    expect(model.ExternalIdTaken, ExternalIdTakenProblem),
    expect(model.SlugTaken, SlugTakenProblem),
    expect(model.NotDeleted, NotDeletedProblem),
]
LIMITS = {
    "display_name": "Its name, for people: 1 to 200 characters.",
    "external_id": "Its id in the application's own database: 1 to 255 characters, unique.",
    "slug": "Its short name in URLs: lower-case DNS labels, up to 253 characters, unique.",
    "logo_url": "Where its logo is: an https URL of up to 1024 characters.",
}
PAIRS = "up to 50 pairs; keys of 1 to 40, values of up to 500 characters."


@strawberry.input(description="A new organization.")
class CreateOrganizationInput:
    display_name: str = must(LIMITS["display_name"])
    external_id: str | None = entry(LIMITS["external_id"])
    slug: str | None = entry(LIMITS["slug"])
    logo_url: str | None = entry(LIMITS["logo_url"])
    metadata: Metadata | None = entry("What the application keeps with it: " + PAIRS)
    idempotency_key: str | None = entry(IDEMPOTENCY_KEY)


@strawberry.input(description="Changes of an organization; what is left out stays as it is, null empties.")
class UpdateOrganizationInput:
    id: strawberry.ID = must("Which organization.")
    display_name: str | None = entry(LIMITS["display_name"] + " Not null.")
    external_id: str | None = entry(LIMITS["external_id"])
    slug: str | None = entry(LIMITS["slug"])
    logo_url: str | None = entry(LIMITS["logo_url"])
    metadata: Metadata | None = entry("Replaces the whole metadata: " + PAIRS)
    expected_version: int | None = entry(EXPECTED_VERSION)


@strawberry.input(description="Pairs to merge into an organization's metadata.")
class MergeOrganizationMetadataInput:
    id: strawberry.ID = must("Which organization.")
    metadata: Metadata = must("The pairs to set; a null value deletes its key. In all " + PAIRS)
    expected_version: int | None = entry(EXPECTED_VERSION)


@strawberry.input(description="An organization to delete.")
class DeleteOrganizationInput:
    id: strawberry.ID = must("Which organization.")
    expected_version: int | None = entry(EXPECTED_VERSION)


@strawberry.input(description="A deleted organization to restore.")
class RestoreOrganizationInput:
    id: strawberry.ID = must("Which organization.")


@strawberry.input(description="Features of an organization to switch.")
class UpdateOrganizationSettingsInput:
    organization_id: strawberry.ID = must("Which organization.")
    features: list[FeatureState] = must("The features to switch; those not named stay as they are.")
    expected_version: int | None = entry(EXPECTED_VERSION)


CHANGED = (NotFoundProblem, VersionConflictProblem)


@strawberry.input(description="A picture to be an organization's logo.")
class UploadOrganizationLogoInput:
    organization_id: strawberry.ID = must("Which organization.")
    file: Upload = must(
        "A PNG, JPEG or WebP image of up to 512 KB. It is encoded anew, and made smaller where it has more than 512 "
        "pixels on a side."
    )
    expected_version: int | None = entry(EXPECTED_VERSION)


@strawberry.type
class OrganizationMutation:
    upload_organization_logo = mutation(
        upload_organization_logo,
        UploadOrganizationLogoInput,
        Organization,
        NotFoundProblem,
        VersionConflictProblem,
        description="Stores a logo and sets `logoUrl` to where the gateway serves it.",
    )
    create_organization = mutation(
        actions.create_organization,
        CreateOrganizationInput,
        Organization,
        ExternalIdTakenProblem,
        SlugTakenProblem,
        IdempotencyKeyReusedProblem,
        NotFoundProblem,
        description="Makes an organization, with all features off.",
    )
    update_organization = mutation(
        actions.update_organization,
        UpdateOrganizationInput,
        Organization,
        *CHANGED,
        ExternalIdTakenProblem,
        SlugTakenProblem,
        description="Changes an organization; a member of it changes its name and logo alone.",
    )
    merge_organization_metadata = mutation(
        actions.merge_organization_metadata,
        MergeOrganizationMetadataInput,
        Organization,
        *CHANGED,
        description="Merges pairs into an organization's metadata.",
    )
    delete_organization = mutation(
        actions.delete_organization,
        DeleteOrganizationInput,
        Organization,
        *CHANGED,
        description="Hides an organization at once; it can be restored for 30 days.",
    )
    restore_organization = mutation(
        actions.restore_organization,
        RestoreOrganizationInput,
        Organization,
        NotFoundProblem,
        NotDeletedProblem,
        description="Brings a deleted organization back.",
    )
    update_organization_settings = mutation(
        feature_actions.update_organization_settings,
        UpdateOrganizationSettingsInput,
        Organization,
        *CHANGED,
        description="Switches features of an organization on and off.",
    )
