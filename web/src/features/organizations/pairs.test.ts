import { expect, test } from 'vitest';

import { faultsOfPairs, metadataOfPairs, pairsOf, withNewPair } from './pairs';

test('metadata is the same after it was edited as pairs, and pairs that were left empty are none', () => {
  const metadata = { plan: 'enterprise', industry: '', __proto: 'x' };
  expect(metadataOfPairs(withNewPair(pairsOf(metadata)))).toEqual(metadata);
});

test('every pair has an id of its own', () => {
  const pairs = withNewPair(withNewPair(pairsOf({ b: '1', a: '2' })));
  expect(pairs.map(({ id, key }) => [id, key])).toEqual([
    [0, 'a'],
    [1, 'b'],
    [2, ''],
    [3, ''],
  ]);
  expect(withNewPair([]).map(({ id }) => id)).toEqual([0]);
});

test('a value without a key and a key that is there twice are faults of their pairs', () => {
  const pairs = [
    { id: 0, key: 'a', value: '1' },
    { id: 1, key: '', value: 'x' },
    { id: 2, key: '', value: '' },
    { id: 3, key: 'a', value: '2' },
  ];
  expect(faultsOfPairs(pairs)).toEqual(
    new Map([
      [1, 'The key must not be empty.'],
      [3, 'The key is there already.'],
    ]),
  );
});
