import type { ReactNode } from 'react';

import styles from './Mark.module.css';

interface MarkProps {
  readonly name: string;
  readonly logoUrl: string | null;
  readonly size?: 'small' | 'large';
}

/** An organization's logo where we serve it ourselves, else its initials: no third party learns who looks at it. */
export function Mark({ name, logoUrl, size }: MarkProps) {
  const classes = [styles['mark'], size && styles[size]].filter(Boolean).join(' ');
  if (logoUrl !== null && !isForeign(logoUrl)) return <img className={classes} src={logoUrl} alt="" />;
  return (
    <div className={classes} aria-hidden="true">
      {initials(name)}
    </div>
  );
}

/** A mark with what it stands for beside it. */
export function Marked({ children, ...mark }: MarkProps & { children: ReactNode }) {
  return (
    <div className={styles['named']}>
      <Mark {...mark} />
      <div>{children}</div>
    </div>
  );
}

/** Whether an address is of another origin than the page. */
export function isForeign(url: string): boolean {
  return new URL(url).origin !== location.origin;
}

function initials(name: string): string {
  const words = name.split(/\s+/u).filter(Boolean);
  return words
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase();
}
