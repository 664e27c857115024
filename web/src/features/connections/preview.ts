import { useState } from 'react';

export interface Preview<Found> {
  /** What the text says; null where it was not read, or has changed since. */
  readonly found: Found | null;
  readonly read: (text: string) => Promise<void>;
}

/** What `parse` has found in a text, for as long as it is the text. */
export function usePreview<Found>(text: string, parse: (text: string) => Promise<Found | null>): Preview<Found> {
  const [seen, setSeen] = useState<{ text: string; found: Found } | null>(null);
  return {
    found: seen?.text === text ? seen.found : null,
    read: async (given) => {
      const found = await parse(given);
      if (found) setSeen({ text: given, found });
    },
  };
}
