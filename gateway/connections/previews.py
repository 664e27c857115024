"""What an administrator is about to save, parsed and not stored."""

from dataclasses import dataclass

from gateway.connections.certificates import Certificate, certificates_in
from gateway.connections.saml_metadata import IdpMetadata, idp_metadata
from gateway.viewer import Permission, Viewer


@dataclass(frozen=True, slots=True)
class CertificatesInText:
    certificates: list[Certificate]
    """In the order of the text, each once; at least one."""


def preview_saml_metadata(viewer: Viewer, idp_metadata_xml: str) -> IdpMetadata:
    """The identity provider that a metadata document describes. Raises Forbidden, Invalid."""
    viewer.must(Permission.CONNECTIONS_WRITE)
    return idp_metadata(idp_metadata_xml, "idp_metadata_xml")


def preview_certificate(viewer: Viewer, certificate: str) -> CertificatesInText:
    """The certificates of a text. Raises Forbidden, Invalid."""
    viewer.must(Permission.CONNECTIONS_WRITE)
    return CertificatesInText(certificates_in(certificate, "certificate"))
