import type { Client } from 'urql';

import { clientFor, isUnauthenticated } from '../../api/client';
import { type Live, liveFor } from '../../api/live';
import { type Caller, CallerQuery, callerOf, type Unfit } from './caller';

/** Why a credential was not taken. */
export type Refusal = Unfit | 'UNKNOWN' | 'UNREACHABLE';

export type SessionState =
  | { readonly is: 'out'; readonly ended: boolean }
  | { readonly is: 'in'; readonly client: Client; readonly caller: Caller; readonly live: Live };

/**
 * The operator's session, outside of any component.
 *
 * The credential is in memory alone: neither a cookie, which other pages could make the browser send, nor a storage,
 * which outlives the tab, ever holds it. A reload asks for it again.
 */
/** What a header can hold: no credential has anything else in it. */
const SENDABLE = /^[\x21-\x7e]+$/;

export class Session {
  private state: SessionState = { is: 'out', ended: false };
  private readonly listeners = new Set<() => void>();

  constructor(private readonly endpoint: string) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly current = (): SessionState => this.state;

  /** Begins with this credential; answers why not, where it cannot. */
  readonly signIn = async (credential: string): Promise<Refusal | null> => {
    if (!SENDABLE.test(credential)) return 'UNKNOWN';
    const ended = () => this.end(true);
    const live = liveFor(this.endpoint, credential, ended);
    const client = clientFor(this.endpoint, credential, ended, live.exchange);
    const { data, error } = await client.query(CallerQuery, {}).toPromise();
    if (!data?.viewer) return error && !isUnauthenticated(error) ? 'UNREACHABLE' : 'UNKNOWN';
    const caller = callerOf(data.viewer);
    if (typeof caller === 'string') return caller;
    this.set({ is: 'in', client, caller, live });
    return null;
  };

  readonly signOut = (): void => this.end(false);

  private end(ended: boolean): void {
    if (this.state.is !== 'in') return;
    this.state.live.close();
    this.set({ is: 'out', ended });
  }

  private set(state: SessionState): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}
