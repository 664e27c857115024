import { Keeping } from '../storage/keeping';

type Values = Readonly<Record<string, object>>;

/** What is typed and not saved, by the names of the forms; it outlives its forms, and a reload. No secret goes in. */
export class Drafts {
  private values: Values;

  constructor(private readonly keeping = new Keeping('gateway:portal-drafts', isValues)) {
    this.values = keeping.read() ?? {};
  }

  get(name: string): object | null {
    return Object.hasOwn(this.values, name) ? (this.values[name] ?? null) : null;
  }

  set(name: string, value: object): void {
    this.keep({ ...this.values, [name]: value });
  }

  delete(name: string): void {
    this.keep(Object.fromEntries(Object.entries(this.values).filter(([each]) => each !== name)));
  }

  private keep(values: Values): void {
    this.values = values;
    this.keeping.write(values);
  }
}

function isValues(value: unknown): value is Values {
  return (
    typeof value === 'object' && value !== null && Object.values(value).every((each) => typeof each === 'object' && each !== null)
  );
}
