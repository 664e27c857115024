import type { ReactNode } from 'react';

import type { Trouble } from '../../api/problems';
import { ProblemNotice } from '../problems/ProblemNotice';

interface TroubleNoticeProps {
  readonly trouble: Trouble | null;
  /** Faults that belong to no field in sight. */
  readonly rest?: readonly string[];
  readonly children?: ReactNode;
}

const EXPLAINED: Readonly<Record<string, string>> = {
  VERSION_CONFLICT: 'Somebody else has changed this connection meanwhile. Nothing was overwritten: look at it as it is now, and save again.',
  NOT_FOUND: 'This connection is no longer there: somebody has deleted it.',
  FORBIDDEN: 'This is no longer open to you: single sign-on may have been switched off.',
  FEATURE_OFF: 'Single sign-on is switched off for your organization.',
};

/** What stood in the way of a connection. */
export function TroubleNotice(props: TroubleNoticeProps) {
  return <ProblemNotice explained={EXPLAINED} {...props} />;
}
