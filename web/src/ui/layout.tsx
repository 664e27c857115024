import { Fragment, type ReactNode } from 'react';

import styles from './layout.module.css';

interface Children {
  readonly children: ReactNode;
}

/** One below another. */
export function Stack({ children, gap = 'normal' }: Children & { gap?: 'tight' | 'normal' | 'loose' }) {
  return <div className={`${styles['stack']} ${styles[gap] ?? ''}`}>{children}</div>;
}

/** One beside another, as far as there is room; `end` puts them on one base line, as fields with a button want it. */
export function Row({ children, look }: Children & { look?: 'between' | 'end' }) {
  return <div className={`${styles['row']} ${look ? styles[look] : ''}`}>{children}</div>;
}

export function Card({ children }: Children) {
  return (
    <section className={`${styles['card']} ${styles['stack']}`}>{children}</section>
  );
}

export function Soft({ children }: Children) {
  return <p className={styles['soft']}>{children}</p>;
}

/** Terms with what they are; those that are null are left out. */
export function Facts({ of }: { of: readonly (readonly [term: string, value: ReactNode])[] }) {
  return (
    <dl className={styles['facts']}>
      {of
        .filter(([, value]) => value !== null && value !== undefined)
        .map(([term, value]) => (
          <Fragment key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
    </dl>
  );
}
