import { Link } from 'wouter';

import styles from './BackLink.module.css';

/** To the page that lists what this one is about. */
export function BackLink({ href, children }: { href: string; children: string }) {
  return (
    <p className={styles['back']}>
      <Link href={href}>
        <span aria-hidden="true">← </span>
        {children}
      </Link>
    </p>
  );
}
