import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

const WEB = join(import.meta.dirname, '..');

/** What the type check says of the pages beside another schema.graphql. */
function typeCheckWith(schema: string): string {
  const root = mkdtempSync(join(tmpdir(), 'gateway-web-'));
  try {
    const web = join(root, 'web');
    mkdirSync(web);
    for (const name of ['src', 'scripts', 'package.json', 'tsconfig.json', 'vite.config.ts'])
      cpSync(join(WEB, name), join(web, name), { recursive: true });
    symlinkSync(join(WEB, 'node_modules'), join(web, 'node_modules'));
    writeFileSync(join(root, 'schema.graphql'), schema);
    execFileSync(process.execPath, ['scripts/introspect.mjs'], { cwd: web });
    execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '--noEmit'], { cwd: web });
    return '';
  } catch (failed) {
    return String((failed as { stdout?: Buffer }).stdout ?? failed);
  } finally {
    rmSync(root, { recursive: true });
  }
}

test('a field that is removed from the schema fails the type check of the page that reads it', { timeout: 180_000 }, () => {
  const schema = readFileSync(join(WEB, '../schema.graphql'), 'utf8');
  expect(typeCheckWith(schema)).toBe('');
  const without = schema.replaceAll(/^ {2}acsUrl: String!$/gmu, '  assertionConsumerServiceUrl: String!');
  expect(without).not.toBe(schema);
  expect(typeCheckWith(without)).toContain('src/features/connections/SamlForm.tsx');
});
