import { useState } from 'react';

import { type FragmentOf, graphql, readFragment } from '../../api/graphql';
import { byField, type Trouble } from '../../api/problems';
import { Button } from '../../ui/Button';
import { Form, TextField } from '../../ui/Form';
import { Row, Soft } from '../../ui/layout';
import { nameOf, usualMapping } from '../guides/providers';
import { TroubleNotice } from './TroubleNotice';

export const AttributesFields = graphql(`
  fragment AttributesForm on IdentityProvider {
    provider
    protocol
    attributeMapping
  }
`);

interface Pair {
  readonly key: number;
  readonly ours: string;
  readonly theirs: string;
}

const LABELS: Readonly<Record<string, string>> = { email: 'E-mail address', given_name: 'First name', family_name: 'Last name' };

interface AttributesFormProps {
  readonly connection: FragmentOf<typeof AttributesFields>;
  readonly busy: boolean;
  readonly trouble: Trouble | null;
  readonly onSave: (attributeMapping: Record<string, string>) => void;
}

/** The first step: what the identity provider calls the attributes of a person. */
export function AttributesForm({ connection, busy, trouble, onSave }: AttributesFormProps) {
  const { provider, protocol, attributeMapping } = readFragment(AttributesFields, connection);
  const isNew = Object.keys(attributeMapping).length === 0;
  const [pairs, setPairs] = useState(() => pairsOf(isNew ? usualMapping(provider, protocol) : attributeMapping));
  const labels = Object.fromEntries(
    pairs.map(({ ours }) => [`attributeMapping.${ours}`, `What ${nameOf(provider)} calls it`]),
  );
  const { errors, rest } = byField(trouble?.faults ?? [], labels);
  const change = (key: number, part: Partial<Pair>) =>
    setPairs(pairs.map((pair) => (pair.key === key ? { ...pair, ...part } : pair)));
  return (
    <Form errors={errors} onSubmit={() => onSave(Object.fromEntries(pairs.map(({ ours, theirs }) => [ours, theirs])))}>
      <Soft>
        When somebody signs in, {nameOf(provider)} sends what it knows of them. Say under which names. The usual ones are
        filled in; the e-mail address is needed.
      </Soft>
      {pairs.map(({ key, ours, theirs }) =>
        ours in LABELS ? (
          <Row key={key} look="end">
            <TextField
              name={`attributeMapping.${ours}`}
              label={LABELS[ours] ?? ours}
              value={theirs}
              required={ours === 'email'}
              onChange={(value) => change(key, { theirs: value })}
            />
            {ours !== 'email' && (
              <Button look="quiet" label={`Remove ${LABELS[ours]}`} onClick={() => setPairs(pairs.filter((pair) => pair.key !== key))}>
                Remove
              </Button>
            )}
          </Row>
        ) : (
          <Row key={key} look="end">
            <TextField name={`name.${key}`} label="Attribute" value={ours} onChange={(value) => change(key, { ours: value })} />
            <TextField
              name={`attributeMapping.${ours}`}
              label="Name at the provider"
              value={theirs}
              onChange={(value) => change(key, { theirs: value })}
            />
            <Button look="quiet" label={`Remove ${ours || 'the attribute'}`} onClick={() => setPairs(pairs.filter((pair) => pair.key !== key))}>
              Remove
            </Button>
          </Row>
        ),
      )}
      <div>
        <Button look="quiet" onClick={() => setPairs([...pairs, { key: nextKey(pairs), ours: '', theirs: '' }])}>
          Add another attribute
        </Button>
      </div>
      <TroubleNotice trouble={trouble} rest={rest} />
      <div>
        <Button look="primary" type="submit" busy={busy}>
          Save and continue
        </Button>
      </div>
    </Form>
  );
}

function pairsOf(mapping: Readonly<Record<string, string>>): readonly Pair[] {
  const whole = { email: '', ...mapping };
  return Object.entries(whole).map(([ours, theirs], key) => ({ key, ours, theirs }));
}

function nextKey(pairs: readonly Pair[]): number {
  return Math.max(-1, ...pairs.map(({ key }) => key)) + 1;
}
