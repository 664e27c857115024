import { useCallback, useState } from 'react';
import { type AnyVariables, useQuery, type UseQueryArgs } from 'urql';

import { type Trouble, troubleOfRequest } from './problems';

export interface Fetched<Data> {
  /** The last answer, kept while it is asked for again, and where that fails. */
  readonly data: Data | undefined;
  readonly trouble: Trouble | null;
  readonly again: () => void;
}

/** What a query answers. Its variables stay the same as long as the component is mounted. */
export function useFetched<Data, Variables extends AnyVariables>(args: UseQueryArgs<Variables, Data>): Fetched<Data> {
  const [{ data, error }, execute] = useQuery(args);
  const [kept, setKept] = useState(data);
  if (data && data !== kept) setKept(data);
  const again = useCallback(() => execute({ requestPolicy: 'network-only' }), [execute]);
  return { data: data ?? kept, trouble: error ? troubleOfRequest(error) : null, again };
}
