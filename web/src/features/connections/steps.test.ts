import { expect, test } from 'vitest';

import { stepOf, stepToGoOn } from './steps';

test.each([
  [{ status: 'DRAFT', attributeMapping: {} }, 'attributes'],
  [{ status: 'IN_PROGRESS', attributeMapping: { given_name: 'x' } }, 'attributes'],
  [{ status: 'IN_PROGRESS', attributeMapping: { email: 'x' } }, 'provider'],
  [{ status: 'COMPLETED', attributeMapping: { email: 'x' } }, 'enable'],
])('%o goes on at %s', (connection, step) => {
  expect(stepToGoOn(connection)).toBe(step);
});

test('what is missing is filled in at its step', () => {
  expect(stepOf('attributeMapping.email')).toBe('attributes');
  expect(stepOf('certificates')).toBe('provider');
});
