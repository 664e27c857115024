/** A session as it is kept across a reload: for this tab, and for the link that opened it. */
export interface Kept {
  readonly link: string;
  readonly token: string;
}

export function isKept(value: unknown): value is Kept {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<Kept>).link === 'string' &&
    typeof (value as Partial<Kept>).token === 'string'
  );
}
