import { useEffect, useState } from 'react';

import { type Fields, fieldsFrom, valuesOfFields } from './fields';
import { type Change, changesOf, type Choices, differ, differences, merged, type Values } from './edits';
import { useAskingToLeave, useUnsaved } from './unsaved';

export interface Stored {
  readonly version: number;
  readonly values: Values;
}

export interface Edited {
  readonly fields: Fields;
  readonly setFields: (fields: Fields) => void;
  /** Whether there is something to save. */
  readonly isChanged: boolean;
  /** What others have changed that is not settled yet. */
  readonly changes: readonly Change[];
  readonly settle: (choices: Choices) => void;
  /** What to send, with the version it is a change of. */
  readonly differences: ReturnType<typeof differences>;
  readonly version: number;
  /** What was sent of the fields is stored; what was typed since stays. */
  readonly store: (sent: Fields, stored: Stored) => void;
  /** Begins anew from what was stored. */
  readonly restart: (stored: Stored) => void;
}

/**
 * A form of what is stored, which may change meanwhile.
 *
 * While nothing is typed, the fields follow. Otherwise what others have changed is told, and settled before it is saved.
 * What was typed is still there when one comes back from another page.
 */
export function useEdited(id: string, stored: Stored, saving: boolean): Edited {
  const unsaved = useUnsaved();
  const [base, setBase] = useState(() => unsaved.get(id)?.base ?? stored);
  const [fields, setFields] = useState(() => unsaved.get(id)?.fields ?? fieldsFrom(stored.values));
  const mine = valuesOfFields(fields);
  const isChanged = differ(base.values, mine);
  useEffect(() => {
    if (isChanged) unsaved.set(id, { base, fields });
    else unsaved.delete(id);
  }, [unsaved, id, isChanged, base, fields]);
  useAskingToLeave(isChanged);
  const isNewer = !saving && stored.version > base.version; // what is read meanwhile may be one's own
  const changes = isNewer && isChanged ? changesOf(base.values, mine, stored.values) : [];
  const restart = (from: Stored) => {
    setBase(from);
    setFields(fieldsFrom(from.values));
  };
  const store = (sent: Fields, now: Stored) => {
    setBase(now);
    setFields((typed) => (typed === sent ? fieldsFrom(now.values) : typed));
  };
  if (isNewer && !isChanged) restart(stored);
  else if (isNewer && changes.length === 0) setBase(stored);
  const settle = (choices: Choices) => {
    setFields(fieldsFrom(merged(base.values, mine, stored.values, choices)));
    setBase(stored);
  };
  return {
    fields,
    setFields,
    isChanged,
    changes,
    settle,
    differences: differences(base.values, mine),
    version: base.version,
    store,
    restart,
  };
}
