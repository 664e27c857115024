/** What people edit of an organization, flat: `displayName`, `slug`, `metadata.plan`; what is absent is null. */
export type Values = Readonly<Record<string, string | null>>;

export const METADATA = 'metadata.';

/** What somebody else has changed since one began to edit. */
export interface Change {
  readonly field: string;
  /** How it was when one began, how one wants it, and how it is now. */
  readonly base: string | null;
  readonly mine: string | null;
  readonly theirs: string | null;
}

export type Side = 'mine' | 'theirs';
export type Choices = Readonly<Record<string, Side>>;

/** What others have changed to something else than one has oneself. */
export function changesOf(base: Values, mine: Values, theirs: Values): readonly Change[] {
  return fieldsOf(base, mine, theirs)
    .map((field) => ({ field, base: base[field] ?? null, mine: mine[field] ?? null, theirs: theirs[field] ?? null }))
    .filter((change) => change.theirs !== change.base && change.theirs !== change.mine);
}

/** Whether both have changed it, so that somebody must choose. */
export function isContested({ base, mine }: Change): boolean {
  return mine !== base;
}

/** What others have changed with what one has oneself; where both have, what was chosen, and one's own if nothing was. */
export function merged(base: Values, mine: Values, theirs: Values, choices: Choices): Values {
  const taken = changesOf(base, mine, theirs).filter(
    (change) => !isContested(change) || choices[change.field] === 'theirs',
  );
  return { ...mine, ...Object.fromEntries(taken.map(({ field, theirs: value }) => [field, value])) };
}

export function differ(one: Values, other: Values): boolean {
  return fieldsOf(one, other).some((field) => (one[field] ?? null) !== (other[field] ?? null));
}

/** The fields to send to make `before` what is `wanted`: the map of metadata whole, as an update replaces it. */
export function differences(
  before: Values,
  wanted: Values,
): { metadata?: Record<string, string> } & Record<string, string | null | Record<string, string>> {
  const changed = fieldsOf(before, wanted).filter((field) => (before[field] ?? null) !== (wanted[field] ?? null));
  const own = changed.filter((field) => !field.startsWith(METADATA));
  const fields = Object.fromEntries(own.map((field) => [field, wanted[field] ?? null]));
  return changed.length === own.length ? fields : { ...fields, metadata: metadataOf(wanted) };
}

export function metadataOf(values: Values): Record<string, string> {
  const pairs = Object.entries(values).filter(
    (entry): entry is [string, string] => entry[0].startsWith(METADATA) && entry[1] !== null,
  );
  return Object.fromEntries(pairs.map(([field, value]) => [field.slice(METADATA.length), value]));
}

function fieldsOf(...all: readonly Values[]): readonly string[] {
  return [...new Set(all.flatMap((values) => Object.keys(values)))];
}
