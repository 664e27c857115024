import { useRef, useState } from 'react';

import { type FragmentOf, graphql, readFragment } from '../../api/graphql';
import { byField } from '../../api/problems';
import { Button } from '../../ui/Button';
import { Form, TextField } from '../../ui/Form';
import { Row, Soft, Stack } from '../../ui/layout';
import { RestoredNotice, useDraft } from '../drafts/drafts';
import { type Mapping, nameOf, usualMapping } from '../guides/providers';
import { atRows, faultsOf, KNOWN, mappingOf, oursOf, type Pair, pairsOf, theirsOf, withOneMore } from './attributes';
import { type Editing, type Saving, useSavingOidc, useSavingSaml } from './editing';
import { TroubleNotice } from './TroubleNotice';

export const AttributesFields = graphql(`
  fragment AttributesForm on IdentityProvider {
    provider
    protocol
    attributeMapping
  }
`);

type AttributesFragment = FragmentOf<typeof AttributesFields>;

interface AttributesFormProps {
  readonly connection: AttributesFragment;
  readonly editing: Editing;
}

/** The first step: what the identity provider calls the attributes of a person. */
export function AttributesForm({ connection, editing }: AttributesFormProps) {
  const { protocol } = readFragment(AttributesFields, connection);
  return protocol === 'SAML' ? (
    <SamlAttributes connection={connection} editing={editing} />
  ) : (
    <OidcAttributes connection={connection} editing={editing} />
  );
}

function SamlAttributes({ connection, editing }: AttributesFormProps) {
  return <MappingForm connection={connection} id={editing.id} saving={useSavingSaml(editing)} />;
}

function OidcAttributes({ connection, editing }: AttributesFormProps) {
  return <MappingForm connection={connection} id={editing.id} saving={useSavingOidc(editing)} />;
}

interface MappingFormProps {
  readonly connection: AttributesFragment;
  readonly id: string;
  readonly saving: Saving<{ attributeMapping: Mapping }>;
}

function MappingForm({ connection, id, saving }: MappingFormProps) {
  const { save, busy, trouble } = saving;
  const { provider, protocol, attributeMapping } = readFragment(AttributesFields, connection);
  const isNew = Object.keys(attributeMapping).length === 0;
  const mapping = isNew ? usualMapping(provider, protocol) : attributeMapping;
  const draft = useDraft(`${id}/attributes`, { pairs: pairsOf(mapping) });
  const { pairs } = draft.value;
  const rows = useRef<HTMLDivElement>(null);
  const [own, setOwn] = useState<Record<string, string[]>>({});
  const labels = Object.fromEntries(pairs.map(({ key }) => [theirsOf(key), 'The name']));
  const { errors, rest } = byField(atRows(trouble?.faults ?? [], pairs), labels);
  const change = (key: number, part: Partial<Pair>) =>
    draft.change({ pairs: pairs.map((pair) => (pair.key === key ? { ...pair, ...part } : pair)) });
  const submit = async () => {
    const found = faultsOf(pairs);
    setOwn(found);
    if (Object.keys(found).length === 0 && (await save({ attributeMapping: mappingOf(pairs) }))) draft.forget();
  };
  return (
    <Form errors={{ ...errors, ...own }} onSubmit={() => void submit()}>
      <Soft>
        When somebody signs in, {nameOf(provider)} sends what it knows about them. Say under which names. The usual ones
        are filled in; only the e-mail address is required.
      </Soft>
      <RestoredNotice draft={draft} />
      <div ref={rows} tabIndex={-1} role="group" aria-label="Attributes">
        <Stack>
          {pairs.map((pair) => (
            <AttributeRow
              key={pair.key}
              pair={pair}
              onChange={(part) => change(pair.key, part)}
              onRemove={() => {
                draft.change({ pairs: pairs.filter(({ key }) => key !== pair.key) });
                rows.current?.focus({ preventScroll: true });
              }}
            />
          ))}
        </Stack>
      </div>
      <div>
        <Button look="quiet" onClick={() => draft.change({ pairs: withOneMore(pairs) })}>
          Add another attribute
        </Button>
      </div>
      <TroubleNotice trouble={trouble} rest={rest} saving={saving} onTakeTheirs={draft.discard} />
      <div>
        <Button look="primary" type="submit" busy={busy}>
          Save and continue
        </Button>
      </div>
    </Form>
  );
}

interface AttributeRowProps {
  readonly pair: Pair;
  readonly onChange: (part: Partial<Pair>) => void;
  readonly onRemove: () => void;
}

function AttributeRow({ pair: { key, ours, theirs, own }, onChange, onRemove }: AttributeRowProps) {
  const label = own ? ours : (KNOWN[ours] ?? ours);
  const required = !own && ours === 'email';
  return (
    <Row look="end">
      {own && (
        <TextField
          name={oursOf(key)}
          label="Attribute"
          value={ours}
          takesFocus={ours === '' && theirs === ''}
          onChange={(value) => onChange({ ours: value })}
        />
      )}
      <TextField
        name={theirsOf(key)}
        label={own ? 'Name at the provider' : label}
        value={theirs}
        required={required}
        onChange={(value) => onChange({ theirs: value })}
      />
      {!required && (
        <Button look="quiet" label={`Remove ${label || 'the attribute'}`} onClick={onRemove}>
          Remove
        </Button>
      )}
    </Row>
  );
}
