import { Field } from '@base-ui/react/field';
import { Form as BaseForm } from '@base-ui/react/form';
import { type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';

import styles from './Field.module.css';
import { useFocusOn } from './focus';

interface FormProps {
  readonly children: ReactNode;
  /** What is wrong, by the fields' names; the first such field gets the focus. */
  readonly errors: Record<string, string[]>;
  readonly onSubmit: () => void;
}

export function Form({ children, errors, onSubmit }: FormProps) {
  // Base UI forgets what is wrong with a field that is changed; an object of another identity would tell it anew.
  const told = JSON.stringify(Object.entries(errors).filter(([, texts]) => texts.length > 0));
  const stable = useMemo(() => Object.fromEntries(JSON.parse(told) as [string, string[]][]), [told]);
  // Base UI moves the focus for the first answer of a server only: the next one follows errors that were taken back.
  const form = useRef<HTMLFormElement>(null);
  const waiting = useRef(false);
  useEffect(() => {
    if (!waiting.current || Object.keys(stable).length === 0) return;
    waiting.current = false;
    const fields = [...(form.current?.querySelectorAll<HTMLInputElement>('input[name], textarea[name]') ?? [])];
    fields.find(({ name }) => Object.hasOwn(stable, name))?.focus();
  }, [stable]);
  return (
    <BaseForm
      ref={form}
      className={styles['form']}
      errors={stable}
      noValidate
      onInput={() => {
        waiting.current = false;
      }}
      onSubmit={(event) => {
        event.preventDefault();
        waiting.current = true;
        onSubmit();
      }}
    >
      {children}
    </BaseForm>
  );
}

interface TextFieldProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
  readonly type?: 'text' | 'url' | 'password';
  readonly lines?: number;
  readonly required?: boolean;
  readonly hideLabel?: boolean;
  /** It was asked for just now: the focus goes there. */
  readonly takesFocus?: boolean;
  readonly placeholder?: string;
  /** What the browser may fill in; nothing by default. */
  readonly autoComplete?: string;
}

export function TextField(props: TextFieldProps) {
  const { name, label, value, onChange, hint, type = 'text', lines, required = false, hideLabel = false } = props;
  const control = useFocusOn<HTMLElement>('', props.takesFocus ?? false);
  return (
    <Field.Root name={name} className={styles['field']}>
      <Field.Label className={hideLabel ? styles['hidden'] : styles['label']}>{label}</Field.Label>
      {hint !== undefined && <Field.Description className={styles['hint']}>{hint}</Field.Description>}
      <Field.Control
        ref={control}
        className={styles['control']}
        value={value}
        onValueChange={onChange}
        autoComplete={props.autoComplete ?? 'off'}
        placeholder={props.placeholder}
        spellCheck={false}
        aria-required={required}
        {...(lines === undefined ? { type } : { render: <textarea rows={lines} /> })}
      />
      <Field.Error className={styles['error']} />
    </Field.Root>
  );
}

const MOST_BYTES = 1_000_000;

interface FileFieldProps {
  readonly label: string;
  readonly accept: string;
  /** How a file becomes text; as UTF-8 if left out. */
  readonly read?: (file: Blob) => Promise<string>;
  /** Takes the text; then the form around is submitted. */
  readonly onText: (text: string) => void;
}

function textOf(file: Blob): Promise<string> {
  return file.text();
}

/** A file the page reads as text. */
export function FileField({ label, accept, read = textOf, onText }: FileFieldProps) {
  const id = useId();
  const [error, setError] = useState<string | null>(null);
  const take = async (file: File, form: HTMLFormElement | null) => {
    if (file.size > MOST_BYTES) return setError('This file is larger than 1 MB: it cannot be the one.');
    setError(null);
    const text = await read(file).catch(() => null);
    if (text === null) return setError('This file cannot be read.');
    flushSync(() => onText(text));
    form?.requestSubmit();
  };
  return (
    <div className={styles['field']}>
      <label htmlFor={id} className={styles['label']}>
        {label}
      </label>
      <input
        id={id}
        type="file"
        className={styles['file']}
        accept={accept}
        aria-invalid={error !== null}
        aria-describedby={error === null ? undefined : `${id}-error`}
        onClick={(event) => {
          event.currentTarget.value = ''; // the same file may be chosen again, once it was changed
        }}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file) void take(file, event.target.form);
        }}
      />
      {error !== null && (
        <p id={`${id}-error`} role="alert" className={styles['error']}>
          {error}
        </p>
      )}
    </div>
  );
}
