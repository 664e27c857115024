import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import type { Closed } from './session';

const ASK = 'Ask whoever sent you the link for a new one.';
const EXPLAINED: Record<Closed, readonly [title: string, text: string]> = {
  NO_LINK: ['Open the portal with your link', `This page needs the whole link you were sent, including what follows the #. ${ASK}`],
  NOT_FOUND: ['This link is not valid', `It may have been cut off when it was copied. Copy the whole link, or ask for a new one.`],
  LINK_EXPIRED: ['This link has expired', `Links to the portal work for a limited time. ${ASK}`],
  LINK_USED: ['This link was already used', `It worked once, for one window. ${ASK} What you saved is kept.`],
  LINK_REVOKED: ['This link was revoked', `Whoever made the link has withdrawn it. ${ASK} What you saved is kept.`],
  SESSION_OVER: ['Your time in the portal is over', `What you saved is kept. Open your link again, or ask for a new one.`],
  SESSION_ENDED: ['Your access has ended', `The link was revoked, or your time is over. What you saved is kept. ${ASK}`],
};

/** Says why there is no session, and what to do. */
export function ClosedPage({ why, embedded }: { why: Closed; embedded: boolean }) {
  const [title, text] = EXPLAINED[why];
  const inside = 'Reload the page around this portal to get a new link. What you saved is kept.';
  return (
    <Notice title={title}>
      <p>{embedded ? inside : text}</p>
    </Notice>
  );
}

/** Says that the gateway cannot be reached. */
export function UnreachablePage({ onRetry }: { onRetry: () => void }) {
  return (
    <Notice title="The portal cannot be reached">
      <p>Check your connection. Your link has not been lost.</p>
      <Button onClick={onRetry}>Try again</Button>
    </Notice>
  );
}
