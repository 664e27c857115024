import { createContext, type ReactNode, useContext, useState } from 'react';

import { Button } from '../../ui/Button';
import { Row } from '../../ui/layout';
import { Alert } from '../../ui/Notice';
import type { Drafts } from './store';

const DraftsContext = createContext<Drafts | null>(null);

/** Keeps what is typed and not saved: whoever leaves a step, or has to open a link again, finds it there. */
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
  const [restored, setRestored] = useState(() => drafts.get(name) !== null);
  const [value, setValue] = useState(() => (drafts.get(name) as Value | null) ?? initial);
  return {
    value,
    restored,
    change: (part) => {
      const next = { ...value, ...part };
      drafts.set(name, next);
      setValue(next);
    },
    forget: () => {
      if (drafts.get(name) === value) drafts.delete(name); // what was typed since it was sent is not saved
    },
    discard: () => {
      drafts.delete(name);
      setRestored(false);
      setValue(initial);
    },
  };
}

interface RestoredNoticeProps {
  readonly draft: Pick<Draft<object>, 'restored' | 'discard'>;
  readonly children?: ReactNode;
}

/** Says that the form holds what was typed before, and offers to begin anew. */
export function RestoredNotice({ draft, children }: RestoredNoticeProps) {
  if (!draft.restored) return null;
  return (
    <Alert tone="info">
      <Row>
        <p>You typed this before and have not saved it. {children}</p>
        <Button look="quiet" onClick={draft.discard}>
          Discard it
        </Button>
      </Row>
    </Alert>
  );
}
