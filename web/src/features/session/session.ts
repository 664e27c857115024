import type { Client } from 'urql';

import { clientFor, isUnauthenticated } from '../../api/client';
import { graphql } from '../../api/graphql';
import { type Trouble, troubleOfNothing, troubleOfRequest } from '../../api/problems';
import { Keeping } from '../storage/keeping';
import { isKept } from './kept';
import { linkOf, takeSecret } from './link';

const OpenPortalSession = graphql(`
  mutation OpenPortalSession($secret: String!) {
    openPortalSession(input: { secret: $secret }) {
      __typename
      ... on PortalSession {
        token
        expiresAt
      }
      ... on Problem {
        code
      }
    }
  }
`);

const WhoIsCalling = graphql(`
  query WhoIsCalling {
    viewer {
      __typename
      ... on PortalSession {
        expiresAt
      }
    }
  }
`);

/** Why there is no session. */
export type Closed =
  | 'NO_LINK'
  | 'NOT_FOUND'
  | 'LINK_EXPIRED'
  | 'LINK_USED'
  | 'LINK_REVOKED'
  | 'SESSION_OVER'
  | 'SESSION_ENDED';

export type SessionState =
  | { readonly is: 'opening' }
  | { readonly is: 'open'; readonly client: Client }
  /** `again`: the page still knows a link that may open another session. */
  | { readonly is: 'closed'; readonly why: Closed; readonly again: boolean }
  | { readonly is: 'unreachable'; readonly trouble: Trouble };

/** Told of a session's end where none is open yet. */
const NOBODY = () => {};
const REFUSALS: readonly Closed[] = ['NOT_FOUND', 'LINK_EXPIRED', 'LINK_USED', 'LINK_REVOKED'];

function isRefusal(code: string): code is Closed {
  return REFUSALS.some((each) => each === code);
}

function closed(why: Closed): SessionState {
  return { is: 'closed', why, again: false };
}

/**
 * The page's one session, outside of any component: mounting a component twice opens nothing twice.
 *
 * A link that was opened in this tab before continues its session, so that a reload spends nothing.
 */
export class PortalSession {
  private state: SessionState = { is: 'opening' };
  private readonly listeners = new Set<() => void>();
  private readonly keeping = new Keeping('gateway:portal-session', isKept);
  private secret: string | null = null;
  private attempt = 0;

  constructor(private readonly endpoint: string) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly current = (): SessionState => this.state;

  /** Opens what the address names, now and whenever a new link is put into it. */
  start(): void {
    this.secret = takeSecret(location, history);
    addEventListener('hashchange', () => {
      const secret = takeSecret(location, history);
      if (secret === null) return;
      this.secret = secret;
      this.retry();
    });
    this.retry();
  }

  /** Opens the link again: it could not be reached, or its session is over. */
  readonly retry = (): void => {
    this.attempt += 1;
    this.set({ is: 'opening' });
    void this.open(this.attempt);
  };

  /** The gateway knows a client's session no longer. The clock only tells which words say so: it may be wrong. */
  private end(client: Client, expiresAt: string): void {
    if (this.state.is !== 'open' || this.state.client !== client) return;
    this.keeping.write(null);
    const why = Date.parse(expiresAt) <= Date.now() ? 'SESSION_OVER' : 'SESSION_ENDED';
    this.set({ is: 'closed', why, again: this.secret !== null });
  }

  private async open(attempt: number): Promise<void> {
    const found = (await this.continued()) ?? (await this.opened());
    if (attempt === this.attempt) this.set(found);
  }

  /** The session that is kept, if it is the link's own and still open. */
  private async continued(): Promise<SessionState | null> {
    const kept = this.keeping.read();
    if (!kept || (this.secret !== null && kept.link !== linkOf(this.secret))) return null;
    const { data, error } = await clientFor(this.endpoint, kept.token, NOBODY).query(WhoIsCalling, {}).toPromise();
    const viewer = data?.viewer;
    if (viewer?.__typename === 'PortalSession') return this.openWith(kept.token, viewer.expiresAt);
    if (error && !isUnauthenticated(error)) return { is: 'unreachable', trouble: troubleOfRequest(error) };
    this.keeping.write(null);
    return this.secret === null ? closed('SESSION_ENDED') : null;
  }

  private async opened(): Promise<SessionState> {
    if (this.secret === null) return closed('NO_LINK');
    const link = linkOf(this.secret);
    if (link === null) return closed('NOT_FOUND');
    const anonymous = clientFor(this.endpoint, null, NOBODY);
    const { data, error } = await anonymous.mutation(OpenPortalSession, { secret: this.secret }).toPromise();
    const answer = data?.openPortalSession;
    if (answer?.__typename === 'PortalSession' && answer.token) {
      this.keeping.write({ link, token: answer.token });
      return this.openWith(answer.token, answer.expiresAt);
    }
    if (answer && 'code' in answer && isRefusal(answer.code)) return closed(answer.code);
    return { is: 'unreachable', trouble: error ? troubleOfRequest(error) : troubleOfNothing() };
  }

  private openWith(token: string, expiresAt: string): SessionState {
    const client = clientFor(this.endpoint, token, () => this.end(client, expiresAt));
    return { is: 'open', client };
  }

  private set(state: SessionState): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}
