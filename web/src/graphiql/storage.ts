import { createLocalStorage, type Storage } from '@graphiql/toolkit';

// GraphiQL's history keeps the headers of each operation, whatever shouldPersistHeaders says.
const HISTORIES = ['graphiql:queries', 'graphiql:favorites'];

/** Local storage that never holds a header: operations come back from the history with the headers of this page. */
export function storageWithoutHeaders(headers: string | undefined): Storage {
  const stored = createLocalStorage({ namespace: 'gateway' });
  return {
    ...stored,
    get length() {
      return stored.length;
    },
    getItem(key) {
      const value = stored.getItem(key);
      if (value === null || !HISTORIES.includes(key)) return value;
      return JSON.stringify(JSON.parse(value), (_, item: unknown) => (isOperation(item) ? { ...item, headers } : item));
    },
    setItem(key, value) {
      stored.setItem(key, HISTORIES.includes(key) ? withoutHeaders(value) : value);
    },
  };
}

function withoutHeaders(json: string): string {
  return JSON.stringify(JSON.parse(json), (key, item: unknown) => (key === 'headers' ? undefined : item));
}

function isOperation(item: unknown): item is object {
  return typeof item === 'object' && item !== null && 'query' in item;
}
