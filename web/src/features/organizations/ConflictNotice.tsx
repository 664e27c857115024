import { useState } from 'react';

import { Button } from '../../ui/Button';
import { Choice } from '../../ui/Choice';
import { Facts, Stack } from '../../ui/layout';
import { Alert } from '../../ui/Notice';
import styles from './ConflictNotice.module.css';
import { LABELS } from './fields';
import { type Change, type Choices, isContested, METADATA, type Side } from './edits';

interface ConflictNoticeProps {
  readonly changes: readonly Change[];
  readonly onChosen: (choices: Choices) => void;
}

/** What somebody else has changed meanwhile; where both have, which of the two is wanted. */
export function ConflictNotice({ changes, onChosen }: ConflictNoticeProps) {
  const [choices, setChoices] = useState<Choices>({});
  const contested = changes.filter(isContested);
  const others = changes.filter((change) => !isContested(change));
  return (
    <Alert tone="warn" announced>
      <div className={styles['inside']}>
        <Stack gap="tight">
          <h3>Somebody else has changed this organization</h3>
          <p>Nothing was overwritten, and what you typed is still here.</p>
        </Stack>
        {others.length > 0 && (
          <Stack gap="tight">
            <p>Taken over from them:</p>
            <Facts of={others.map(({ field, base, theirs }) => [labelOf(field), `${shown(base)} → ${shown(theirs)}`])} />
          </Stack>
        )}
        {contested.map(({ field, mine, theirs }) => (
          <Choice<Side>
            key={field}
            label={`${labelOf(field)}: both of you have changed it`}
            options={[
              { value: 'mine', name: 'Yours', note: shown(mine) },
              { value: 'theirs', name: 'Theirs', note: shown(theirs) },
            ]}
            value={choices[field] ?? 'mine'}
            onChange={(side) => setChoices({ ...choices, [field]: side })}
          />
        ))}
        <div>
          <Button onClick={() => onChosen(choices)}>Go on with this</Button>
        </div>
      </div>
    </Alert>
  );
}

function labelOf(field: string): string {
  return field.startsWith(METADATA) ? `Metadata ${field.slice(METADATA.length)}` : (LABELS[field] ?? field);
}

function shown(value: string | null): string {
  if (value === null) return 'nothing';
  return value === '' ? 'empty' : value;
}
