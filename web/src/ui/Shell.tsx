import { type ReactNode, useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';

import styles from './Shell.module.css';

export interface Place {
  readonly path: string;
  readonly name: string;
}

interface ShellProps {
  readonly brand: ReactNode;
  readonly places: readonly Place[];
  /** Who is signed in, and how to sign out. */
  readonly who: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every page: where one is, where one can go, who one is. */
export function Shell({ brand, places, who, children }: ShellProps) {
  return (
    <>
      <a href="#content" className={styles['skip']}>
        Skip to the content
      </a>
      <header className={styles['header']}>
        <div className={styles['inside']}>
          <Link href="/" className={styles['brand']}>
            {brand}
          </Link>
          <nav aria-label="Main" className={styles['nav']}>
            <Places of={places} />
          </nav>
          <div className={styles['who']}>{who}</div>
        </div>
      </header>
      <main id="content" className={styles['main']} tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

/** The name of the caller; cut where there is no room for it. */
export function Who({ children }: { children: string }) {
  return (
    <span className={styles['name']} title={children}>
      {children}
    </span>
  );
}

/** A page's heading with what can be done there beside it. */
export function PageHead({ children, actions }: { children: ReactNode; actions?: ReactNode }) {
  return (
    <div className={styles['head']}>
      <div className={styles['titles']}>{children}</div>
      {actions && <div>{actions}</div>}
    </div>
  );
}

/** The sections of a page, each with an address of its own. */
export function Sections({ label, of }: { label: string; of: readonly Place[] }) {
  const nav = useRef<HTMLElement>(null);
  const [here] = useLocation();
  const at = of.findIndex(({ path }) => path === here);
  useEffect(() => {
    // Where there is no room for all of them, the current one is in sight.
    const current = nav.current?.children[at];
    if (nav.current && current instanceof HTMLElement)
      nav.current.scrollLeft = current.offsetLeft - (nav.current.clientWidth - current.offsetWidth) / 2;
  }, [at]);
  return (
    <nav ref={nav} aria-label={label} className={styles['sections']}>
      <Places of={of} exact />
    </nav>
  );
}

function Places({ of, exact = false }: { of: readonly Place[]; exact?: boolean }) {
  const [here] = useLocation();
  return of.map(({ path, name }) => (
    <Link
      key={path}
      href={path}
      className={styles['place']}
      aria-current={here === path ? 'page' : !exact && path !== '/' && here.startsWith(`${path}/`) ? 'true' : undefined}
    >
      {name}
    </Link>
  ));
}
