import { CombinedError } from 'urql';
import { expect, test } from 'vitest';

import { byField, troubleOfRequest } from './problems';

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

test('who sends too much is told when to try again, by the gateway or by what stands before it', () => {
  const limited = new CombinedError({
    graphQLErrors: [{ message: 'costs', extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 1 } }],
  });
  expect(troubleOfRequest(limited)).toMatchObject({ code: 'RATE_LIMITED', message: expect.stringContaining('in 1 second.') });
  const response = { status: 429, headers: new Headers({ 'retry-after': '30' }) };
  const before = new CombinedError({ networkError: new Error('Too Many Requests'), response });
  expect(troubleOfRequest(before).message).toContain('in 30 seconds.');
  const dated = { status: 429, headers: new Headers({ 'retry-after': 'Fri, 31 Dec 2027 23:59:59 GMT' }) };
  expect(troubleOfRequest(new CombinedError({ networkError: new Error('no'), response: dated })).message).toContain('in a moment');
});

test.each([
  [413, 'TOO_LARGE'],
  [404, 'BAD_REQUEST'],
  [502, 'INTERNAL'],
])('an answer of %i that is no GraphQL is told as %s', (status, code) => {
  const error = new CombinedError({ networkError: new Error('no'), response: { status, headers: new Headers() } });
  expect(troubleOfRequest(error).code).toBe(code);
});
