import type { Client } from 'urql';

import { clientFor, isUnauthenticated } from '../../api/client';
import { graphql } from '../../api/graphql';
import { Keeping } from './keeping';
import { linkOf, takeSecret } from './link';

const OpenPortalSession = graphql(`
  mutation OpenPortalSession($secret: String!) {
    openPortalSession(input: { secret: $secret }) {
      __typename
      ... on PortalSession {
        id
        token
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
  | { readonly is: 'closed'; readonly why: Closed }
  | { readonly is: 'unreachable' };

const REFUSALS: ReadonlySet<string> = new Set<Closed>(['NOT_FOUND', 'LINK_EXPIRED', 'LINK_USED', 'LINK_REVOKED']);

/**
 * The page's one session, outside of any component: mounting a component twice opens nothing twice.
 *
 * A link that was opened in this tab before continues its session, so that a reload spends nothing.
 */
export class PortalSession {
  private state: SessionState = { is: 'opening' };
  private readonly listeners = new Set<() => void>();
  private readonly keeping = new Keeping(() => sessionStorage);
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

  /** Tries again what could not be reached. */
  readonly retry = (): void => {
    this.attempt += 1;
    this.set({ is: 'opening' });
    void this.open(this.attempt);
  };

  /** Ends the session in this page. */
  end(why: 'SESSION_OVER' | 'SESSION_ENDED'): void {
    if (this.state.is !== 'open') return;
    this.keeping.write(null);
    this.set({ is: 'closed', why });
  }

  private async open(attempt: number): Promise<void> {
    const found = (await this.continued()) ?? (await this.opened());
    if (attempt === this.attempt) this.set(found);
  }

  /** The session that is kept, if it is the link's own and still open. */
  private async continued(): Promise<SessionState | null> {
    const kept = this.keeping.read();
    if (!kept || (this.secret !== null && kept.link !== linkOf(this.secret))) return null;
    const client = this.clientOf(kept.token);
    const { data, error } = await client.query(WhoIsCalling, {}).toPromise();
    if (data?.viewer?.__typename === 'PortalSession') return { is: 'open', client };
    if (error && !isUnauthenticated(error)) return { is: 'unreachable' };
    this.keeping.write(null);
    return this.secret === null ? { is: 'closed', why: 'SESSION_ENDED' } : null;
  }

  private async opened(): Promise<SessionState> {
    if (this.secret === null) return { is: 'closed', why: 'NO_LINK' };
    const link = linkOf(this.secret);
    if (link === null) return { is: 'closed', why: 'NOT_FOUND' };
    const anonymous = clientFor(this.endpoint, null, () => {});
    const { data } = await anonymous.mutation(OpenPortalSession, { secret: this.secret }).toPromise();
    const answer = data?.openPortalSession;
    if (answer?.__typename === 'PortalSession' && answer.token) {
      this.keeping.write({ link, token: answer.token });
      return { is: 'open', client: this.clientOf(answer.token) };
    }
    const code = answer && 'code' in answer ? answer.code : null;
    return code !== null && REFUSALS.has(code) ? { is: 'closed', why: code as Closed } : { is: 'unreachable' };
  }

  private clientOf(token: string): Client {
    return clientFor(this.endpoint, token, () => this.end('SESSION_ENDED'));
  }

  private set(state: SessionState): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}
