import { createClient } from 'graphql-ws';
import { type Exchange, subscriptionExchange } from 'urql';

/** The gateway's code for a credential that is over, or was revoked. */
const FORBIDDEN = 4403;
const LONGEST_PAUSE_SECONDS = 30;

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

export interface Live {
  /** What carries the subscriptions of a client, over one websocket that is open while there are any. */
  readonly exchange: Exchange;
  /** Whether the websocket is open now. */
  readonly isOpen: () => boolean;
  /** Calls back when that has changed, until what it answers is called. */
  readonly watch: (listener: () => void) => () => void;
  readonly close: () => void;
}

/** The subscriptions of one credential; a connection that was lost is made anew as long as somebody listens. */
export function liveFor(endpoint: string, token: string, onUnauthenticated: () => void): Live {
  const url = new URL(endpoint, location.origin);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  let over = false;
  let open = false;
  const socket = createClient({
    url: url.href,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: (retries) => pause(Math.min(2 ** retries, LONGEST_PAUSE_SECONDS) * (0.5 + Math.random() / 2)),
    shouldRetry: () => !over,
    on: {
      connected: () => {
        open = true;
      },
      closed: (event) => {
        open = false;
        if ((event as Partial<CloseEvent>).code !== FORBIDDEN) return;
        over = true;
        onUnauthenticated();
      },
    },
  });
  const exchange = subscriptionExchange({
    forwardSubscription: ({ query, variables, operationName, extensions }) => ({
      subscribe: (sink) => ({
        unsubscribe: socket.subscribe(
          {
            query: query ?? '',
            ...(variables && { variables }),
            ...(operationName !== undefined && { operationName }),
            ...(extensions && { extensions }),
          },
          {
            next: sink.next as Parameters<typeof socket.subscribe>[1]['next'],
            error: sink.error,
            complete: sink.complete,
          },
        ),
      }),
    }),
  });
  const watch = (listener: () => void) => {
    const ends = [socket.on('connected', listener), socket.on('closed', listener)];
    return () => ends.forEach((end) => end());
  };
  return { exchange, isOpen: () => open, watch, close: () => void socket.dispose() };
}
