import { graphql, type ResultOf } from '../../api/graphql';
import type { Option } from '../../ui/Choice';
import type { Tone } from '../../ui/Notice';

export const PortalLinkFields = graphql(`
  fragment PortalLink on PortalLink {
    id
    kind
    features
    embedOrigin
    status
    useCount
    createdAt
    expiresAt
    lastUsedAt
    revokedAt
  }
`);

export type PortalLink = ResultOf<typeof PortalLinkFields>;

/** How a link stands now; one that was live when it was read may have run out since. */
export function stateOf({ status, expiresAt }: Pick<PortalLink, 'status' | 'expiresAt'>, now: number): PortalLink['status'] {
  return status === 'LIVE' && Date.parse(expiresAt) <= now ? 'EXPIRED' : status;
}

const SESSION_HOURS = 6;

/** Whether there is something to end: the link still opens, or a session it has opened may go on. */
export function mayBeOpen(link: Pick<PortalLink, 'status' | 'expiresAt' | 'lastUsedAt'>, now: number): boolean {
  const state = stateOf(link, now);
  if (state === 'LIVE' || state === 'REVOKED') return state === 'LIVE';
  return link.lastUsedAt !== null && Date.parse(link.lastUsedAt) + SESSION_HOURS * 3_600_000 > now;
}

export const STATES: Readonly<Record<PortalLink['status'], { readonly name: string; readonly tone: Tone }>> = {
  LIVE: { name: 'Active', tone: 'good' },
  USED: { name: 'Used', tone: 'info' },
  EXPIRED: { name: 'Expired', tone: 'info' },
  REVOKED: { name: 'Revoked', tone: 'bad' },
};

/** How a link is handed on. */
export const KINDS: readonly Option<PortalLink['kind']>[] = [
  { value: 'SHARE', name: 'To send', note: 'By e-mail or chat. Opens as often as it is used, for 7 days.' },
  { value: 'EMBED', name: 'For an iframe', note: 'In your application’s own page. Opens once, within 60 seconds.' },
];

/** How often a link was opened, in words. */
export function uses(count: number): string {
  return count === 0 ? 'Never' : count === 1 ? 'Once' : `${count} times`;
}
