import { useState } from 'react';

import { graphql } from '../../api/graphql';
import { useOperation } from '../../api/operations';
import { ProblemDetails } from '../../api/problems';
import { Button } from '../../ui/Button';
import { Form } from '../../ui/Form';
import { Card, Soft, Stack } from '../../ui/layout';
import { ProblemNotice } from '../problems/ProblemNotice';
import { EMPTY, type Fields, valuesOfFields } from './fields';
import { differ, differences } from './edits';
import { KeyFields, NameField, PairFields } from './OrganizationFields';
import { useAskingToLeave } from './unsaved';
import { useFaults } from './useFaults';

const CreateOrganization = graphql(
  `
    mutation CreateOrganization($input: CreateOrganizationInput!) {
      createOrganization(input: $input) {
        __typename
        ... on Organization {
          id
        }
        ...ProblemDetails
      }
    }
  `,
  [ProblemDetails],
);

const EXPLAINED: Readonly<Record<string, string>> = {
  IDEMPOTENCY_KEY_REUSED: 'An earlier attempt has made the organization already. Look for it in the list.',
};

/** Makes an organization; trying again after a lost answer makes none twice. */
export function NewOrganization({ onMade }: { onMade: (id: string) => void }) {
  const [fields, setFields] = useState(EMPTY);
  const [idempotencyKey] = useState(randomKey);
  const { run, busy, trouble } = useOperation(CreateOrganization);
  const { errors, rest, check, forget } = useFaults(trouble);
  useAskingToLeave(differ(valuesOfFields(EMPTY), valuesOfFields(fields)) && !busy);
  const change = (next: Fields) => {
    forget();
    setFields(next);
  };
  const make = async () => {
    if (!check(fields)) return;
    const values = { ...differences({}, valuesOfFields(fields)), displayName: fields.displayName };
    const made = await run({ input: { ...values, idempotencyKey } });
    if (made) onMade(made.id);
  };
  return (
    <Form errors={errors} onSubmit={() => void make()}>
      <Card>
        <NameField fields={fields} onChange={change} />
        <KeyFields fields={fields} onChange={change} />
      </Card>
      <Card>
        <Stack gap="tight">
          <h2>Metadata</h2>
          <Soft>Pairs of texts that your application keeps with the organization.</Soft>
        </Stack>
        <PairFields fields={fields} onChange={change} errors={errors['metadata']} />
      </Card>
      <ProblemNotice trouble={trouble} rest={rest} explained={EXPLAINED} />
      <div>
        <Button look="primary" type="submit" busy={busy}>
          Create
        </Button>
      </div>
    </Form>
  );
}

function randomKey(): string {
  return [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join('-');
}
