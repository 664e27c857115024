import type { Tone } from '../../ui/Notice';

interface State {
  readonly tone: Tone;
  readonly text: string;
}

/** How a certificate stands, in a few words. */
export function health(status: string, daysLeft: number): State {
  if (status === 'EXPIRED') return { tone: 'bad', text: 'Expired' };
  if (status === 'NOT_YET_VALID') return { tone: 'warn', text: 'Not valid yet' };
  const left = daysLeft === 1 ? '1 day left' : `${daysLeft} days left`;
  return { tone: status === 'EXPIRING' ? 'warn' : 'good', text: left };
}

interface Connection {
  readonly status: string;
  readonly enabled: boolean;
  /** Enabled, and the SSO feature is on. */
  readonly active: boolean;
}

/** How a connection stands for its operator. */
export function standing({ status, enabled, active }: Connection): State {
  if (active) return { tone: 'good', text: 'Enabled' };
  if (enabled) return { tone: 'warn', text: 'Enabled, but single sign-on is off' };
  switch (status) {
    case 'COMPLETED':
      return { tone: 'info', text: 'Ready, not enabled' };
    case 'IN_PROGRESS':
      return { tone: 'info', text: 'Being set up' };
    default:
      return { tone: 'info', text: 'Draft' };
  }
}

interface Certificate {
  readonly status: string;
  readonly daysLeft: number;
}

/** The health of the certificate that people should look at: the worst, and of equal ones the first to end. */
export function worstOf(certificates: readonly Certificate[]): State | null {
  const [first] = certificates.toSorted((one, other) => rank(one) - rank(other) || one.daysLeft - other.daysLeft);
  return first ? health(first.status, first.daysLeft) : null;
}

const RANKS = ['EXPIRED', 'EXPIRING', 'NOT_YET_VALID', 'VALID'];

function rank({ status }: Certificate): number {
  return RANKS.indexOf(status);
}
