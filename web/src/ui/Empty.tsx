import type { ReactNode } from 'react';

import styles from './Empty.module.css';

/** In place of a list without items: what would be here, and what to do. */
export function Empty({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <div className={styles['empty']}>
      <p className={styles['title']}>{title}</p>
      <p>{text}</p>
      {children && <div className={styles['actions']}>{children}</div>}
    </div>
  );
}
