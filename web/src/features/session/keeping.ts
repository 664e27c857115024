/** A session as it is kept across a reload: for this tab, and for the link that opened it. */
export interface Kept {
  readonly link: string;
  readonly token: string;
}

const KEY = 'gateway:portal-session';

/** Keeps a session in sessionStorage; in memory alone where the browser refuses that. */
export class Keeping {
  private inMemory: Kept | null = null;

  constructor(private readonly storage: () => Storage) {}

  read(): Kept | null {
    try {
      const text = this.storage().getItem(KEY);
      const kept: unknown = text === null ? null : JSON.parse(text);
      return isKept(kept) ? kept : this.inMemory;
    } catch {
      return this.inMemory;
    }
  }

  write(kept: Kept | null): void {
    this.inMemory = kept;
    try {
      if (kept) this.storage().setItem(KEY, JSON.stringify(kept));
      else this.storage().removeItem(KEY);
    } catch {
      // Memory has it.
    }
  }
}

function isKept(value: unknown): value is Kept {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<Kept>).link === 'string' &&
    typeof (value as Partial<Kept>).token === 'string'
  );
}
