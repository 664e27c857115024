import { expect, test } from 'vitest';

import { health, standing, worstOf } from './health';

test.each([
  ['VALID', 412, 'good', '412 days left'],
  ['EXPIRING', 1, 'warn', '1 day left'],
  ['EXPIRING', 0, 'warn', '0 days left'],
  ['EXPIRED', -3, 'bad', 'Expired'],
  ['NOT_YET_VALID', 700, 'warn', 'Not valid yet'],
])('a certificate that is %s with %i days left is %s: %s', (status, daysLeft, tone, text) => {
  expect(health(status, daysLeft)).toEqual({ tone, text });
});

test('of several certificates the one to look at is shown', () => {
  const valid = { status: 'VALID', daysLeft: 100 };
  const soon = { status: 'EXPIRING', daysLeft: 9 };
  expect(worstOf([valid, { status: 'EXPIRING', daysLeft: 40 }, soon])?.text).toBe('9 days left');
  expect(worstOf([soon, { status: 'EXPIRED', daysLeft: -1 }])?.text).toBe('Expired');
  expect(worstOf([valid, { status: 'NOT_YET_VALID', daysLeft: 500 }])?.text).toBe('Not valid yet');
  expect(worstOf([])).toBeNull();
});

test('a connection that is enabled while its feature is off is told apart from one that works', () => {
  expect(standing({ status: 'COMPLETED', enabled: true, active: true }).tone).toBe('good');
  expect(standing({ status: 'COMPLETED', enabled: true, active: false }).text).toBe('Enabled, but single sign-on is off');
  expect(standing({ status: 'COMPLETED', enabled: false, active: false }).text).toBe('Ready, not enabled');
  expect(standing({ status: 'IN_PROGRESS', enabled: false, active: false }).text).toBe('Being set up');
  expect(standing({ status: 'DRAFT', enabled: false, active: false }).text).toBe('Draft');
});
