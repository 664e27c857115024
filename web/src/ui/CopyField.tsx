import { useEffect, useId, useRef, useState } from 'react';

import { Button } from './Button';
import styles from './Field.module.css';

const SHOWN_MILLISECONDS = 2_000;
type Said = 'Copied' | 'Press Ctrl+C';

/** A value to carry elsewhere, with a button that copies it. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState<Said | null>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), SHOWN_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    if (input.current) setSaid((await copyText(value, input.current)) ? 'Copied' : 'Press Ctrl+C');
  };
  return (
    <div className={styles['field']}>
      <label htmlFor={id} className={styles['label']}>
        {label}
      </label>
      <div className={styles['copy']}>
        <input
          id={id}
          ref={input}
          className={styles['control']}
          value={value}
          readOnly
          onFocus={(event) => event.target.select()}
        />
        <Button onClick={() => void copy()} label={`${said ?? 'Copy'} ${label}`}>
          {said ?? 'Copy'}
        </Button>
      </div>
      <span role="status" className={styles['hidden']}>
        {said === 'Copied' ? `${label} was copied` : said}
      </span>
    </div>
  );
}

/** Whether the text is in the clipboard now. A frame without the permission `clipboard-write` copies the old way. */
async function copyText(text: string, input: HTMLInputElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    input.focus();
    input.select();
    return document.execCommand('copy');
  }
}

/** Gives a text to the browser as a file. */
export function download(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
