import { useMemo, useRef, useState } from 'react';

import { type FragmentOf, graphql, readFragment } from '../../api/graphql';
import { useOperation } from '../../api/operations';
import { ProblemDetails } from '../../api/problems';
import { Button } from '../../ui/Button';
import { Form } from '../../ui/Form';
import { Card, Facts, Row, Soft, Stack } from '../../ui/layout';
import { ProblemNotice } from '../problems/ProblemNotice';
import { ConflictNotice } from './ConflictNotice';
import { type Fields, valuesOf } from './fields';
import type { Choices } from './edits';
import { KeyFields, NameField, PairFields } from './OrganizationFields';
import { useEdited } from './useEdited';
import { useFaults } from './useFaults';

export const DetailsFields = graphql(`
  fragment DetailsForm on Organization {
    id
    version
    displayName
    externalId
    slug
    metadata
  }
`);

const UpdateOrganization = graphql(
  `
    mutation UpdateOrganization($input: UpdateOrganizationInput!) {
      updateOrganization(input: $input) {
        __typename
        ... on Organization {
          version
          displayName
          externalId
          slug
          metadata
        }
        ...ProblemDetails
      }
    }
  `,
  [ProblemDetails],
);

const EXPLAINED: Readonly<Record<string, string>> = {
  VERSION_CONFLICT: 'The organization was changed meanwhile, and nothing was overwritten. Look at it as it is now, and save again.',
  NOT_FOUND: 'This organization is no longer there: somebody has deleted it.',
};

interface DetailsFormProps {
  readonly organization: FragmentOf<typeof DetailsFields>;
  /** Whether the caller may change everything, or the name alone. */
  readonly may: 'change all' | 'rename';
  /** The organization has another version than the one in sight. */
  readonly onStale: () => void;
}

/** What an organization is called, and what the application keeps with it, edited by one or by several people. */
export function DetailsForm({ organization, may, onStale }: DetailsFormProps) {
  const read = readFragment(DetailsFields, organization);
  const stored = useMemo(() => ({ version: read.version, values: valuesOf(read) }), [read]);
  const { run, busy, trouble, clear } = useOperation(UpdateOrganization);
  const edited = useEdited(read.id, stored, busy);
  const [saved, setSaved] = useState(false);
  const form = useRef<HTMLDivElement>(null);
  const { errors, rest, check, forget } = useFaults(trouble);
  const change = (fields: Fields) => {
    setSaved(false);
    forget();
    edited.setFields(fields);
  };
  const save = async () => {
    if (!edited.isChanged || edited.changes.length > 0 || !check(edited.fields)) return;
    const sent = edited.fields;
    const now = await run({ input: { id: read.id, expectedVersion: edited.version, ...edited.differences } });
    if (!now) {
      onStale();
      return;
    }
    edited.store(sent, { version: now.version, values: valuesOf(now) });
    setSaved(true);
  };
  // What was pressed to begin anew leaves with it.
  const toFirstField = () => form.current?.querySelector('input')?.focus();
  const settle = (choices: Choices) => {
    clear();
    edited.settle(choices);
    toFirstField();
  };
  const discard = () => {
    clear();
    edited.restart(stored);
    toFirstField();
  };
  return (
    <div ref={form}>
      <Form errors={errors} onSubmit={() => void save()}>
        {edited.changes.length > 0 ? (
          <ConflictNotice changes={edited.changes} onChosen={settle} />
        ) : (
          <ProblemNotice trouble={trouble} rest={rest} explained={EXPLAINED} />
        )}
        <Card>
          <h2>Details</h2>
          <NameField fields={edited.fields} onChange={change} />
          {may === 'change all' && <KeyFields fields={edited.fields} onChange={change} />}
        </Card>
        {may === 'change all' && (
          <Card>
            <Stack gap="tight">
              <h2>Metadata</h2>
              <Soft>Pairs of texts that your application keeps with the organization.</Soft>
            </Stack>
            <PairFields fields={edited.fields} onChange={change} errors={errors['metadata']} />
          </Card>
        )}
        <Row>
          <Button look="primary" type="submit" busy={busy} off={!edited.isChanged || edited.changes.length > 0}>
            Save
          </Button>
          {edited.isChanged && (
            <Button look="quiet" onClick={discard}>
              Discard
            </Button>
          )}
          <span role="status">{saved && !edited.isChanged ? 'Saved.' : ''}</span>
        </Row>
      </Form>
    </div>
  );
}

/** What an organization is called and what is kept with it, to read; the name only where it is not in a form already. */
export function DetailsFacts({ organization, name }: { organization: FragmentOf<typeof DetailsFields>; name: boolean }) {
  const { displayName, externalId, slug, metadata } = readFragment(DetailsFields, organization);
  const pairs = Object.entries(metadata);
  return (
    <Card>
      <h2>{name ? 'Details' : 'Kept by the application'}</h2>
      <Facts
        of={[
          ['Name', name ? displayName : null],
          ['External ID', externalId],
          ['Slug', slug],
          ...pairs.map(([key, value]) => [key, value] as const),
        ]}
      />
      {!name && externalId === null && slug === null && pairs.length === 0 && <Soft>Nothing.</Soft>}
    </Card>
  );
}
