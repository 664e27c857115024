import { expect, test } from 'vitest';

import { changesOf, differ, differences, isContested, merged, type Values } from './edits';

const base: Values = { displayName: 'Acme', slug: 'acme', externalId: null, 'metadata.plan': 'free', 'metadata.seats': '5' };

test('what only one of two has changed is in the result of both', () => {
  const mine = { ...base, displayName: 'Acme Ltd' };
  const theirs = { ...base, slug: 'acme-ltd', 'metadata.seats': null, 'metadata.region': 'eu' };
  const changes = changesOf(base, mine, theirs);
  expect(changes.map(({ field }) => field)).toEqual(['slug', 'metadata.seats', 'metadata.region']);
  expect(changes.some(isContested)).toBe(false);
  expect(merged(base, mine, theirs, {})).toEqual({
    displayName: 'Acme Ltd',
    slug: 'acme-ltd',
    externalId: null,
    'metadata.plan': 'free',
    'metadata.seats': null,
    'metadata.region': 'eu',
  });
});

test('what both have changed is as was chosen, and stays ones own until then', () => {
  const mine = { ...base, displayName: 'Acme Ltd', 'metadata.plan': null };
  const theirs = { ...base, displayName: 'Acme Inc', 'metadata.plan': 'enterprise' };
  expect(changesOf(base, mine, theirs).every(isContested)).toBe(true);
  expect(merged(base, mine, theirs, {})).toEqual(mine);
  expect(merged(base, mine, theirs, { displayName: 'theirs' })).toEqual({ ...mine, displayName: 'Acme Inc' });
});

test('what both have changed to the same is no change of theirs', () => {
  const mine = { ...base, slug: null };
  expect(changesOf(base, mine, { ...base, slug: null })).toEqual([]);
  expect(changesOf(base, base, base)).toEqual([]);
});

test('only what differs is sent, the metadata whole', () => {
  expect(differences(base, base)).toEqual({});
  expect(differences(base, { ...base, slug: null })).toEqual({ slug: null });
  expect(differences(base, { ...base, 'metadata.plan': null, 'metadata.region': 'eu' })).toEqual({
    metadata: { seats: '5', region: 'eu' },
  });
  expect(differ(base, { ...base, 'metadata.none': null })).toBe(false);
});

test('the keys of metadata are any text', () => {
  const odd = { 'metadata.metadata.plan': 'a', 'metadata.': 'b', 'metadata.constructor': 'c' };
  expect(differences({}, odd)).toEqual({ metadata: { 'metadata.plan': 'a', '': 'b', constructor: 'c' } });
});
