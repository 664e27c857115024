"""Where identity providers find us: each connection has addresses of its own."""

from gateway.connections.kinds import SamlNameIdFormat
from gateway.connections.model import Connection
from gateway.connections.saml_metadata import service_provider_metadata


def sp_entity_id(public_url: str, row: Connection) -> str:
    """Our SAML entity id: the address of our metadata (SAML metadata 2.0 section 4.1.1)."""
    return metadata_url(public_url, row)


def acs_url(public_url: str, row: Connection) -> str:
    return f"{public_url}/sso/saml/{row.id}/acs"


def metadata_url(public_url: str, row: Connection) -> str:
    return f"{public_url}/sso/saml/{row.id}/metadata"


def sp_metadata(public_url: str, row: Connection) -> str:
    """Our SAML metadata for this connection, as XML."""
    return service_provider_metadata(
        sp_entity_id(public_url, row),
        acs_url(public_url, row),
        name_id_format=SamlNameIdFormat(row.name_id_format).urn if row.name_id_format else None,
        sign_requests=row.sign_requests,
    )


def redirect_uri(public_url: str, row: Connection) -> str:
    """Where an OpenID provider sends the browser back to."""
    return f"{public_url}/sso/oidc/{row.id}/callback"
