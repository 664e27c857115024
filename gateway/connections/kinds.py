"""The closed lists of words a connection is described with."""

from gateway.described import Described


class ConnectionProtocol(Described):
    """How the gateway and the identity provider talk to each other."""

    SAML = "SAML", "SAML 2.0: the identity provider posts a signed assertion."
    OIDC = "OIDC", "OpenID Connect: the identity provider issues an ID token for an authorization code."


class ConnectionStatus(Described):
    """How far the configuration has come; whether the connection is enabled is told separately."""

    DRAFT = "DRAFT", "Nothing of the identity provider has been filled in yet."
    IN_PROGRESS = "IN_PROGRESS", "Some of the required settings are filled in, others are still missing."
    COMPLETED = "COMPLETED", "Every required setting is filled in, so the connection can be tested and enabled."


class ConnectionProvider(Described):
    """Whose product the identity provider is; it chooses the instructions that are shown, never the behaviour."""

    OKTA = "OKTA", "Okta Workforce Identity."
    GOOGLE = "GOOGLE", "Google Workspace or Cloud Identity."
    MICROSOFT_ENTRA = "MICROSOFT_ENTRA", "Microsoft Entra ID, formerly Azure Active Directory."
    AUTH0 = "AUTH0", "Auth0 acting as the identity provider."
    ONELOGIN = "ONELOGIN", "OneLogin by One Identity."
    PING_IDENTITY = "PING_IDENTITY", "PingOne or PingFederate by Ping Identity."
    JUMPCLOUD = "JUMPCLOUD", "The JumpCloud directory platform."
    ADFS = "ADFS", "Active Directory Federation Services, run by the organization itself."
    KEYCLOAK = "KEYCLOAK", "Keycloak, or a distribution of it, run by the organization itself."
    SHIBBOLETH = "SHIBBOLETH", "The Shibboleth identity provider, common at universities."
    CYBERARK = "CYBERARK", "CyberArk Identity, formerly Idaptive."
    DUO = "DUO", "Duo Single Sign-On by Cisco."
    RIPPLING = "RIPPLING", "The identity management of Rippling."
    CLOUDFLARE = "CLOUDFLARE", "Cloudflare Zero Trust acting as the identity provider."
    CLASSLINK = "CLASSLINK", "ClassLink, common at schools."
    VMWARE = "VMWARE", "Workspace ONE Access, formerly by VMware and now by Omnissa."
    SALESFORCE = "SALESFORCE", "Salesforce acting as the identity provider."
    LOGIN_GOV = "LOGIN_GOV", "Login.gov, the sign-in service of the United States government."
    CUSTOM = "CUSTOM", "Any other identity provider that follows the protocol."


class SamlBinding(Described):
    """How a SAML message travels through the browser; `urn` is the name it has in metadata."""

    HTTP_REDIRECT = "HTTP_REDIRECT", "In the query of a redirect (SAML HTTP-Redirect binding)."
    HTTP_POST = "HTTP_POST", "In a form that the browser posts (SAML HTTP-POST binding)."

    @property
    def urn(self) -> str:
        return _BINDING_URNS[self]


class SamlNameIdFormat(Described):
    """What kind of identifier is asked for as the subject of an assertion; `urn` is its name in SAML."""

    EMAIL_ADDRESS = "EMAIL_ADDRESS", "The person's e-mail address."
    PERSISTENT = "PERSISTENT", "An opaque identifier that stays the same for this person and this application."
    TRANSIENT = "TRANSIENT", "An identifier that is made anew at every sign-in and recognizes nobody."
    UNSPECIFIED = "UNSPECIFIED", "Whatever the identity provider is configured to send."

    @property
    def urn(self) -> str:
        return _NAME_ID_FORMAT_URNS[self]


class SamlSigning(Described):
    """Which parts of a sign-in response the identity provider must have signed."""

    ASSERTION = "ASSERTION", "The assertion must be signed; a signature on the response around it is not needed."
    RESPONSE = "RESPONSE", "The response must be signed; a signature on the assertion in it is not needed."
    RESPONSE_AND_ASSERTION = "RESPONSE_AND_ASSERTION", "The response and the assertion must each be signed."
    RESPONSE_OR_ASSERTION = "RESPONSE_OR_ASSERTION", "The response or the assertion must be signed; either is enough."


_BINDING_URNS = {
    SamlBinding.HTTP_REDIRECT: "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect",
    SamlBinding.HTTP_POST: "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST",
}
_NAME_ID_FORMAT_URNS = {
    SamlNameIdFormat.EMAIL_ADDRESS: "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
    SamlNameIdFormat.PERSISTENT: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
    SamlNameIdFormat.TRANSIENT: "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",
    SamlNameIdFormat.UNSPECIFIED: "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
}
