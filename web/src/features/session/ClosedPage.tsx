import type { Trouble } from '../../api/problems';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import type { Closed } from './session';

const ASK = 'Ask whoever sent you the link for a new one.';
const KEPT = 'What you saved is kept.';
const EXPLAINED: Record<Closed, readonly [title: string, text: string]> = {
  NO_LINK: ['Open the portal with your link', `This page needs the whole link you were sent, including what follows the #. ${ASK}`],
  NOT_FOUND: ['This link is not valid', 'It may have been cut off when it was copied. Copy the whole link, or ask for a new one.'],
  LINK_EXPIRED: ['This link has expired', `Links to the portal work for a limited time. ${ASK} ${KEPT}`],
  LINK_USED: ['This link was already used', `It works only once. ${ASK} ${KEPT}`],
  LINK_REVOKED: ['This link was revoked', `Whoever made the link has withdrawn it. ${ASK} ${KEPT}`],
  SESSION_OVER: ['Your time in the portal is over', `Open your link again, or ask for a new one. ${KEPT}`],
  SESSION_ENDED: ['Your access has ended', `The link was revoked, or your time is over. ${ASK} ${KEPT}`],
};
const INSIDE = `Reload the page around this portal to get a new link. ${KEPT}`;

interface ClosedPageProps {
  readonly why: Closed;
  readonly embedded: boolean;
  /** Opens the link again, where the page still knows it. */
  readonly onAgain: (() => void) | null;
}

/** Says why there is no session, and what to do. */
export function ClosedPage({ why, embedded, onAgain }: ClosedPageProps) {
  const [title, text] = EXPLAINED[why];
  return (
    <Notice title={title}>
      <p>{embedded ? INSIDE : text}</p>
      {onAgain && (
        <>
          <p>What you typed and did not save is kept in this window, except a client secret.</p>
          <Button look="primary" onClick={onAgain}>
            Open the link again
          </Button>
        </>
      )}
    </Notice>
  );
}

/** Says that the link could not be opened just now. */
export function UnreachablePage({ trouble, onRetry }: { trouble: Trouble; onRetry: () => void }) {
  return (
    <Notice title="The portal cannot be reached">
      <p>{trouble.message} Your link has not been lost.</p>
      <Button onClick={onRetry}>Try again</Button>
    </Notice>
  );
}
