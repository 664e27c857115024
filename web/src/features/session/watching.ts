import { useCallback, useEffect, useState } from 'react';
import { useClient } from 'urql';

import { graphql } from '../../api/graphql';

/** Selects nothing: the gateway looks up the credential and reads no more. */
const IsOpen = graphql(`
  query IsOpen {
    __typename
  }
`);

/** Longer than the 3 seconds for which the gateway keeps a credential, so that each time it is looked up anew. */
const ASK_AGAIN_MILLISECONDS = 3_200;

/**
 * Asks the gateway whether the session is still open, so that an idle page ends within 5 seconds of it: the client
 * tells of its end. The answer is whether there was one.
 */
export function useConnected(): boolean {
  const client = useClient();
  const [connected, setConnected] = useState(true);
  const ask = useCallback(async () => {
    const { error } = await client.query(IsOpen, {}, { requestPolicy: 'network-only' }).toPromise();
    setConnected(!error);
  }, [client]);
  useWhileVisible(ask, ASK_AGAIN_MILLISECONDS);
  return connected;
}

/** Does it again so long after it was done, while somebody may see the page, and at once when they come back to it. */
export function useWhileVisible(act: () => void | Promise<void>, milliseconds: number): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    const next = () => {
      clearTimeout(timer);
      if (!over && document.visibilityState === 'visible') timer = setTimeout(actNow, milliseconds);
    };
    const actNow = async () => {
      clearTimeout(timer);
      await act();
      next();
    };
    const onChange = () => void (document.visibilityState === 'visible' ? actNow() : clearTimeout(timer));
    document.addEventListener('visibilitychange', onChange);
    next();
    return () => {
      over = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onChange);
    };
  }, [act, milliseconds]);
}
