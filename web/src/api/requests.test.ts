import { CombinedError } from 'urql';
import { expect, test } from 'vitest';

import { troubleOfRequest } from './problems';

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
