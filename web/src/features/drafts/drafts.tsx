import { createContext, useContext, useState } from 'react';

import { Button } from '../../ui/Button';
import { Row } from '../../ui/layout';
import { Alert } from '../../ui/Notice';

const DraftsContext = createContext<Map<string, unknown> | null>(null);

/** Keeps what is typed and not saved, in memory: whoever leaves a step, or has to open a new link, finds it again. */
export const DraftsProvider = DraftsContext.Provider;

export interface Draft<Value extends object> {
  readonly value: Value;
  /** Whether it was typed before the form was shown. */
  readonly restored: boolean;
  readonly change: (part: Partial<Value>) => void;
  /** It is saved, or not wanted any more: the next form begins with what is saved. */
  readonly forget: () => void;
  readonly discard: () => void;
}

/** The content of one form; `initial` where nothing was typed into it. */
export function useDraft<Value extends object>(name: string, initial: Value): Draft<Value> {
  const drafts = useContext(DraftsContext);
  if (!drafts) throw new Error('There is no DraftsProvider around.');
  const [restored, setRestored] = useState(() => drafts.has(name));
  const [value, setValue] = useState(() => (drafts.get(name) as Value | undefined) ?? initial);
  return {
    value,
    restored,
    change: (part) =>
      setValue((before) => {
        const next = { ...before, ...part };
        drafts.set(name, next);
        return next;
      }),
    forget: () => void drafts.delete(name),
    discard: () => {
      drafts.delete(name);
      setRestored(false);
      setValue(initial);
    },
  };
}

/** Says that the form holds what was typed before, and offers to begin anew. */
export function RestoredNotice({ draft }: { draft: Pick<Draft<object>, 'restored' | 'discard'> }) {
  if (!draft.restored) return null;
  return (
    <Alert tone="info">
      <Row>
        <p>You typed this before and have not saved it.</p>
        <Button look="quiet" onClick={draft.discard}>
          Discard it
        </Button>
      </Row>
    </Alert>
  );
}
