import type { ReactNode } from 'react';

import type { Trouble } from '../../api/problems';
import { Button } from '../../ui/Button';
import { Alert } from '../../ui/Notice';

interface TroubleNoticeProps {
  readonly trouble: Trouble | null;
  /** Faults that belong to no field in sight. */
  readonly rest?: readonly string[];
  /** Shows what somebody else has saved, instead of what was typed. */
  readonly onTakeTheirs?: () => void;
  readonly children?: ReactNode;
}

const NOTHING: readonly string[] = [];
const EXPLAINED: Readonly<Record<string, string>> = {
  VERSION_CONFLICT: 'Somebody else has changed this connection meanwhile. Nothing was overwritten. Save again to put yours in its place.',
  NOT_FOUND: 'This connection is no longer there: somebody has deleted it.',
  FORBIDDEN: 'This is no longer open to you: single sign-on may have been switched off.',
  FEATURE_OFF: 'Single sign-on is switched off for your organization.',
};

/** What stood in the way; what is wrong with a field is told beside it, not here. */
export function TroubleNotice({ trouble, rest = NOTHING, onTakeTheirs, children }: TroubleNoticeProps) {
  if (!trouble) return null;
  if (trouble.code === 'INVALID_INPUT' && rest.length === 0) return null;
  const said = trouble.code === 'INVALID_INPUT' ? rest : [EXPLAINED[trouble.code] ?? sentence(trouble.message)];
  return (
    <Alert tone="bad">
      {said.map((text) => (
        <p key={text}>{text}</p>
      ))}
      {trouble.code === 'VERSION_CONFLICT' && onTakeTheirs && (
        <Button onClick={onTakeTheirs}>Show what they saved</Button>
      )}
      {children}
    </Alert>
  );
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1) + (text.endsWith('.') ? '' : '.');
}
