import { type Caller, useCaller } from './context';

/** What is kept for each caller, in memory: it outlives a look at another page, and ends with the session. */
export function perCaller<Kept>(make: () => Kept): () => Kept {
  const ofCallers = new WeakMap<Caller, { readonly kept: Kept }>();
  return function useKept() {
    const caller = useCaller();
    const known = ofCallers.get(caller) ?? { kept: make() };
    ofCallers.set(caller, known);
    return known.kept;
  };
}
