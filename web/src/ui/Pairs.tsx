import type { ReactNode } from 'react';

import styles from './Pairs.module.css';

/** Two fields that belong together, and what can be done with both. */
export function PairRow({ children }: { children: ReactNode }) {
  return <div className={styles['row']}>{children}</div>;
}

/** What is wrong with several fields together. */
export function FieldError({ children }: { children: string }) {
  return (
    <p role="alert" className={styles['error']}>
      {children}
    </p>
  );
}
