import { expect, test } from 'vitest';

import { changesOf, nameIn } from './changes';

test('only what differs is told, each part with what it was and what it is', () => {
  const before = { display_name: 'Acme', slug: null, features: ['SSO'], enabled: false, version: 1 };
  const after = { display_name: 'Acme Ltd', slug: 'acme', features: ['SSO'], enabled: true, version: 2 };
  expect(changesOf(before, after)).toEqual([
    { name: 'Display name', before: 'Acme', after: 'Acme Ltd' },
    { name: 'Enabled', before: 'no', after: 'yes' },
    { name: 'Slug', before: null, after: 'acme' },
  ]);
});

test('a map is told key by key', () => {
  const before = { metadata: { plan: 'free', seats: '5' } };
  const after = { metadata: { plan: 'enterprise', seats: '5', region: 'eu' } };
  expect(changesOf(before, after)).toEqual([
    { name: 'Metadata: plan', before: 'free', after: 'enterprise' },
    { name: 'Metadata: region', before: null, after: 'eu' },
  ]);
});

test('of something new, everything that is not empty is told, and nothing of its keeping', () => {
  const after = { id: 'conn_1', organization_id: 'org_1', idp_entity_id: null, sso_url: 'https://idp.test', roles: [], scopes: ['openid', 'email'] };
  expect(changesOf(null, after)).toEqual([
    { name: 'SSO URL', before: null, after: 'https://idp.test' },
    { name: 'Scopes', before: null, after: 'openid, email' },
  ]);
});

test('a certificate is told by its ends, without the lines around it', () => {
  const body = `MIID${'A'.repeat(300)}9fQ=`;
  const pem = `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`;
  const [change] = changesOf(null, { certificates: [pem] });
  expect(change?.after).toMatch(/^MIIDA+ … A+9fQ=$/u);
  expect(change?.after?.length).toBeLessThan(60);
});

test('a moment is told in the reader’s words', () => {
  const [change] = changesOf(null, { expires_at: '2026-03-01T12:00:00+00:00' });
  expect(change?.after).not.toContain('T12');
  expect(change?.after).toContain('2026');
});

test('what an event is about has a name, or none', () => {
  expect(nameIn(null, { display_name: 'Okta' })).toBe('Okta');
  expect(nameIn({ invited_email: 'ada@example.com' }, null)).toBe('ada@example.com');
  expect(nameIn({ display_name: 'Old' }, { display_name: 'New' })).toBe('New');
  expect(nameIn(null, { roles: ['admin'] })).toBeNull();
  expect(nameIn(null, { feature: 'DIR_SYNC', enabled: true })).toBe('Directory sync');
  expect(nameIn(null, null)).toBeNull();
});
