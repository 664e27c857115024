import { expect, test } from 'vitest';

import { conditionsOf, variablesOf } from './finding';

const FIRST = { after: null, before: null };

test('what is typed is looked for in names and addresses, and may be an id', () => {
  expect(variablesOf(' ada ', FIRST)).toMatchObject({ filter: { search: 'ada' }, isKey: true, key: { externalIds: ['ada'] } });
  expect(variablesOf('usr_01', FIRST)).toMatchObject({ key: { ids: ['usr_01'] } });
});

test('too little is looked for as an id alone, and nothing lists everybody', () => {
  expect(variablesOf('42', FIRST)).toMatchObject({ filter: {}, isKey: true, key: { externalIds: ['42'] } });
  expect(variablesOf(' ', FIRST)).toMatchObject({ filter: {}, isKey: false });
});

test('what is longer than any id is none', () => {
  expect(variablesOf('x'.repeat(256), FIRST).isKey).toBe(false);
});

test('whoever is found both ways is counted once', () => {
  expect(conditionsOf('ada').both).toEqual({ search: 'ada', externalIds: ['ada'] });
});
