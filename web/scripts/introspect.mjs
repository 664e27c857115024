// Writes the types of ../schema.graphql for gql.tada: an operation that no longer fits the schema fails the type check.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

import { minifyIntrospection, outputIntrospectionFile } from '@gql.tada/internal';
import { buildSchema, introspectionFromSchema } from 'graphql';

const [source = '../schema.graphql', target = 'generated/schema.d.ts'] = process.argv.slice(2);
const sdl = readFileSync(new URL(source, new URL('../', import.meta.url)), 'utf8');
// The routers' directives (@key, @cost, ...) are not declared in the text, and say nothing to a client.
const schema = buildSchema(sdl, { assumeValidSDL: true });
const introspection = minifyIntrospection(introspectionFromSchema(schema, { descriptions: false }));
mkdirSync(new URL('../generated/', import.meta.url), { recursive: true });
writeFileSync(
  new URL(target, new URL('../', import.meta.url)),
  outputIntrospectionFile(introspection, { fileType: '.d.ts', shouldPreprocess: true }),
);
