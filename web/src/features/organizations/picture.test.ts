import { expect, test } from 'vitest';

import { faultOfPicture } from './picture';

test.each([
  ['image/png', 512 * 1024, null],
  ['image/webp', 1, null],
  ['image/jpeg', 512 * 1024 + 1, 'The picture has 513 KB; 512 KB are the most.'],
  ['image/svg+xml', 10, 'Choose a PNG, JPEG or WebP picture.'],
  ['', 10, 'Choose a PNG, JPEG or WebP picture.'],
])('a picture of the type %s with %i bytes: %s', (type, size, fault) => {
  expect(faultOfPicture({ type, size })).toBe(fault);
});
