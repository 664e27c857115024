"""The rows of one made-up organization's SSO connections; what follows from the settings is left to the feature."""

from dataclasses import replace
from datetime import datetime
from random import Random
from typing import Any

from gateway.connections.actions import blank
from gateway.connections.kinds import (
    ConnectionProtocol,
    ConnectionProvider,
    ConnectionStatus,
    SamlBinding,
    SamlNameIdFormat,
    SamlSigning,
)
from gateway.connections.model import PREFIX, Connection
from gateway.connections.settings import settled, suffix_of
from gateway.features.model import Feature
from gateway.ids import id_as_of
from gateway.sample_data.certificates import CertificatePool
from gateway.sample_data.model import ConnectionRow, FeatureSettingRow, Seal
from gateway.sample_data.organizations import Tenant
from gateway.sample_data.population import between

PROVIDERS = (
    (ConnectionProvider.OKTA, "Okta"),
    (ConnectionProvider.OKTA, "Okta"),
    (ConnectionProvider.MICROSOFT_ENTRA, "Entra ID"),
    (ConnectionProvider.MICROSOFT_ENTRA, "Entra ID"),
    (ConnectionProvider.GOOGLE, "Google Workspace"),
    (ConnectionProvider.ONELOGIN, "OneLogin"),
    (ConnectionProvider.PING_IDENTITY, "PingOne"),
    (ConnectionProvider.JUMPCLOUD, "JumpCloud"),
    (ConnectionProvider.ADFS, "AD FS"),
    (ConnectionProvider.KEYCLOAK, "Keycloak"),
    (ConnectionProvider.CUSTOM, "Single sign-on"),
)
CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"
SAML_ATTRIBUTES = {
    "email": f"{CLAIMS}/emailaddress",
    "given_name": f"{CLAIMS}/givenname",
    "family_name": f"{CLAIMS}/surname",
}
OIDC_CLAIMS = {"email": "email", "given_name": "given_name", "family_name": "family_name"}
STATUSES, WEIGHTS = tuple(ConnectionStatus), (1, 2, 7)


class ConnectionMaker:
    """Makes connections as of one moment."""

    def __init__(self, until: datetime, certificates: CertificatePool, seal: Seal) -> None:
        self.until = until
        self.certificates = certificates
        self.seal = seal

    def rows(self, tenant: Tenant, features: list[FeatureSettingRow], random: Random) -> list[ConnectionRow]:
        """Some where single sign-on was ever switched on; seldom one that was begun where it was not."""
        sso = next((feature for feature in features if feature.id == Feature.SSO), None)
        if sso is None:
            begun = random.random() < 0.05
            return [self.row(tenant, ConnectionStatus.DRAFT, tenant.row.created_at, random)] if begun else []
        count = random.choice((1, 1, 1, 1, 1, 2, 2, 3))
        statuses = random.choices(STATUSES, WEIGHTS, k=count)
        if tenant.company.named:
            statuses[0] = ConnectionStatus.COMPLETED
        return sorted(self.row(tenant, status, sso.updated_at, random) for status in statuses)

    def row(self, tenant: Tenant, status: ConnectionStatus, since: datetime, random: Random) -> ConnectionRow:
        at = between(since, self.until, random)
        id = id_as_of(PREFIX, at, random.getrandbits(74))
        protocol = ConnectionProtocol.SAML if random.random() < 0.7 else ConnectionProtocol.OIDC
        provider, name = random.choice(PROVIDERS)
        draft = replace(
            blank(tenant.row.id, id, protocol), provider=provider.value, display_name=f"{name} ({tenant.company.slug})"
        )
        if status is ConnectionStatus.DRAFT:
            return stored(draft)
        complete = status is ConnectionStatus.COMPLETED
        if protocol is ConnectionProtocol.SAML:
            values = self.saml(tenant.company.domain, id, complete, random)
        else:
            values = self.oidc(tenant.company.domain, draft, complete, random)
        revision = 1 + int(random.expovariate(1))
        made = settled(replace(draft, **values, revision=revision, updated_at=between(at, self.until, random)))
        enabled = complete and random.random() < 0.8
        return stored(replace(made, enabled=enabled, version=revision + enabled))

    def saml(self, domain: str, id: str, complete: bool, random: Random) -> dict[str, Any]:
        """Settings; incomplete ones lack the certificate or the mapping of the address."""
        host = f"https://sso.{domain}"
        chosen = self.certificates.draw(random)
        lacking = None if complete else random.choice(("certificates", "attribute_mapping"))
        return {
            "idp_entity_id": f"{host}/saml/{id[-8:]}",
            "sso_url": f"{host}/saml/{id[-8:]}/sign-on",
            "slo_url": f"{host}/saml/{id[-8:]}/sign-out" if random.random() < 0.3 else None,
            "sso_binding": random.choice((SamlBinding.HTTP_REDIRECT, SamlBinding.HTTP_POST)).value,
            "name_id_format": random.choice((SamlNameIdFormat.EMAIL_ADDRESS, SamlNameIdFormat.PERSISTENT)).value,
            "signing": random.choice((SamlSigning.ASSERTION, SamlSigning.RESPONSE_AND_ASSERTION)).value,
            "sign_requests": random.random() < 0.2,
            "certificates": [] if lacking == "certificates" else [each.pem for each in chosen],
            "attribute_mapping": {} if lacking == "attribute_mapping" else SAML_ATTRIBUTES,
        }

    def oidc(self, domain: str, draft: Connection, complete: bool, random: Random) -> dict[str, Any]:
        """Settings; incomplete ones lack the secret."""
        values: dict[str, Any] = {
            "issuer": f"https://login.{domain}/oidc",
            "client_id": f"0oa{random.getrandbits(68):017x}",
            "attribute_mapping": OIDC_CLAIMS,
        }
        if complete:
            secret = f"{random.getrandbits(192):048x}"
            place = f"{draft.organization_id} {draft.id}"
            values |= {"client_secret": self.seal(secret, place), "client_secret_suffix": suffix_of(secret)}
        return values


def stored(row: Connection) -> ConnectionRow:
    """The row as the table has it: what is computed when it is read is left out."""
    values = [getattr(row, name) for name in ATTRIBUTES]
    return ConnectionRow(*values)


ATTRIBUTES = tuple(
    {"idp_sso_url": "sso_url", "idp_slo_url": "slo_url"}.get(name, name) for name in ConnectionRow._fields
)
