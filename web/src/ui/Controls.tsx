import type { ReactNode } from 'react';

import { Button } from './Button';
import styles from './Controls.module.css';

/** The controls above a list, in a row as far as there is room. */
export function Controls({ label, children }: { label: string; children: ReactNode }) {
  return (
    <search className={styles['bar']} aria-label={label}>
      {children}
    </search>
  );
}

interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function SearchField({ label, value, onChange }: SearchFieldProps) {
  return (
    <input
      type="search"
      className={`${styles['control']} ${styles['search']}`}
      aria-label={label}
      placeholder={label}
      value={value}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

export interface SelectOption<Value extends string> {
  readonly value: Value;
  readonly name: string;
}

interface SelectProps<Value extends string> {
  readonly label: string;
  readonly options: readonly SelectOption<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

export function Select<Value extends string>({ label, options, value, onChange }: SelectProps<Value>) {
  return (
    <select
      className={`${styles['control']} ${styles['select']}`}
      aria-label={label}
      value={value}
      onChange={(event) => {
        const chosen = options.find((option) => option.value === event.target.value);
        if (chosen) onChange(chosen.value);
      }}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.name}
        </option>
      ))}
    </select>
  );
}

interface CheckProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function Check({ label, checked, onChange }: CheckProps) {
  return (
    <label className={styles['check']}>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}

/** A remark below the controls, told to those who do not see it come. */
export function ControlsHint({ children }: { children: ReactNode }) {
  return (
    <p role="status" className={styles['hint']}>
      {children}
    </p>
  );
}

interface PagerProps {
  /** How much there is, in words. */
  readonly count: string | null;
  /** Absent where there is no such page. */
  readonly onPrevious?: (() => void) | undefined;
  readonly onNext?: (() => void) | undefined;
}

/** Where one is in a list that comes in pages. */
export function Pager({ count, onPrevious, onNext }: PagerProps) {
  return (
    <div className={styles['pager']}>
      <p role="status">{count}</p>
      {(onPrevious || onNext) && (
        <nav aria-label="Pages" className={styles['pages']}>
          <Button off={!onPrevious} onClick={() => onPrevious?.()}>
            Previous
          </Button>
          <Button off={!onNext} onClick={() => onNext?.()}>
            Next
          </Button>
        </nav>
      )}
    </div>
  );
}
