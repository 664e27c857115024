import { expect, test } from 'vitest';

import { Parent, SOURCE } from './parent';

const A = 'https://a.example';
const B = 'https://b.example';

function parentOf({ embedded = true, parentOrigin = null as string | null } = {}) {
  const told: [unknown, string][] = [];
  const around = { parent: { postMessage: (message: unknown, origin: string) => told.push([message, origin]) }, embedded, parentOrigin };
  return { parent: new Parent(around, [A, B]), told, origins: () => told.map(([, origin]) => origin) };
}

test('the parent named by the link alone is told', () => {
  const { parent, told } = parentOf();
  parent.speakTo(B);
  parent.tell({ type: 'height', height: 7 });
  expect(told).toEqual([[{ source: SOURCE, type: 'height', height: 7 }, B]]);
});

test.each([null, 'https://c.example', '*'])('an origin that is not allowed is told nothing: %s', (origin) => {
  const { parent, told } = parentOf();
  parent.speakTo(origin);
  parent.tell({ type: 'ready' });
  expect(told).toEqual([]);
});

test('before there is a session each allowed origin may be the parent', () => {
  const { parent, origins } = parentOf();
  parent.tell({ type: 'link-needed', reason: 'LINK_USED' });
  expect(origins()).toEqual([A, B]);
});

test('where the browser names the parent, others are not tried', () => {
  const { parent, origins } = parentOf({ parentOrigin: B });
  parent.tell({ type: 'link-needed', reason: 'LINK_USED' });
  expect(origins()).toEqual([B]);
});

test('a page that is not embedded tells nobody', () => {
  const { parent, told } = parentOf({ embedded: false });
  parent.speakTo(A);
  parent.tell({ type: 'ready' });
  expect(told).toEqual([]);
});
