import { useRef } from 'react';

import { Button } from '../../ui/Button';
import { TextField } from '../../ui/Form';
import { Stack } from '../../ui/layout';
import { FieldError, PairRow } from '../../ui/Pairs';
import { keyField, type Pair, withNewPair } from './pairs';

interface MetadataFieldsProps {
  readonly pairs: readonly Pair[];
  readonly onChange: (pairs: readonly Pair[]) => void;
  /** What is wrong with the metadata as a whole. */
  readonly errors?: readonly string[] | undefined;
}

/** What the application keeps with a thing: pairs of texts. */
export function MetadataFields({ pairs, onChange, errors }: MetadataFieldsProps) {
  const change = (id: number, part: Partial<Pair>) =>
    onChange(pairs.map((pair) => (pair.id === id ? { ...pair, ...part } : pair)));
  const rows = useRef<HTMLDivElement>(null);
  const remove = (id: number) => {
    onChange(pairs.filter((pair) => pair.id !== id));
    rows.current?.focus({ preventScroll: true });
  };
  return (
    <>
      <div ref={rows} tabIndex={-1} role="group" aria-label="Pairs">
        <Stack gap="tight">
          {pairs.map(({ id, key, value }, index) => (
            <PairRow key={id}>
              <TextField
                name={keyField(id)}
                label={`Key ${index + 1}`}
                placeholder="Key"
                hideLabel
                takesFocus={key === '' && value === ''}
                value={key}
                onChange={(text) => change(id, { key: text })}
              />
              <TextField
                name={`metadata.value.${id}`}
                label={`Value ${index + 1}`}
                placeholder="Value"
                hideLabel
                value={value}
                onChange={(text) => change(id, { value: text })}
              />
              <Button look="quiet" label={`Remove pair ${index + 1}`} onClick={() => remove(id)}>
                Remove
              </Button>
            </PairRow>
          ))}
        </Stack>
      </div>
      {errors?.map((text) => <FieldError key={text}>{text}</FieldError>)}
      <div>
        <Button onClick={() => onChange(withNewPair(pairs))}>Add a pair</Button>
      </div>
    </>
  );
}
