import type { ReactNode, Ref } from 'react';

import styles from './Button.module.css';

type Look = 'primary' | 'plain' | 'danger' | 'quiet';

interface ButtonProps {
  readonly children: ReactNode;
  readonly look?: Look;
  readonly type?: 'button' | 'submit';
  /** While it works it stays in place and keeps the focus, and does nothing twice. */
  readonly busy?: boolean;
  /** There is nothing it could do now; it is not reached by the keyboard. */
  readonly off?: boolean;
  readonly onClick?: () => void;
  readonly label?: string;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button({ children, look = 'plain', type = 'button', busy = false, off = false, onClick, label, ref }: ButtonProps) {
  return (
    <button
      ref={ref}
      // oxlint-disable-next-line react/button-has-type
      type={type}
      className={`${styles['button']} ${styles[look]}`}
      aria-disabled={busy}
      disabled={off}
      aria-label={label}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.();
      }}
    >
      {children}
    </button>
  );
}

/** The classes of a link that looks like a button. */
export function buttonClass(look: Look = 'plain'): string {
  return `${styles['button']} ${styles[look]}`;
}
