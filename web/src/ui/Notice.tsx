import { type ReactNode, useEffect } from 'react';

import { useFocusOn } from './focus';
import styles from './Notice.module.css';

export type Tone = 'good' | 'warn' | 'bad' | 'info';

/** A page with nothing but something to say. */
export function Notice({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className={styles['page']}>
      <Heading>{title}</Heading>
      {children}
    </main>
  );
}

interface HeadingProps {
  readonly children: string;
  readonly part?: string;
  /** What the page is of, where its title may change while somebody is on it. */
  readonly of?: string;
}

/** The page's heading: its title, and where the focus goes when the page, or a `part` of it, is entered. */
export function Heading({ children, part, of = children }: HeadingProps) {
  const title = part === undefined ? children : `${children} (${part})`;
  const heading = useFocusOn<HTMLHeadingElement>(`${of} ${part ?? ''}`);
  useEffect(() => {
    document.title = `${title} - ${applicationName()}`;
  }, [title]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
      {part !== undefined && <span className={styles['hidden']}>({part})</span>}
    </h1>
  );
}

/** What the HTML file calls its page as a whole. */
function applicationName(): string {
  return document.querySelector<HTMLMetaElement>('meta[name=application-name]')?.content ?? '';
}

/** A remark in the page; one that is bad is announced at once. */
export function Alert({ tone, children, announced = tone === 'bad' }: { tone: Tone; children: ReactNode; announced?: boolean }) {
  return (
    <div className={`${styles['alert']} ${styles[tone]}`} role={announced ? 'alert' : undefined}>
      {children}
    </div>
  );
}

export function Badge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`${styles['badge']} ${styles[tone]}`}>{children}</span>;
}

export function Loading({ what }: { what: string }) {
  return (
    <p className={styles['loading']} role="status">
      Loading {what} …
    </p>
  );
}

/** Tells what was done to those who do not see it. */
export function Announcement({ children }: { children: string }) {
  return (
    <p role="status" className={styles['hidden']}>
      {children}
    </p>
  );
}
