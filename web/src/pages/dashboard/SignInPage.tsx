import mark from '../../favicon.svg';
import { SignInForm } from '../../features/caller/SignInForm';
import type { Refusal } from '../../features/caller/session';
import { Card } from '../../ui/layout';
import { Alert } from '../../ui/Notice';
import styles from './SignInPage.module.css';

interface SignInPageProps {
  /** Whether a session was ended by the gateway. */
  readonly ended: boolean;
  readonly onSignIn: (credential: string) => Promise<Refusal | null>;
}

export function SignInPage({ ended, onSignIn }: SignInPageProps) {
  return (
    <main className={styles['page']}>
      <div className={styles['box']}>
        <div className={styles['brand']}>
          <img src={mark} alt="" />
          <h1>Sign in</h1>
        </div>
        {ended && (
          <Alert tone="warn">
            <p>Your credential has expired or was revoked. Sign in again to go on.</p>
          </Alert>
        )}
        <Card>
          <SignInForm onSignIn={onSignIn} />
        </Card>
        <p className={styles['note']}>
          The credential stays in this page&#39;s memory. Closing or reloading the page signs out.
        </p>
      </div>
    </main>
  );
}
