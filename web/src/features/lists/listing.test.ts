import { expect, test } from 'vitest';

import { changedAddress, counted, isTooShort, PAGE_SIZE, pageOf, searchOf, shownOn, sliceOf, totalOf } from './listing';

const page = (address: string) => sliceOf(pageOf(new URLSearchParams(address)));

test('an address leads to a page forwards or backwards, and without a cursor to the first', () => {
  expect(page('')).toEqual({ first: PAGE_SIZE, after: null });
  expect(page('after=x&search=y')).toEqual({ first: PAGE_SIZE, after: 'x' });
  expect(page('before=x')).toEqual({ last: PAGE_SIZE, before: 'x' });
  expect(page('after=x&before=y')).toEqual({ first: PAGE_SIZE, after: 'x' });
});

test('other conditions begin at the first page, and empty ones leave the address', () => {
  const address = new URLSearchParams('after=x&search=ada&status=ACTIVE');
  expect(String(changedAddress(address, { status: '' }))).toBe('search=ada');
  expect(String(changedAddress(address, { before: 'z' }))).toBe('search=ada&status=ACTIVE&before=z');
  expect(String(address)).toBe('after=x&search=ada&status=ACTIVE');
});

test('less than three characters are not searched for', () => {
  expect([searchOf(' ab '), searchOf(' abc '), searchOf('äöü')]).toEqual([null, 'abc', 'äöü']);
  expect(isTooShort('𝒜𝒞')).toBe(true);
  expect([isTooShort(''), isTooShort(' '), isTooShort('ab'), isTooShort('abc')]).toEqual([false, false, true, false]);
});

test('what is found by its id is shown and counted beside the list, unless it is in it', () => {
  const [a, b] = [{ id: 'a' }, { id: 'b' }];
  const first = { nodes: [a], pageInfo: { hasPreviousPage: false } };
  expect(shownOn(first, { nodes: [b] })).toEqual([b, a]);
  expect(shownOn(first, { nodes: [a] })).toEqual([a]);
  expect(shownOn(first, undefined)).toEqual([a]);
  expect(shownOn({ ...first, pageInfo: { hasPreviousPage: true } }, { nodes: [b] })).toEqual([a]);
  const [none, one, many] = [0, 1, 26].map((totalCount) => ({ totalCount }));
  expect([totalOf(undefined), many && totalOf({ found: many })]).toEqual([undefined, 26]);
  expect(many && totalOf({ found: many, exact: one, both: none })).toBe(27);
  expect(many && totalOf({ found: many, exact: one, both: one })).toBe(26);
});

test('one is told apart from many, and nothing is told before it is known', () => {
  expect([counted(undefined, 'member', 'members'), counted(1, 'member', 'members'), counted(0, 'member', 'members')]).toEqual([
    null,
    '1 member',
    '0 members',
  ]);
});
