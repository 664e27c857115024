import { TextField } from '../../ui/Form';
import type { Fields } from './fields';
import { MetadataFields } from './MetadataFields';

interface FieldsProps {
  readonly fields: Fields;
  readonly onChange: (fields: Fields) => void;
}

/** How people call an organization. */
export function NameField({ fields, onChange }: FieldsProps) {
  return (
    <TextField
      name="displayName"
      label="Name"
      value={fields.displayName}
      onChange={(displayName) => onChange({ ...fields, displayName })}
      required
    />
  );
}

/** How programs call it. */
export function KeyFields({ fields, onChange }: FieldsProps) {
  return (
    <>
      <TextField
        name="externalId"
        label="External ID"
        hint="Its ID in your application's own database."
        value={fields.externalId}
        onChange={(externalId) => onChange({ ...fields, externalId })}
      />
      <TextField
        name="slug"
        label="Slug"
        hint="Its short name in URLs: lower-case letters, digits and hyphens, in parts separated by dots."
        value={fields.slug}
        onChange={(slug) => onChange({ ...fields, slug })}
      />
    </>
  );
}

/** What the application keeps with it. */
export function PairFields({ fields, onChange, errors }: FieldsProps & { errors: readonly string[] | undefined }) {
  return <MetadataFields pairs={fields.pairs} onChange={(pairs) => onChange({ ...fields, pairs })} errors={errors} />;
}
