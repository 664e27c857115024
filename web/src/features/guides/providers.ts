import type { graphql } from '../../api/graphql';

export type Provider = ReturnType<typeof graphql.scalar<'ConnectionProvider'>>;
export type Protocol = ReturnType<typeof graphql.scalar<'ConnectionProtocol'>>;

const CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';

/** Names of our attributes with the identity provider's names for them. */
export type Mapping = Readonly<Record<string, string>>;

const PLAIN: Mapping = { email: 'email', given_name: 'given_name', family_name: 'family_name' };
const MICROSOFT: Mapping = {
  email: `${CLAIMS}/emailaddress`,
  given_name: `${CLAIMS}/givenname`,
  family_name: `${CLAIMS}/surname`,
};

const NAMES: Readonly<Record<Exclude<Provider, 'CUSTOM'>, string>> = {
  OKTA: 'Okta',
  MICROSOFT_ENTRA: 'Microsoft Entra ID',
  GOOGLE: 'Google Workspace',
  AUTH0: 'Auth0',
  ONELOGIN: 'OneLogin',
  PING_IDENTITY: 'Ping Identity',
  JUMPCLOUD: 'JumpCloud',
  ADFS: 'AD FS',
  KEYCLOAK: 'Keycloak',
  SHIBBOLETH: 'Shibboleth',
  CYBERARK: 'CyberArk',
  DUO: 'Duo',
  RIPPLING: 'Rippling',
  CLOUDFLARE: 'Cloudflare',
  CLASSLINK: 'ClassLink',
  VMWARE: 'Workspace ONE',
  SALESFORCE: 'Salesforce',
  LOGIN_GOV: 'Login.gov',
};
const SHOWN = ['OKTA', 'MICROSOFT_ENTRA', 'GOOGLE', 'AUTH0', 'ONELOGIN', 'PING_IDENTITY', 'JUMPCLOUD', 'ADFS', 'KEYCLOAK'] as const;

/** The identity providers to choose from; those without a guide of their own have the generic one. */
export const PROVIDERS: readonly { readonly value: Provider; readonly name: string }[] = [
  ...SHOWN.map((value) => ({ value, name: NAMES[value] })),
  { value: 'CUSTOM', name: 'Another provider' },
];

/** The provider's name in a sentence. */
export function nameOf(provider: Provider): string {
  return provider === 'CUSTOM' ? 'your identity provider' : NAMES[provider];
}

/** The provider's name by itself. */
export function titleOf(provider: Provider): string {
  if (provider === 'CUSTOM') return 'Custom';
  const words = provider.toLowerCase().replaceAll('_', ' ');
  return PROVIDERS.find((each) => each.value === provider)?.name ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** The mapping to begin with: what the provider sends by itself, or what its guide tells to set up. */
export function usualMapping(provider: Provider, protocol: Protocol): Mapping {
  const microsoft = provider === 'MICROSOFT_ENTRA' || provider === 'ADFS';
  return protocol === 'SAML' && microsoft ? MICROSOFT : PLAIN;
}

/** The issuer of a provider that has the same one for everybody; otherwise it has to be looked up. */
export function usualIssuer(provider: Provider): string {
  return provider === 'GOOGLE' ? 'https://accounts.google.com' : '';
}
