import { expect, test } from 'vitest';

import { labelled, marksTo } from './scale';

const shown = (places: number, most: number) => Array.from({ length: places }, (_, place) => place).filter(labelled(places, most));

test.each([
  [0, [0, 1]],
  [1, [0, 1]],
  [3, [0, 1, 2, 3]],
  [7, [0, 2, 4, 6, 8]],
  [97, [0, 25, 50, 75, 100]],
  [1234, [0, 500, 1000, 1500]],
  [100_000, [0, 25_000, 50_000, 75_000, 100_000]],
])('an axis to %i has round marks', (most, marks) => {
  expect(marksTo(most)).toEqual(marks);
});

test('whatever the figures, an axis reaches over them with few whole marks', () => {
  for (let most = 0; most < 3000; most += 7) {
    const marks = marksTo(most);
    expect(marks.at(-1)).toBeGreaterThanOrEqual(most);
    expect(marks.length).toBeLessThanOrEqual(6);
    expect(marks.every((mark) => Number.isInteger(mark))).toBe(true);
  }
});

test('of many places few are labelled, and the last always is', () => {
  expect(shown(12, 12)).toHaveLength(12);
  expect(shown(12, 6)).toEqual([1, 3, 5, 7, 9, 11]);
  expect(shown(36, 5)).toEqual([3, 11, 19, 27, 35]);
  expect(shown(1, 0)).toEqual([0]);
});
