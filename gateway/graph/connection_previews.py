"""What a metadata document or a certificate says, parsed and not stored: shown before it is saved."""

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


@strawberry.type(description="What an identity provider says about itself.")
class SamlMetadataPreview:
    read_permission = Permission.CONNECTIONS_READ
    row = saml_metadata.IdpMetadata

    entity_id: str = plain("Its entity id.")
    sso_url: str = plain("Where people are sent to sign in.")
    sso_binding: SamlBinding = plain("How a sign-in request travels there.")
    slo_url: str | None = plain("Where people are sent to sign out.")
    certificates: list[Certificate] = computed(
        lambda row, now: row.certificates,
        needs=("certificates",),
        type=list[Certificate],
        description="The certificates it signs with.",
        weight=up_to(MAX_CERTIFICATES),
    )
    want_authn_requests_signed: bool = plain("Whether it wants our requests signed.")

    @classmethod
    def is_type_of(cls, source: object, info: object) -> bool:
        return is_row(source, saml_metadata.IdpMetadata)


@strawberry.type(description="The certificates in a text.")
class CertificatesPreview:
    read_permission = Permission.CONNECTIONS_READ
    row = previews.CertificatesInText

    certificates: list[Certificate] = computed(
        lambda row, now: row.certificates,
        needs=("certificates",),
        type=list[Certificate],
        description="In the order of the text, each once.",
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
    CertificatesPreview | InvalidInputProblem,
    strawberry.union("PreviewCertificateResult", description="What previewCertificate answers."),
]


@strawberry.type
class ConnectionPreviewQuery:
    @strawberry.field(
        graphql_type=PreviewSamlMetadataResult,
        description="What a SAML metadata document says, for who may set up connections; nothing is stored.",
        metadata={READS: Permission.CONNECTIONS_WRITE},
        directives=[PARSING],
    )
    async def preview_saml_metadata(
        self, info: Info, xml: Annotated[str, argument("The document, up to 100 KB, without DTD.")]
    ) -> Any:
        return previews.preview_saml_metadata(info.context.viewer, xml)

    @strawberry.field(
        graphql_type=PreviewCertificateResult,
        description="What certificates say, for who may set up connections; nothing is stored.",
        metadata={READS: Permission.CONNECTIONS_WRITE},
        directives=[PARSING],
    )
    async def preview_certificate(
        self, info: Info, text: Annotated[str, argument("PEM blocks, or the base64 of one certificate.")]
    ) -> Any:
        return previews.preview_certificate(info.context.viewer, text)
