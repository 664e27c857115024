import { useId } from 'react';

import styles from './Choice.module.css';

export interface Option<Value extends string> {
  readonly value: Value;
  readonly name: string;
  readonly note?: string;
}

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly options: readonly Option<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

/** One of a few, all of them in sight. */
export function Choice<Value extends string>({ label, options, value, onChange }: ChoiceProps<Value>) {
  const name = useId();
  return (
    <fieldset className={styles['group']}>
      <legend className={styles['legend']}>{label}</legend>
      {options.map((option) => (
        <label key={option.value} className={styles['option']}>
          <input
            type="radio"
            name={name}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>
            <span className={styles['name']}>{option.name}</span>
            {option.note !== undefined && <span className={styles['note']}>{option.note}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
