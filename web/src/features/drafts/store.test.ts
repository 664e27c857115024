import { expect, test } from 'vitest';

import { Keeping } from '../storage/keeping';
import { Drafts } from './store';

function keeping(): ConstructorParameters<typeof Drafts>[0] {
  return new Keeping('drafts', (value): value is Record<string, object> => typeof value === 'object' && value !== null, () => {
    throw new DOMException('refused', 'SecurityError');
  });
}

test('a form finds what was typed into it, until it is saved', () => {
  const kept = keeping();
  const drafts = new Drafts(kept);
  drafts.set('a', { issuer: 'x' });
  drafts.set('b', { issuer: 'y' });
  drafts.delete('a');
  expect([drafts.get('a'), drafts.get('b')]).toEqual([null, { issuer: 'y' }]);
  expect(new Drafts(kept).get('b')).toEqual({ issuer: 'y' });
});

test('a form of a strange name has nothing', () => {
  expect(new Drafts(keeping()).get('constructor')).toBeNull();
});
