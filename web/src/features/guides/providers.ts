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

/** The identity providers to choose from; those without a guide of their own have the generic one. */
export const PROVIDERS: readonly { readonly value: Provider; readonly name: string }[] = [
  { value: 'OKTA', name: 'Okta' },
  { value: 'MICROSOFT_ENTRA', name: 'Microsoft Entra ID' },
  { value: 'GOOGLE', name: 'Google Workspace' },
  { value: 'AUTH0', name: 'Auth0' },
  { value: 'ONELOGIN', name: 'OneLogin' },
  { value: 'PING_IDENTITY', name: 'Ping Identity' },
  { value: 'JUMPCLOUD', name: 'JumpCloud' },
  { value: 'ADFS', name: 'AD FS' },
  { value: 'KEYCLOAK', name: 'Keycloak' },
  { value: 'CUSTOM', name: 'Another provider' },
];

/** The provider's name in a sentence. */
export function nameOf(provider: Provider): string {
  if (provider === 'CUSTOM') return 'your identity provider';
  return PROVIDERS.find((each) => each.value === provider)?.name ?? provider;
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
