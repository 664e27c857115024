import type { ReactNode } from 'react';

import styles from './Details.module.css';

/** What is seen when it is asked for. */
export function Details({ summary, children }: { summary: string; children: ReactNode }) {
  return (
    <details className={styles['details']}>
      <summary className={styles['summary']}>{summary}</summary>
      <div className={styles['content']}>{children}</div>
    </details>
  );
}
