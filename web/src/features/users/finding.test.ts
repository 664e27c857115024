import { expect, test } from 'vitest';

import { variablesOf } from './finding';

const FIRST = { after: null, before: null };

test('what is typed is looked for in names and addresses, and may be an id', () => {
  expect(variablesOf(' ada ', FIRST)).toMatchObject({ filter: { search: 'ada' }, isKey: true, key: { externalId: 'ada' } });
  expect(variablesOf('usr_01', FIRST)).toMatchObject({ key: { id: 'usr_01' } });
});

test('too little is looked for as an id alone, and nothing lists everybody', () => {
  expect(variablesOf('42', FIRST)).toMatchObject({ filter: null, isKey: true, key: { externalId: '42' } });
  expect(variablesOf(' ', FIRST)).toMatchObject({ filter: null, isKey: false });
});

test('an id is looked up on the first page alone', () => {
  expect(variablesOf('ada', { after: 'x', before: null }).isKey).toBe(false);
});
