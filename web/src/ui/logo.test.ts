import { expect, test } from 'vitest';

import { ownLogo } from './logo';

const HERE = 'https://gateway.example';

test('a logo that was uploaded here is a picture', () => {
  expect(ownLogo(`${HERE}/logos/ab12.png`, HERE)).toBe(`${HERE}/logos/ab12.png`);
});

test.each([null, '', 'logo.png', 'https://acme.example/logos/ab12.png', `${HERE}/graphql?query={viewer{id}}`, `${HERE}/logos/../graphql`, 'javascript:alert(1)'])(
  'no other address is one: %s',
  (url) => {
    expect(ownLogo(url, HERE)).toBeNull();
  },
);
