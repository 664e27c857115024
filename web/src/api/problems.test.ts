import { CombinedError } from 'urql';
import { expect, test } from 'vitest';

import { byField, troubleOf, troubleOfRequest } from './problems';

test('each fault is told beside its field, those of its parts too, and the rest by name', () => {
  const faults = [
    { field: 'ssoUrl', message: 'must be https' },
    { field: 'certificates.0', message: 'has expired' },
    { field: 'attributeMapping.email', message: 'is empty' },
    { field: 'attributeMapping', message: 'has a name that is empty' },
  ];
  const labels = { ssoUrl: 'The URL', certificates: 'The text', 'attributeMapping.email': 'The name' };
  expect(byField(faults, labels)).toEqual({
    errors: {
      ssoUrl: ['The URL must be https.'],
      certificates: ['The text has expired.'],
      'attributeMapping.email': ['The name is empty.'],
    },
    rest: ['attributeMapping has a name that is empty'],
  });
});

test('a network that is down and a server that fails are told apart from a refusal', () => {
  const down = new CombinedError({ networkError: new Error('fetch failed') });
  expect(troubleOfRequest(down).code).toBe('UNREACHABLE');
  const refused = new CombinedError({
    graphQLErrors: [{ message: 'no', extensions: { code: 'FORBIDDEN' } }],
  });
  expect(troubleOfRequest(refused)).toMatchObject({ code: 'FORBIDDEN', message: 'no' });
  const failed = new CombinedError({ graphQLErrors: [{ message: 'internal', extensions: { code: 'INTERNAL' } }] });
  expect(troubleOfRequest(failed).message).toContain('on our side');
});

test('what another one has is told beside the field that is to have it', () => {
  const { faults } = troubleOf({ code: 'EXTERNAL_ID_TAKEN', message: 'the external id a is taken' } as Parameters<typeof troubleOf>[0]);
  expect(byField(faults, { externalId: 'The external ID' }).errors).toEqual({ externalId: ['The external ID is taken.'] });
});
