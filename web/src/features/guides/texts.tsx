import type { ReactNode } from 'react';

import { Attributes, type OidcValues, type SamlValues, Values } from './pieces';
import type { Provider } from './providers';

type Guides<GivenValues> = { readonly CUSTOM: (values: GivenValues) => readonly ReactNode[] } & {
  readonly [Name in Provider]?: (values: GivenValues) => readonly ReactNode[];
};

/** How each provider's console is set up for SAML; our own words for its menus as of 2026. */
export const SAML_GUIDES: Guides<SamlValues> = {
  OKTA: ({ acsUrl, entityId, mapping }) => [
    <>
      In the Okta admin console, open <b>Applications</b>, press <b>Create App Integration</b> and choose <b>SAML 2.0</b>.
    </>,
    <>Name it as your people know the application, and go on.</>,
    <>
      Under <b>SAML Settings</b>, fill in:
      <Values of={{ 'Single sign-on URL': acsUrl, 'Audience URI (SP Entity ID)': entityId }} />
    </>,
    <>
      Set <b>Name ID format</b> to <i>EmailAddress</i> and <b>Application username</b> to <i>Email</i>.
    </>,
    <>
      Under <b>Attribute Statements</b>, add:
      <Attributes
        mapping={mapping}
        sources={{ email: 'user.email', given_name: 'user.firstName', family_name: 'user.lastName' }}
      />
    </>,
    <>
      Finish. On the <b>Sign On</b> tab, open the <b>Metadata URL</b> and save the page as an XML file.
    </>,
    <>
      On the <b>Assignments</b> tab, assign the people and groups who are to sign in.
    </>,
  ],
  MICROSOFT_ENTRA: ({ acsUrl, entityId, mapping }) => [
    <>
      In the Microsoft Entra admin center, open <b>Enterprise applications</b>, press <b>New application</b>, then{' '}
      <b>Create your own application</b>, and choose the option for one that is not in the gallery.
    </>,
    <>
      In the new application, open <b>Single sign-on</b> and choose <b>SAML</b>.
    </>,
    <>
      Edit <b>Basic SAML Configuration</b>:
      <Values of={{ 'Identifier (Entity ID)': entityId, 'Reply URL (Assertion Consumer Service URL)': acsUrl }} />
    </>,
    <>
      Look at <b>Attributes &amp; Claims</b>: these must be there. Microsoft sends them by itself if the mapping of the
      first step was left as it was.
      <Attributes
        mapping={mapping}
        sources={{ email: 'user.mail', given_name: 'user.givenname', family_name: 'user.surname' }}
      />
    </>,
    <>
      Under <b>SAML Certificates</b>, download <b>Federation Metadata XML</b>.
    </>,
    <>
      Under <b>Users and groups</b>, assign the people and groups who are to sign in.
    </>,
  ],
  GOOGLE: ({ acsUrl, entityId, mapping }) => [
    <>
      In the Google Admin console, open <b>Apps</b>, <b>Web and mobile apps</b>, press <b>Add app</b> and choose{' '}
      <b>Add custom SAML app</b>.
    </>,
    <>
      Name the app, go on, and press <b>Download metadata</b>. Keep the file for below.
    </>,
    <>
      As <b>Service provider details</b>, fill in:
      <Values of={{ 'ACS URL': acsUrl, 'Entity ID': entityId }} />
    </>,
    <>
      Set <b>Name ID format</b> to <i>EMAIL</i> and <b>Name ID</b> to <i>Basic Information &gt; Primary email</i>.
    </>,
    <>
      Under <b>Attribute mapping</b>, add (the name is the app attribute):
      <Attributes
        mapping={mapping}
        sources={{ email: 'Primary email', given_name: 'First name', family_name: 'Last name' }}
      />
    </>,
    <>
      Finish, open <b>User access</b> and switch the app on for those who are to sign in. Google may take some hours to
      apply this.
    </>,
  ],
  CUSTOM: ({ acsUrl, entityId, mapping }) => [
    <>Add a SAML 2.0 application (a service provider, or relying party) at your identity provider.</>,
    <>
      Give it these values, or import our metadata file from above:
      <Values of={{ 'Assertion consumer service (ACS) URL': acsUrl, 'Entity ID or audience': entityId }} />
    </>,
    <>Let it sign assertions, and send the e-mail address as the name id.</>,
    <>
      Let it send these attributes:
      <Attributes
        mapping={mapping}
        sources={{ email: 'e-mail address', given_name: 'first name', family_name: 'last name' }}
      />
    </>,
    <>Give the people who are to sign in access to it, and save its metadata as an XML file.</>,
  ],
};

const REDIRECT = 'Redirect URI';

/** How each provider's console is set up for OpenID Connect. */
export const OIDC_GUIDES: Guides<OidcValues> = {
  OKTA: ({ redirectUri }) => [
    <>
      In the Okta admin console, open <b>Applications</b>, press <b>Create App Integration</b> and choose{' '}
      <b>OIDC - OpenID Connect</b>, then <b>Web Application</b>.
    </>,
    <>
      Fill in:
      <Values of={{ 'Sign-in redirect URI': redirectUri }} />
    </>,
    <>
      Under <b>Assignments</b>, choose who is to sign in, and save.
    </>,
    <>
      Copy the <b>Client ID</b> and a <b>Client secret</b>. The issuer is your Okta domain, such as{' '}
      <code>https://example.okta.com</code>.
    </>,
  ],
  MICROSOFT_ENTRA: ({ redirectUri }) => [
    <>
      In the Microsoft Entra admin center, open <b>App registrations</b> and press <b>New registration</b>.
    </>,
    <>
      Choose the platform <b>Web</b> and fill in:
      <Values of={{ [REDIRECT]: redirectUri }} />
    </>,
    <>
      Under <b>Certificates &amp; secrets</b>, make a client secret and copy its value, which is shown once.
    </>,
    <>
      Under <b>Token configuration</b>, add the optional claims <code>email</code>, <code>given_name</code> and{' '}
      <code>family_name</code> to the ID token.
    </>,
    <>
      The overview shows the <b>Application (client) ID</b> and the <b>Directory (tenant) ID</b>; the issuer is{' '}
      <code>https://login.microsoftonline.com/</code>, the tenant id and <code>/v2.0</code>.
    </>,
  ],
  GOOGLE: ({ redirectUri }) => [
    <>
      In the Google Cloud console, open <b>APIs &amp; Services</b>, <b>Credentials</b>, and create an{' '}
      <b>OAuth client ID</b> of the type <b>Web application</b>.
    </>,
    <>
      Under <b>Authorized redirect URIs</b>, add:
      <Values of={{ [REDIRECT]: redirectUri }} />
    </>,
    <>
      On the consent screen, choose the user type <b>Internal</b>, so that only your own people can sign in.
    </>,
    <>
      Copy the client id and secret. The issuer is <code>https://accounts.google.com</code>.
    </>,
  ],
  CUSTOM: ({ redirectUri }) => [
    <>Add a confidential web application (a client) for the authorization code flow at your identity provider.</>,
    <>
      Allow this redirect:
      <Values of={{ [REDIRECT]: redirectUri }} />
    </>,
    <>
      Allow the scopes <code>openid</code>, <code>email</code> and <code>profile</code>, and give the people who are to
      sign in access to it.
    </>,
    <>Copy its issuer, client id and client secret.</>,
  ],
};
