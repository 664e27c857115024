/** One pair of metadata as it is typed; both parts may be empty meanwhile. */
export interface Pair {
  readonly id: number;
  readonly key: string;
  readonly value: string;
}

/** The name of a pair's key among the fields of its form. */
export function keyField(id: number): string {
  return `metadata.key.${id}`;
}

export function pairsOf(metadata: Readonly<Record<string, string>>): readonly Pair[] {
  return Object.entries(metadata)
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([key, value], id) => ({ id, key, value }));
}

export function withNewPair(pairs: readonly Pair[]): readonly Pair[] {
  return [...pairs, { id: Math.max(-1, ...pairs.map(({ id }) => id)) + 1, key: '', value: '' }];
}

/** The map that the pairs say; those that were left empty are none. */
export function metadataOfPairs(pairs: readonly Pair[]): Record<string, string> {
  return Object.fromEntries(pairs.filter(isUsed).map(({ key, value }) => [key, value]));
}

/** What a map cannot say: what is wrong with each pair, by its id. */
export function faultsOfPairs(pairs: readonly Pair[]): ReadonlyMap<number, string> {
  const used = pairs.filter(isUsed);
  const faults = used.flatMap(({ id, key }, index): [number, string][] => {
    if (key === '') return [[id, 'The key must not be empty.']];
    return used.findIndex((other) => other.key === key) < index ? [[id, 'The key is there already.']] : [];
  });
  return new Map(faults);
}

function isUsed({ key, value }: Pair): boolean {
  return key !== '' || value !== '';
}
