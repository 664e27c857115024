import type { TypedDocumentNode } from '@urql/core';
import { useCallback, useRef, useState } from 'react';
import { type AnyVariables, useClient } from 'urql';

import type { ProblemDetails, Trouble } from './problems';
import { troubleOf, troubleOfNothing, troubleOfRequest } from './problems';
import type { ResultOf } from './graphql';

type Problem = ResultOf<typeof ProblemDetails>;
/** What an operation with one root field answers with when nothing stood in its way. */
export type Success<Data> = Exclude<Data[keyof Data], { code: unknown }>;

export interface Running<Data, Variables> {
  /** The answer; null where something stood in the way, which is then in `trouble`. */
  readonly run: (variables: Variables) => Promise<Success<Data> | null>;
  readonly busy: boolean;
  readonly trouble: Trouble | null;
  readonly clear: () => void;
}

/** Runs a document whose one root field answers with the thing itself or with a Problem. */
export function useOperation<Data extends object, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
  kind: 'query' | 'mutation' = 'mutation',
): Running<Data, Variables> {
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const last = useRef(0);
  const run = useCallback(
    async (variables: Variables): Promise<Success<Data> | null> => {
      const turn = (last.current += 1);
      setBusy(true);
      setTrouble(null);
      const source =
        kind === 'mutation'
          ? client.mutation(document, variables)
          : client.query(document, variables, { requestPolicy: 'network-only' });
      const { data, error } = await source.toPromise();
      if (kind === 'query' && turn !== last.current) return null; // something else was asked since
      setBusy(false);
      const answer = data ? (Object.values(data)[0] as Problem | Success<Data> | undefined) : undefined;
      if (error || !answer) {
        setTrouble(error ? troubleOfRequest(error) : troubleOfNothing());
        return null;
      }
      if (isProblem(answer)) {
        setTrouble(troubleOf(answer));
        return null;
      }
      return answer as Success<Data>;
    },
    [client, document, kind],
  );
  const clear = useCallback(() => setTrouble(null), []);
  return { run, busy, trouble, clear };
}

function isProblem(answer: unknown): answer is Problem {
  return typeof answer === 'object' && answer !== null && 'code' in answer && 'message' in answer;
}
