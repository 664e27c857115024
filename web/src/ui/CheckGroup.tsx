import { useId } from 'react';

import styles from './Choice.module.css';
import field from './Field.module.css';

const NO_ERRORS: readonly string[] = [];

interface CheckGroupProps<Value extends string> {
  readonly label: string;
  readonly options: readonly { readonly value: Value; readonly name: string; readonly note?: string | null }[];
  readonly chosen: readonly Value[];
  readonly onChange: (chosen: Value[]) => void;
  /** What is wrong with the choice. */
  readonly errors?: readonly string[] | undefined;
}

/** Any of a few, all of them in sight; what is chosen is told in the order of the options. */
export function CheckGroup<Value extends string>({ label, options, chosen, onChange, errors = NO_ERRORS }: CheckGroupProps<Value>) {
  const id = useId();
  return (
    <fieldset className={styles['group']} aria-describedby={errors.length > 0 ? id : undefined} aria-invalid={errors.length > 0}>
      <legend className={styles['legend']}>{label}</legend>
      {options.map(({ value, name, note }) => (
        <label key={value} className={styles['option']}>
          <input
            type="checkbox"
            aria-labelledby={`${id}-${value}`}
            aria-describedby={note ? `${id}-${value}-note` : undefined}
            checked={chosen.includes(value)}
            onChange={({ target }) =>
              onChange(options.map((each) => each.value).filter((each) => (each === value ? target.checked : chosen.includes(each))))
            }
          />
          <span>
            <span id={`${id}-${value}`} className={styles['name']}>
              {name}
            </span>
            {note && (
              <span id={`${id}-${value}-note`} className={styles['note']}>
                {note}
              </span>
            )}
          </span>
        </label>
      ))}
      {errors.length > 0 && (
        <p id={id} role="alert" className={`${field['error']} ${styles['whole']}`}>
          {errors.join(' ')}
        </p>
      )}
    </fieldset>
  );
}
