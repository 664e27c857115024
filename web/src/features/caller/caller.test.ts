import { expect, test } from 'vitest';

import { callerOf } from './caller';

const member = {
  __typename: 'Member' as const,
  user: { name: null, email: 'ada@example.com' },
  organization: { id: 'org_1', displayName: 'Acme' },
  activeMembership: { effectivePermissions: ['organizations:read', 'memberships:read'] },
};

test('an API key sees the whole environment, within its scopes', () => {
  expect(callerOf({ __typename: 'ApiKey', name: 'ops', scopes: ['organizations:read'] })).toEqual({
    name: 'ops',
    organization: null,
    permissions: new Set(['organizations:read']),
  });
});

test('a member sees its active organization, as its roles allow, and is called by its address where it has no name', () => {
  expect(callerOf(member)).toEqual({
    name: 'ada@example.com',
    organization: member.organization,
    permissions: new Set(['organizations:read', 'memberships:read', 'identities:read']),
  });
});

test.each([
  ['a portal session', { __typename: 'PortalSession' as const }, 'PORTAL_SESSION'],
  ['a member without an active organization', { ...member, organization: null }, 'NO_ORGANIZATION'],
  ['a key that reads no organizations', { __typename: 'ApiKey' as const, name: 'x', scopes: ['users:read'] }, 'NO_PERMISSION'],
])('%s cannot use the dashboard', (_, viewer, why) => {
  expect(callerOf(viewer)).toBe(why);
});

const keyWith = (scope: string) => callerOf({ __typename: 'ApiKey', name: 'x', scopes: ['organizations:read', scope] });

test('who reads users whole reads their names, and a key that reads memberships does not', () => {
  const names = 'identities:read';
  expect(keyWith('users:read')).toMatchObject({ permissions: new Set(['organizations:read', 'users:read', names]) });
  expect(keyWith('memberships:read')).toMatchObject({ permissions: new Set(['organizations:read', 'memberships:read']) });
});
