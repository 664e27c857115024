import { expect, test } from 'vitest';

import { changedListing, isFiltered, type Listing, listingOf, parametersOf, variablesOf, WHOLE } from './listing';

const NOW = Date.parse('2026-11-30T12:34:56Z');

test('an address without parameters lists everything, newest first', () => {
  expect(listingOf(new URLSearchParams())).toEqual(WHOLE);
  expect(parametersOf(WHOLE)).toEqual({});
  expect(variablesOf(WHOLE, NOW)).toMatchObject({
    filter: {},
    orderBy: { field: 'CREATED_AT', direction: 'DESC' },
    first: 25,
    after: null,
    isKey: false,
  });
});

test.each<Partial<Listing>>([
  { search: 'Acme & Söhne' },
  { feature: { name: 'SSO', enabled: true }, deleted: true },
  { feature: { name: 'DIR_SYNC', enabled: false }, order: 'name-descending' },
  { days: 30, after: 'WyJh_-' },
  { order: 'changed', before: 'WyJi' },
])('a listing is the same after it was an address: %o', (part) => {
  const listing = { ...WHOLE, ...part };
  expect(listingOf(new URLSearchParams(parametersOf(listing)))).toEqual(listing);
});

test.each(['feature=NONE', 'days=-1', 'days=1.5', 'days=x', 'order=random', 'deleted=1', 'order=toString'])(
  'what is not understood is as if it were not there: %s',
  (address) => {
    expect(listingOf(new URLSearchParams(address))).toEqual(WHOLE);
  },
);

test('another condition begins at the first page', () => {
  expect(changedListing({ ...WHOLE, after: 'x' }, { search: 'acme' })).toEqual({ ...WHOLE, search: 'acme' });
});

test('a search that is too short for names is still looked up as a key', () => {
  expect(variablesOf({ ...WHOLE, search: ' ab ' }, NOW)).toMatchObject({ filter: {}, isKey: true, key: { externalIds: ['ab'] } });
  expect(variablesOf({ ...WHOLE, search: 'org_1', deleted: true }, NOW).key).toEqual({ ids: ['org_1'], includeDeleted: true });
  expect(variablesOf({ ...WHOLE, search: 'x'.repeat(256) }, NOW).isKey).toBe(false);
  expect(variablesOf({ ...WHOLE, search: 'org_1' }, NOW).key).toEqual({ ids: ['org_1'] });
  expect(variablesOf({ ...WHOLE, search: 'acme', after: 'x' }, NOW).isKey).toBe(false);
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
