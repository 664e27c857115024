/** The enterprise features, as people call them. */
export const FEATURES = {
  SSO: { name: 'Single sign-on', text: 'People sign in with the identity provider of their organization.' },
  DIR_SYNC: { name: 'Directory sync', text: 'Users and groups follow the directory of the organization (SCIM).' },
  DOMAIN_VERIFICATION: { name: 'Domain verification', text: 'The organization proves which e-mail domains are its own.' },
  SESSION_POLICY: { name: 'Session policy', text: 'The organization decides how long sessions last.' },
} as const satisfies Record<string, { name: string; text: string }>;

export type Feature = keyof typeof FEATURES;
export const FEATURE_NAMES = Object.keys(FEATURES) as readonly Feature[];

export function isFeature(text: string): text is Feature {
  return Object.hasOwn(FEATURES, text);
}
