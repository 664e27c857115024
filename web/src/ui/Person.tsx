import type { ReactNode } from 'react';

import { Marked } from './Mark';
import styles from './Person.module.css';

interface PersonProps {
  readonly name: string;
  /** What tells two of the same name apart. */
  readonly note: string | null;
  readonly more?: ReactNode;
  /** The name, as it is shown. */
  readonly children: ReactNode;
}

export function Person({ name, note, more, children }: PersonProps) {
  return (
    <Marked name={name} logoUrl={null} size="small">
      {children}
      {note !== null && <span className={styles['note']}>{note}</span>}
      {more}
    </Marked>
  );
}
