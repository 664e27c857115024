import { expect, test } from 'vitest';

import { certificateText } from './certificateText';

test('a text stays as it is', async () => {
  const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
  expect(await certificateText(new Blob([pem]))).toBe(pem);
  expect(await certificateText(new Blob([]))).toBe('');
});

test('DER becomes PEM, in lines of 64 characters', async () => {
  const der = new Uint8Array(100).map((_, index) => [0x30, 0x82][index] ?? 200 + (index % 50));
  const lines = (await certificateText(new Blob([der]))).split('\n');
  expect(lines[0]).toBe('-----BEGIN CERTIFICATE-----');
  expect(lines.slice(-2)).toEqual(['-----END CERTIFICATE-----', '']);
  expect(lines.slice(1, -2).map(({ length }) => length)).toEqual([64, 64, 8]);
  expect(Uint8Array.from(atob(lines.slice(1, -2).join('')), (text) => text.codePointAt(0) ?? 0)).toEqual(der);
});
