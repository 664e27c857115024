import type { Fault } from '../../api/problems';
import type { Mapping } from '../guides/providers';

/** One row of the form: our name of an attribute, and the identity provider's. */
export interface Pair {
  readonly key: number;
  readonly ours: string;
  readonly theirs: string;
  /** Our name was typed by the reader. */
  readonly own: boolean;
}

export const KNOWN: Readonly<Record<string, string>> = {
  email: 'E-mail address',
  given_name: 'First name',
  family_name: 'Last name',
};

/** The rows for a mapping; the e-mail address has one always. */
export function pairsOf(mapping: Mapping): readonly Pair[] {
  return Object.entries({ email: '', ...mapping }).map(([ours, theirs], key) => ({
    key,
    ours,
    theirs,
    own: !Object.hasOwn(KNOWN, ours),
  }));
}

export function mappingOf(pairs: readonly Pair[]): Mapping {
  return Object.fromEntries(pairs.map(({ ours, theirs }) => [ours.trim(), theirs]));
}

/** The rows with one more, which is empty. */
export function withOneMore(pairs: readonly Pair[]): readonly Pair[] {
  return [...pairs, { key: Math.max(-1, ...pairs.map(({ key }) => key)) + 1, ours: '', theirs: '', own: true }];
}

/** Names that are missing or stand twice, of which a mapping would lose one without a word; by the fields' names. */
export function faultsOf(pairs: readonly Pair[]): Record<string, string[]> {
  const seen = new Set<string>();
  const faults: Record<string, string[]> = {};
  for (const { key, ours } of pairs) {
    const name = ours.trim();
    if (name === '') faults[oursOf(key)] = ['The attribute needs a name.'];
    else if (seen.has(name)) faults[oursOf(key)] = [`There is another row for ${name}.`];
    seen.add(name);
  }
  return faults;
}

/** What the gateway found wrong, at the rows' fields. */
export function atRows(faults: readonly Fault[], pairs: readonly Pair[]): readonly Fault[] {
  return faults.map((fault) => {
    const row = pairs.find(({ ours }) => fault.field === `attributeMapping.${ours.trim()}`);
    return row ? { ...fault, field: theirsOf(row.key) } : fault;
  });
}

export function oursOf(key: number): string {
  return `ours-${key}`;
}

export function theirsOf(key: number): string {
  return `theirs-${key}`;
}
