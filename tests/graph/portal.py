"""Customers, their connections and their portals, with defaults for what a test does not care about."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from tests.connections.builders import Making, pem
from tests.helpers import Api

MAPPING = {"email": "mail"}
CONNECTION = """... on IdentityProvider {
    displayName provider protocol status enabled active revision attributeMapping version organization { id } }"""
SAML = """... on SamlIdentityProvider {
    idpEntityId ssoUrl sloUrl ssoBinding nameIdFormat signing signRequests
    certificates { pem subject issuer serialNumber fingerprintSha256 notBefore notAfter keyAlgorithm keySizeBits
        daysLeft status weaknesses }
    spEntityId acsUrl metadataUrl spMetadata }"""
OIDC = "... on OidcIdentityProvider { issuer clientId clientSecretSuffix scopes pkce redirectUri }"
OPEN = """mutation ($secret: String!) { openPortalSession(input: {secret: $secret}) {
    __typename ... on PortalSession { id token features } ... on Problem { code } } }"""


@cache
def certificate(days: int = 400, serial_number: int = 1) -> str:
    """The PEM of a certificate that ends in so many days."""
    end = datetime.now(UTC) + timedelta(days=days, hours=1)
    return pem(Making(not_before=end - timedelta(days=1000), not_after=end, serial_number=serial_number).der())


def complete(**given: object) -> dict[str, object]:
    """The settings of a SAML connection that lacks nothing."""
    return {
        "idpEntityId": "https://idp.example.test",
        "ssoUrl": "https://idp.example.test/sso",
        "certificates": [certificate()],
        "attributeMapping": MAPPING,
        **given,
    }


async def switch(api: Api, organization_id: str, feature: str, *, enabled: bool) -> None:
    features = [{"name": feature, "enabled": enabled}]
    await api.mutate("updateOrganizationSettings", organizationId=organization_id, features=features)


async def customer(api: Api, **given: object) -> str:
    """The id of an organization with SSO on."""
    id = await api.organization(**given)
    await switch(api, id, "SSO", enabled=True)
    return id


async def saml(api: Api, organization_id: str, **given: object) -> dict[str, Any]:
    """A new SAML connection, a draft unless settings are given."""
    values = {"displayName": "Okta", **given}
    made = await api.mutate("createSamlConnection", CONNECTION + SAML, organizationId=organization_id, **values)
    assert made["__typename"] == "SamlIdentityProvider", made
    return made


async def oidc(api: Api, organization_id: str, **given: object) -> dict[str, Any]:
    """A new OpenID connection, a draft unless settings are given."""
    values = {"displayName": "Auth0", **given}
    made = await api.mutate("createOidcConnection", CONNECTION + OIDC, organizationId=organization_id, **values)
    assert made["__typename"] == "OidcIdentityProvider", made
    return made


async def enabled(api: Api, organization_id: str) -> dict[str, Any]:
    """A new SAML connection that is enabled; the organization has SSO on."""
    made = await saml(api, organization_id, **complete())
    on = await api.mutate("enableConnection", CONNECTION, id=made["id"])
    assert on["enabled"], on
    return on


async def portal(api: Api, organization_id: str) -> Api:
    """The same gateway, called by an administrator of the organization through a new portal link."""
    link = await api.mutate("generatePortalLink", "... on PortalLink { url }", organizationId=organization_id)
    opened = await api.as_(None)(OPEN, secret=link["url"].partition("#")[2])
    return api.as_(opened["openPortalSession"]["token"])
