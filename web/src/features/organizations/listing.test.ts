import { expect, test } from 'vitest';

import { isFiltered, type Listing, listingOf, variablesOf } from './listing';

const NOW = Date.parse('2026-11-30T12:34:56Z');
const WHOLE: Listing = { search: '', feature: null, days: null, deleted: false, order: 'newest', after: null, before: null };

test('an address without parameters lists everything, newest first', () => {
  expect(listingOf(new URLSearchParams())).toEqual(WHOLE);
  expect(variablesOf(WHOLE, NOW)).toMatchObject({
    filter: {},
    orderBy: { field: 'CREATED_AT', direction: 'DESC' },
    first: 25,
    after: null,
    isKey: false,
  });
});

test.each<[string, Partial<Listing>]>([
  ['search=Acme+%26+S%C3%B6hne', { search: 'Acme & Söhne' }],
  ['feature=SSO&deleted=yes', { feature: { name: 'SSO', enabled: true }, deleted: true }],
  ['feature=-DIR_SYNC&order=name-descending', { feature: { name: 'DIR_SYNC', enabled: false }, order: 'name-descending' }],
  ['days=30&after=WyJh_-', { days: 30, after: 'WyJh_-' }],
  ['order=changed&before=WyJi', { order: 'changed', before: 'WyJi' }],
])('the address %s says what is listed', (address, part) => {
  expect(listingOf(new URLSearchParams(address))).toEqual({ ...WHOLE, ...part });
});

test.each(['feature=NONE', 'days=-1', 'days=14', 'days=7.0x', 'days=x', 'order=random', 'deleted=1', 'order=toString'])(
  'what is not understood is as if it were not there: %s',
  (address) => {
    expect(listingOf(new URLSearchParams(address))).toEqual(WHOLE);
  },
);

test('a search that is too short for names is still looked up as a key', () => {
  expect(variablesOf({ ...WHOLE, search: ' ab ' }, NOW)).toMatchObject({ filter: {}, isKey: true, key: { externalIds: ['ab'] } });
  expect(variablesOf({ ...WHOLE, search: 'org_1', deleted: true }, NOW).key).toEqual({ ids: ['org_1'], includeDeleted: true });
  expect(variablesOf({ ...WHOLE, search: 'x'.repeat(256) }, NOW).isKey).toBe(false);
  expect(variablesOf({ ...WHOLE, search: 'org_1' }, NOW).key).toEqual({ ids: ['org_1'] });
});

test('a page before a cursor is the last of what comes before it', () => {
  const variables = variablesOf({ ...WHOLE, before: 'x' }, NOW);
  expect(variables).toMatchObject({ last: 25, before: 'x' });
  expect(variables).not.toHaveProperty('first');
});

test('days are whole ones', () => {
  expect(variablesOf({ ...WHOLE, days: 7 }, NOW).filter).toEqual({ createdFrom: '2026-11-23T00:00:00.000Z' });
  expect(isFiltered({ ...WHOLE, days: 7 })).toBe(true);
  expect(isFiltered({ ...WHOLE, deleted: true, order: 'name' })).toBe(false);
});
