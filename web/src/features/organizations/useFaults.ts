import { useState } from 'react';

import { byField, type Trouble } from '../../api/problems';
import { type Draft, LABELS } from './draft';
import { faultsOfPairs, keyField } from './pairs';

export interface Faults {
  readonly errors: Record<string, string[]>;
  /** What belongs to no field in sight. */
  readonly rest: readonly string[];
  /** Whether a draft can be sent at all; otherwise it is told what is wrong. */
  readonly check: (draft: Draft) => boolean;
  /** The draft is another one now. */
  readonly forget: () => void;
}

const NONE: ReadonlyMap<number, string> = new Map();

/** What is wrong with a draft, beside its fields: what the gateway has said, and what could not even be asked. */
export function useFaults(trouble: Trouble | null): Faults {
  const [pairs, setPairs] = useState(NONE);
  const { errors, rest } = byField(trouble?.faults ?? [], LABELS);
  const ofPairs = [...pairs].map(([id, text]) => [keyField(id), [text]]);
  return {
    errors: { ...errors, ...Object.fromEntries(ofPairs) },
    rest,
    check: (draft) => {
      const found = faultsOfPairs(draft.pairs);
      setPairs(found);
      return found.size === 0;
    },
    forget: () => setPairs(NONE),
  };
}
