import { expect, test } from 'vitest';

import { atRows, faultsOf, mappingOf, pairsOf, withOneMore } from './attributes';

const mapping = { given_name: 'first', department: 'dept' };

test('there is a row for the e-mail address, and for what is mapped', () => {
  expect(pairsOf(mapping).map(({ ours, own }) => [ours, own])).toEqual([
    ['email', false],
    ['given_name', false],
    ['department', true],
  ]);
  expect(mappingOf(pairsOf(mapping))).toEqual({ email: '', ...mapping });
});

test('a row of its own key is added, also after others have gone', () => {
  const [, ...later] = pairsOf(mapping);
  expect(withOneMore(later).map(({ key }) => key)).toEqual([1, 2, 3]);
  expect(withOneMore([]).map(({ key }) => key)).toEqual([0]);
});

test.each(['constructor', 'toString', '__proto__'])('%s is a name like others', (ours) => {
  const pairs = [...pairsOf({}), { key: 1, ours, theirs: 'x', own: true }];
  expect(faultsOf(pairs)).toEqual({});
  expect(Object.entries(mappingOf(pairs))).toContainEqual([ours, 'x']);
});

test('a name that is missing or stands twice is told, so that no row is lost', () => {
  const [email] = pairsOf({});
  const pairs = [email, { key: 1, ours: '', theirs: 'a', own: true }, { key: 2, ours: 'email ', theirs: 'b', own: true }];
  expect(faultsOf(pairs.filter((pair) => pair !== undefined))).toEqual({
    'ours-1': ['The attribute needs a name.'],
    'ours-2': ['There is another row for email.'],
  });
});

test('what is wrong with an attribute is told at its row, what is wrong with the mapping stays', () => {
  const faults = [
    { field: 'attributeMapping.department', message: 'is empty' },
    { field: 'attributeMapping', message: 'has too many' },
  ];
  expect(atRows(faults, pairsOf(mapping)).map(({ field }) => field)).toEqual(['theirs-2', 'attributeMapping']);
});
