import { describe, expect, test } from 'vitest';

import { Keeping } from '../storage/keeping';
import { isKept, type Kept } from './kept';
import { linkOf, takeSecret } from './link';
import { timeLeft } from './time';

const LINK = `gwl_${'0'.repeat(26)}_${'1'.repeat(26)}_`;
const SECRET = `${LINK}${'A'.repeat(43)}0a1b2c3d`;

test('a link is told by what is no secret of it', () => {
  expect(linkOf(SECRET)).toBe(LINK);
});

test.each(['', 'gwl_', SECRET.slice(1), SECRET.slice(0, -1), `${SECRET}0`, SECRET.replace('gwl', 'gwp')])(
  'what is no link has no name: %s',
  (text) => {
    expect(linkOf(text)).toBeNull();
  },
);

test('the secret leaves the address and the history', () => {
  const replaced: unknown[] = [];
  const location = { hash: `#${SECRET}`, pathname: '/portal', search: '' } as Location;
  const history = { replaceState: (...given: unknown[]) => replaced.push(given) } as unknown as History;
  expect(takeSecret(location, history)).toBe(SECRET);
  expect(replaced).toEqual([[null, '', '/portal']]);
  expect(takeSecret({ ...location, hash: '' }, history)).toBeNull();
});

function storage(): Storage {
  const values = new Map<string, string>();
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  } as unknown as Storage;
}

function keepingIn(from: () => Storage): Keeping<Kept> {
  return new Keeping('gateway:portal-session', isKept, from);
}

describe('a session is kept', () => {
  const kept = { link: LINK, token: 'gwp_x' };

  test('for the next page of the tab', () => {
    const shared = storage();
    keepingIn(() => shared).write(kept);
    expect(keepingIn(() => shared).read()).toEqual(kept);
    keepingIn(() => shared).write(null);
    expect(keepingIn(() => shared).read()).toBeNull();
  });

  test('in memory where the browser refuses its storage', () => {
    const keeping = keepingIn(() => {
      throw new DOMException('refused', 'SecurityError');
    });
    keeping.write(kept);
    expect(keeping.read()).toEqual(kept);
  });

  test('unless the storage holds something else', () => {
    const shared = storage();
    for (const text of ['', 'null', '{}', '{"link": 1, "token": 2}', '[']) {
      shared.setItem('gateway:portal-session', text);
      expect(keepingIn(() => shared).read()).toBeNull();
    }
  });
});

test.each([
  [0, '0 min'],
  [1, '1 min'],
  [60_000, '1 min'],
  [3_600_000, '1 h'],
  [3_600_001, '1 h 1 min'],
  [21_599_000, '6 h'],
  [-5, '0 min'],
])('of %i milliseconds %s are left', (milliseconds, said) => {
  expect(timeLeft(milliseconds)).toBe(said);
});
