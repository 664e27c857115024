import { expect, test } from 'vitest';

import { actionsOn, isStatus, nameOfMember } from './member';

const invitation = { email: 'ada@example.com', expiresAt: null, timesSent: 1 };

test('a membership is called by the name, else the address, else its id', () => {
  const user = { id: 'usr_1', name: 'Ada', email: 'ada@example.com' };
  expect(nameOfMember({ id: 'mem_1', user, invitation: null })).toBe('Ada');
  expect(nameOfMember({ id: 'mem_1', user: { ...user, name: null }, invitation: null })).toBe('ada@example.com');
  expect(nameOfMember({ id: 'mem_1', user: null, invitation })).toBe('ada@example.com');
  expect(nameOfMember({ id: 'mem_1', user: null, invitation: null })).toBe('mem_1');
});

test('a member is switched and removed, an invitation is resent and revoked', () => {
  expect(actionsOn('ACTIVE')).toEqual(['roles', 'deactivate', 'remove']);
  expect(actionsOn('INACTIVE')).toEqual(['roles', 'reactivate', 'remove']);
  expect(actionsOn('PENDING_INVITE')).toEqual(actionsOn('INVITE_EXPIRED'));
});

test('an address can name a status that is none', () => {
  expect([isStatus('ACTIVE'), isStatus('toString'), isStatus('')]).toEqual([true, false, false]);
});
