import type { ReactNode } from 'react';

import type { Trouble } from '../../api/problems';
import { Alert } from '../../ui/Notice';

interface ProblemNoticeProps {
  readonly trouble: Trouble | null;
  /** Faults that belong to no field in sight. */
  readonly rest?: readonly string[];
  /** What a code means here, in place of the gateway's own message. */
  readonly explained?: Readonly<Record<string, string>>;
  readonly children?: ReactNode;
}

const NOTHING: readonly string[] = [];
const NO_WORDS: Readonly<Record<string, string>> = {};

/** What stood in the way; what is wrong with a field is told beside it, not here. */
export function ProblemNotice({ trouble, rest = NOTHING, explained = NO_WORDS, children }: ProblemNoticeProps) {
  if (!trouble) return null;
  const beside = trouble.faults.length > 0;
  if (beside && rest.length === 0) return null;
  const said = beside ? rest : [explained[trouble.code] ?? sentence(trouble.message)];
  return (
    <Alert tone="bad">
      {said.map((text) => (
        <p key={text}>{text}</p>
      ))}
      {children}
    </Alert>
  );
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1) + (text.endsWith('.') ? '' : '.');
}
