"""What a metadata document or a certificate says, parsed and not stored: shown before it is saved."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from gateway.connections import previews, saml_metadata
from gateway.connections.certificates import MAX_CERTIFICATES
from gateway.connections.kinds import SamlBinding
from gateway.database.columns import is_row
from gateway.graph.connections import Certificate
from gateway.graph.context import Info
from gateway.graph.errors import InvalidInputProblem
from gateway.graph.fields import READS, argument, computed, plain
from gateway.graph.weights import PARSING, up_to
from gateway.viewer import Permission


@strawberry.type(description="What a SAML metadata document says of its identity provider.")
class SamlMetadataPreview:
    read_permission = Permission.CONNECTIONS_READ
    row = saml_metadata.IdpMetadata

    entity_id: str = plain("The identity provider's entity id.")
    sso_url: str = plain("Where people are sent to sign in.")
    sso_binding: SamlBinding = plain("How a sign-in request would travel.")
    slo_url: str | None = plain("Where people are sent to sign out; null when it has no address that can be used.")
    certificates: list[Certificate] = computed(
        lambda row, now: row.certificates,
        needs=("certificates",),
        type=list[Certificate],
        description="The certificates it signs with, in the order of the document.",
        weight=up_to(MAX_CERTIFICATES),
    )
    name_id_formats: list[str] = computed(
        lambda row, now: row.name_id_formats,
        needs=("name_id_formats",),
        type=list[str],
        description="The kinds of subject it offers, as URNs, in its order of preference.",
    )
    want_authn_requests_signed: bool = plain("Whether it wants our requests signed.")
    valid_until: datetime | None = plain("When the document ends to be valid; possibly past.")

    @classmethod
    def is_type_of(cls, source: object, info: object) -> bool:
        return is_row(source, saml_metadata.IdpMetadata)


@strawberry.type(description="The certificates in a text.")
class CertificatePreview:
    read_permission = Permission.CONNECTIONS_READ
    row = previews.CertificatesInText

    certificates: list[Certificate] = computed(
        lambda row, now: row.certificates,
        needs=("certificates",),
        type=list[Certificate],
        description="At least one, in the order of the text, each once.",
        weight=up_to(MAX_CERTIFICATES),
    )

    @classmethod
    def is_type_of(cls, source: object, info: object) -> bool:
        return is_row(source, previews.CertificatesInText)


PreviewSamlMetadataResult = Annotated[
    SamlMetadataPreview | InvalidInputProblem,
    strawberry.union("PreviewSamlMetadataResult", description="What previewSamlMetadata answers."),
]
PreviewCertificateResult = Annotated[
    CertificatePreview | InvalidInputProblem,
    strawberry.union("PreviewCertificateResult", description="What previewCertificate answers."),
]


@strawberry.type
class ConnectionPreviewQuery:
    @strawberry.field(
        graphql_type=PreviewSamlMetadataResult,
        description="Reads an identity provider's SAML metadata as createSamlConnection would, and saves nothing.",
        metadata={READS: Permission.CONNECTIONS_WRITE},
        directives=[PARSING],
    )
    async def preview_saml_metadata(
        self,
        info: Info,
        idp_metadata_xml: Annotated[str, argument("The metadata document, up to 100 KB, without DTD.")],
    ) -> Any:
        return previews.preview_saml_metadata(info.context.viewer, idp_metadata_xml)

    @strawberry.field(
        graphql_type=PreviewCertificateResult,
        description="Reads X.509 certificates as createSamlConnection would, and saves nothing.",
        metadata={READS: Permission.CONNECTIONS_WRITE},
        directives=[PARSING],
    )
    async def preview_certificate(
        self,
        info: Info,
        certificate: Annotated[str, argument("A text with PEM blocks, or the base64 of one certificate; up to 20 KB.")],
    ) -> Any:
        return previews.preview_certificate(info.context.viewer, certificate)
