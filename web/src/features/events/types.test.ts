import { expect, test } from 'vitest';

import { typeOf, typesAbout } from './types';

test('a type that is new to the page is told by its own words', () => {
  expect(typeOf('connection.enabled').text).toBe('Connection enabled');
  expect(typeOf('directory_user.created').text).toBe('Directory user created');
});

test('a subject has the types of its kinds, and no subject has them all', () => {
  expect(typesAbout('members')).toContain('invitation.accepted');
  expect(typesAbout('members')?.every((type) => /^(?:membership|invitation)\./u.test(type))).toBe(true);
  expect(typesAbout('')).toBeNull();
});
