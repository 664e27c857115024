import { expect, test } from 'vitest';

import { stateOf, uses } from './links';

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
