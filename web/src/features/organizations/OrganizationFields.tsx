import { TextField } from '../../ui/Form';
import type { Draft } from './draft';
import { MetadataFields } from './MetadataFields';

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
        hint="Its short name in URLs: lower-case letters, digits and hyphens, in parts separated by dots."
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
