import { expect, test } from 'vitest';

import { mayBeOpen, stateOf, uses } from './links';

test('a live link expires by the clock, and every other state stays', () => {
  const expiresAt = '2026-03-01T12:00:00Z';
  const then = Date.parse(expiresAt);
  expect(stateOf({ status: 'LIVE', expiresAt }, then - 1)).toBe('LIVE');
  expect(stateOf({ status: 'LIVE', expiresAt }, then)).toBe('EXPIRED');
  expect(stateOf({ status: 'USED', expiresAt }, then)).toBe('USED');
  expect(stateOf({ status: 'REVOKED', expiresAt }, then)).toBe('REVOKED');
});

test('uses are counted in words', () => {
  expect([0, 1, 12].map(uses)).toEqual(['Never', 'Once', '12 times']);
});

test('a link can be ended while it opens, and while a session it has opened may go on', () => {
  const expiresAt = '2026-03-01T12:00:00Z';
  const lastUsedAt = '2026-03-01T11:00:00Z';
  const end = Date.parse('2026-03-01T17:00:00Z');
  expect(mayBeOpen({ status: 'LIVE', expiresAt, lastUsedAt: null }, Date.parse(expiresAt) - 1)).toBe(true);
  expect(mayBeOpen({ status: 'LIVE', expiresAt, lastUsedAt: null }, Date.parse(expiresAt))).toBe(false);
  for (const status of ['USED', 'EXPIRED'] as const) {
    expect(mayBeOpen({ status, expiresAt, lastUsedAt }, end - 1)).toBe(true);
    expect(mayBeOpen({ status, expiresAt, lastUsedAt }, end)).toBe(false);
    expect(mayBeOpen({ status, expiresAt, lastUsedAt: null }, end - 1)).toBe(false);
  }
  expect(mayBeOpen({ status: 'REVOKED', expiresAt, lastUsedAt }, end - 1)).toBe(false);
});
