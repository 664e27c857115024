import type { ReactNode } from 'react';

import styles from './Columns.module.css';

/** What a page is about, with what else belongs to it beside it; below it where there is little room. */
export function Columns({ children, aside }: { children: ReactNode; aside: ReactNode }) {
  return (
    <div className={styles['columns']}>
      <div className={styles['column']}>{children}</div>
      <div className={styles['column']}>{aside}</div>
    </div>
  );
}
