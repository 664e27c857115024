import { METADATA, metadataOf, type Values } from './edits';
import { metadataOfPairs, type Pair, pairsOf } from './pairs';

/** What stands in the fields of an organization's form. */
export interface Fields {
  readonly displayName: string;
  readonly externalId: string;
  readonly slug: string;
  readonly pairs: readonly Pair[];
}

export const EMPTY: Fields = { displayName: '', externalId: '', slug: '', pairs: [] };

/** What the fields are called, where something is wrong with them or somebody else has changed them. */
export const LABELS: Readonly<Record<string, string>> = {
  displayName: 'Name',
  externalId: 'External ID',
  slug: 'Slug',
  metadata: 'Metadata',
};

interface Organization {
  readonly displayName: string;
  readonly externalId: string | null;
  readonly slug: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}

export function valuesOf({ displayName, externalId, slug, metadata }: Organization): Values {
  return { displayName, externalId, slug, ...flat(metadata) };
}

export function fieldsFrom(values: Values): Fields {
  const { displayName, externalId, slug } = values;
  return {
    displayName: displayName ?? '',
    externalId: externalId ?? '',
    slug: slug ?? '',
    pairs: pairsOf(metadataOf(values)),
  };
}

/** What the fields say; one that was left empty is null. */
export function valuesOfFields({ displayName, externalId, slug, pairs }: Fields): Values {
  return {
    displayName: displayName.trim(),
    externalId: externalId.trim() || null,
    slug: slug.trim() || null,
    ...flat(metadataOfPairs(pairs)),
  };
}

function flat(metadata: Readonly<Record<string, string>>): Values {
  return Object.fromEntries(Object.entries(metadata).map(([key, value]) => [METADATA + key, value]));
}
