import { type FragmentOf, graphql, readFragment } from '../../api/graphql';
import { isForeign, Mark } from '../../ui/Mark';
import { timeLeft, useNow } from '../session/time';
import styles from './OrganizationHeader.module.css';

export const OrganizationHeaderFields = graphql(`
  fragment OrganizationHeader on Organization {
    displayName
    logoUrl
  }
`);

const MINUTE = 60_000;
const SOON = 10 * MINUTE;

interface OrganizationHeaderProps {
  readonly organization: FragmentOf<typeof OrganizationHeaderFields>;
  readonly expiresAt: string;
  /** Whether the gateway has answered when it was last asked. */
  readonly connected: boolean;
}

/** Whose portal this is, and how long it stays open. */
export function OrganizationHeader({ organization, expiresAt, connected }: OrganizationHeaderProps) {
  const { displayName, logoUrl } = readFragment(OrganizationHeaderFields, organization);
  const left = Date.parse(expiresAt) - useNow(MINUTE / 4);
  return (
    <header className={styles['header']}>
      <div className={styles['inside']}>
        <Mark name={displayName} logoUrl={logoUrl} />
        <div className={styles['names']}>
          <p className={styles['name']}>{displayName}</p>
          <p className={styles['note']}>
            Admin Portal
            {logoUrl !== null && isForeign(logoUrl) && (
              <>
                {' · '}
                <a href={logoUrl} target="_blank" rel="noreferrer" aria-label={`logo of ${displayName}, in a new tab`}>
                  logo
                </a>
              </>
            )}
          </p>
        </div>
        <p className={styles['note']} role="status">
          {!connected && 'No connection to the server. '}
          {left < SOON && 'Save what you have typed. '}
          <span aria-live="off">{timeLeft(left)} left</span>
        </p>
      </div>
    </header>
  );
}
