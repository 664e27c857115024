import { Link } from 'wouter';

import styles from './StepList.module.css';
import { type Step, STEP_NAMES, STEPS } from './steps';

/** The steps of a connection; any of them may be gone to. */
export function StepList({ id, current, next }: { id: string; current: Step; next: Step }) {
  return (
    <nav aria-label="Steps">
      <ol className={styles['steps']}>
        {STEPS.map((step) => {
          const done = STEPS.indexOf(step) < STEPS.indexOf(next);
          return (
            <li key={step} className={styles['step']}>
              <Link
                href={`/connections/${id}/${step}`}
                className={`${styles['link']} ${done ? styles['done'] : ''}`}
                aria-current={step === current ? 'step' : undefined}
              >
                {STEP_NAMES[step]}
                {done && <span className={styles['hidden']}> (done)</span>}
              </Link>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
