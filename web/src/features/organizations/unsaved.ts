import { useEffect } from 'react';

import { perCaller } from '../caller/perCaller';
import type { Fields } from './fields';
import type { Stored } from './useEdited';

/** What was typed and not saved, with what it is a change of. */
export interface Unsaved {
  readonly base: Stored;
  readonly fields: Fields;
}

/** What is unsaved, by organization: it outlives a look at another page and, unlike a draft, ends with the session. */
export const useUnsaved = perCaller(() => new Map<string, Unsaved>());

/** The browser asks before it leaves the page, and loses what was typed. */
export function useAskingToLeave(isUnsaved: boolean): void {
  useEffect(() => {
    if (!isUnsaved) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isUnsaved]);
}
