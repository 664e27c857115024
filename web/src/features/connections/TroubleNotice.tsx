import type { ReactNode } from 'react';

import type { Trouble } from '../../api/problems';
import { Button } from '../../ui/Button';
import { ProblemNotice } from '../problems/ProblemNotice';

interface TroubleNoticeProps {
  readonly trouble: Trouble | null;
  /** Faults that belong to no field in sight. */
  readonly rest?: readonly string[];
  /** Shows what somebody else has saved, instead of what was typed. */
  readonly onTakeTheirs?: () => void;
  readonly children?: ReactNode;
}

const EXPLAINED: Readonly<Record<string, string>> = {
  VERSION_CONFLICT: 'Somebody else has changed this connection meanwhile. Nothing was overwritten: look at it as it is now, and try again.',
  NOT_FOUND: 'This connection is no longer there: somebody has deleted it.',
  FORBIDDEN: 'This is no longer open to you: single sign-on may have been switched off.',
  CONNECTION_INCOMPLETE: 'This is still missing:',
  FEATURE_OFF: 'Single sign-on is switched off for your organization.',
};

const SAVE_AGAIN = {
  VERSION_CONFLICT: 'Somebody else has changed this connection meanwhile. Nothing was overwritten. Save again to put yours in its place.',
};

/** What stood in the way of a connection. */
export function TroubleNotice({ onTakeTheirs, children, ...shown }: TroubleNoticeProps) {
  return (
    <ProblemNotice explained={onTakeTheirs ? { ...EXPLAINED, ...SAVE_AGAIN } : EXPLAINED} {...shown}>
      {shown.trouble?.code === 'VERSION_CONFLICT' && onTakeTheirs && (
        <Button onClick={onTakeTheirs}>Show what they saved</Button>
      )}
      {children}
    </ProblemNotice>
  );
}
