import type { ReactNode } from 'react';

import type { Trouble } from '../../api/problems';
import { Button } from '../../ui/Button';
import { focusContent } from '../../ui/focus';
import { ProblemNotice } from '../problems/ProblemNotice';
import type { Saving } from './editing';

interface TroubleNoticeProps {
  readonly trouble: Trouble | null;
  /** Faults that belong to no field in sight. */
  readonly rest?: readonly string[];
  /** What a code means here, where it is something else than in a form. */
  readonly explained?: Readonly<Record<string, string>>;
  /** What was refused, where somebody else may have saved meanwhile. */
  readonly saving?: Pick<Saving<unknown>, 'clear' | 'isOld'>;
  /** Shows what they have saved, instead of what was typed. */
  readonly onTakeTheirs?: () => void;
  readonly children?: ReactNode;
}

const EXPLAINED: Readonly<Record<string, string>> = {
  VERSION_CONFLICT: 'Somebody else has changed this connection meanwhile. Nothing was overwritten. Save again to put yours in its place.',
  NOT_FOUND: 'This connection is no longer there: somebody has deleted it.',
  FORBIDDEN: 'This is no longer open to you: single sign-on may have been switched off.',
  CONNECTION_INCOMPLETE: 'This is still missing:',
  FEATURE_OFF: 'Single sign-on is switched off for your organization.',
};

/** What stood in the way of a connection. */
export function TroubleNotice({ explained, saving, onTakeTheirs, children, ...shown }: TroubleNoticeProps) {
  const takeTheirs = () => {
    saving?.clear();
    onTakeTheirs?.();
    focusContent();
  };
  return (
    <ProblemNotice explained={{ ...EXPLAINED, ...explained }} {...shown}>
      {shown.trouble?.code === 'VERSION_CONFLICT' && onTakeTheirs && (
        <Button busy={saving?.isOld ?? false} onClick={takeTheirs}>
          Show what they saved
        </Button>
      )}
      {children}
    </ProblemNotice>
  );
}
