/** A page of a list: what comes after one cursor, or before another; the first page has neither. */
export interface Page {
  readonly after: string | null;
  readonly before: string | null;
}

export const PAGE_SIZE = 25;
/** The gateway searches for no less. */
export const SHORTEST_SEARCH = 3;

/** The page of an address. */
export function pageOf(parameters: URLSearchParams): Page {
  const after = parameters.get('after');
  return { after, before: after === null ? parameters.get('before') : null };
}

/** What the gateway is asked for a page. */
export function sliceOf({ after, before }: Page): { first: number; after: string | null } | { last: number; before: string } {
  return before === null ? { first: PAGE_SIZE, after } : { last: PAGE_SIZE, before };
}

/** What is searched for; null where too little is typed. */
export function searchOf(typed: string): string | null {
  const text = typed.trim();
  return [...text].length < SHORTEST_SEARCH ? null : text;
}

/** Whether something is typed, and too little to be searched for. */
export function isTooShort(typed: string): boolean {
  return typed.trim() !== '' && searchOf(typed) === null;
}

/** The address with other conditions, empty ones left out, from the list's first page on. */
export function changedAddress(parameters: URLSearchParams, part: Readonly<Record<string, string>>): URLSearchParams {
  const next = new URLSearchParams(parameters);
  for (const name of ['after', 'before']) next.delete(name);
  for (const [name, value] of Object.entries(part)) {
    if (value === '') next.delete(name);
    else next.set(name, value);
  }
  return next;
}

const LONGEST_ID = 255;

/** Whether what is typed may be a whole id. */
export function mayBeId(typed: string): boolean {
  const text = typed.trim();
  return text !== '' && text.length <= LONGEST_ID;
}

interface Identified {
  readonly id: string;
}

interface Found<Node> {
  readonly nodes: readonly Node[];
}

/** What a page shows: the first one begins with what is found by its id, unless that is among the others. */
export function shownOn<Node extends Identified>(
  page: Found<Node> & { readonly pageInfo: { readonly hasPreviousPage: boolean } },
  exact: Found<Node> | undefined,
): readonly Node[] {
  const { nodes, pageInfo } = page;
  const others = pageInfo.hasPreviousPage ? [] : (exact?.nodes ?? []);
  return [...others.filter(({ id }) => nodes.every((each) => each.id !== id)), ...nodes];
}

interface Counted {
  readonly totalCount: number;
}

interface Counts {
  readonly found: Counted;
  readonly exact?: Counted | undefined;
  readonly both?: Counted | undefined;
}

/** How much is found in all: in the list, and by its id, what is found both ways once. */
export function totalOf(counts: Counts | undefined): number | undefined {
  return counts && counts.found.totalCount + (counts.exact?.totalCount ?? 0) - (counts.both?.totalCount ?? 0);
}

/** How many there are, in words. */
export function counted(count: number | undefined, one: string, many: string): string | null {
  if (count === undefined) return null;
  return count === 1 ? `1 ${one}` : `${count.toLocaleString()} ${many}`;
}
