import { useState } from 'react';

import { byField, type Trouble } from '../../api/problems';
import { type Fields, LABELS } from './fields';
import { faultsOfPairs, keyField } from './pairs';

export interface Faults {
  readonly errors: Record<string, string[]>;
  /** What belongs to no field in sight. */
  readonly rest: readonly string[];
  /** Whether the fields can be sent at all; otherwise it is told what is wrong. */
  readonly check: (fields: Fields) => boolean;
  /** Something else stands in the fields now. */
  readonly forget: () => void;
}

const NONE: ReadonlyMap<number, string> = new Map();

/** What is wrong, beside its field: what the gateway has said, and what could not even be asked. */
export function useFaults(trouble: Trouble | null): Faults {
  const [pairs, setPairs] = useState(NONE);
  const { errors, rest } = byField(trouble?.faults ?? [], LABELS);
  const ofPairs = [...pairs].map(([id, text]) => [keyField(id), [text]]);
  return {
    errors: { ...errors, ...Object.fromEntries(ofPairs) },
    rest,
    check: (fields) => {
      const found = faultsOfPairs(fields.pairs);
      setPairs(found);
      return found.size === 0;
    },
    forget: () => setPairs(NONE),
  };
}
