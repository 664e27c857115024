import { byField, type Trouble } from '../../api/problems';
import { TextField } from '../../ui/Form';
import { type Draft, LABELS } from './draft';
import { keyField, MetadataFields } from './MetadataFields';
import { faultsOfPairs } from './pairs';

/** What is wrong with a draft, beside its fields, and what belongs to none of them. */
export function errorsOf(trouble: Trouble | null, draft: Draft): { errors: Record<string, string[]>; rest: string[] } {
  const { errors, rest } = byField(trouble?.faults ?? [], LABELS);
  const pairs = [...faultsOfPairs(draft.pairs)].map(([id, text]) => [keyField(id), [text]]);
  return { errors: { ...errors, ...Object.fromEntries(pairs) }, rest };
}

interface FieldsProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}

/** How people call an organization. */
export function NameField({ draft, onChange }: FieldsProps) {
  return (
    <TextField
      name="displayName"
      label="Name"
      value={draft.displayName}
      onChange={(displayName) => onChange({ ...draft, displayName })}
      required
    />
  );
}

/** How programs call it. */
export function KeyFields({ draft, onChange }: FieldsProps) {
  return (
    <>
      <TextField
        name="externalId"
        label="External ID"
        hint="Its ID in your application's own database."
        value={draft.externalId}
        onChange={(externalId) => onChange({ ...draft, externalId })}
      />
      <TextField
        name="slug"
        label="Slug"
        hint="Its short name in URLs: lower-case letters, digits and hyphens."
        value={draft.slug}
        onChange={(slug) => onChange({ ...draft, slug })}
      />
    </>
  );
}

/** What the application keeps with it. */
export function PairFields({ draft, onChange, errors }: FieldsProps & { errors: readonly string[] | undefined }) {
  return <MetadataFields pairs={draft.pairs} onChange={(pairs) => onChange({ ...draft, pairs })} errors={errors} />;
}
