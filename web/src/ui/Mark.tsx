import { type ReactNode, useState } from 'react';

import { ownLogo } from './logo';
import styles from './Mark.module.css';

interface MarkProps {
  readonly name: string;
  readonly logoUrl: string | null;
  readonly size?: 'small' | 'large';
}

/** An organization's logo where we serve it ourselves, else its initials: no third party learns who looks at it. */
export function Mark({ name, logoUrl, size }: MarkProps) {
  const classes = [styles['mark'], size && styles[size]].filter(Boolean).join(' ');
  const [failed, setFailed] = useState<string | null>(null);
  const logo = ownLogo(logoUrl, location.origin);
  if (logo !== null && logo !== failed)
    return <img className={classes} src={logo} alt="" onError={() => setFailed(logo)} />;
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

/** Whether an address is of a picture that is not loaded, since we do not serve it ourselves. */
export function isForeign(url: string): boolean {
  return ownLogo(url, location.origin) === null;
}

function initials(name: string): string {
  const words = name.split(/\s+/u).filter(Boolean);
  return words
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase();
}
