import { expect, test } from 'vitest';

import { changedAddress, counted, isTooShort, PAGE_SIZE, pageOf, searchOf, sliceOf } from './listing';

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

test('one is told apart from many, and nothing is told before it is known', () => {
  expect([counted(undefined, 'member', 'members'), counted(1, 'member', 'members'), counted(0, 'member', 'members')]).toEqual([
    null,
    '1 member',
    '0 members',
  ]);
});
