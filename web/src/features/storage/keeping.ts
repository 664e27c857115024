/** Keeps one value for the next page of the tab: in sessionStorage, or in memory alone where the browser refuses that. */
export class Keeping<Value> {
  private inMemory: Value | null = null;

  constructor(
    private readonly key: string,
    private readonly isValue: (value: unknown) => value is Value,
    private readonly storage: () => Storage = () => sessionStorage,
  ) {}

  read(): Value | null {
    try {
      const text = this.storage().getItem(this.key);
      const kept: unknown = text === null ? null : JSON.parse(text);
      return this.isValue(kept) ? kept : this.inMemory;
    } catch {
      return this.inMemory;
    }
  }

  write(value: Value | null): void {
    this.inMemory = value;
    try {
      if (value === null) this.storage().removeItem(this.key);
      else this.storage().setItem(this.key, JSON.stringify(value));
    } catch {
      // Memory has it.
    }
  }
}
