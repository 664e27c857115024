import { graphql } from '../../api/graphql';
import { useOperation } from '../../api/operations';
import { ProblemDetails } from '../../api/problems';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { Card, Row, Soft, Stack } from '../../ui/layout';
import { ProblemNotice } from '../problems/ProblemNotice';

const DeleteOrganization = graphql(
  `
    mutation DeleteOrganization($input: DeleteOrganizationInput!) {
      deleteOrganization(input: $input) {
        __typename
        ... on Organization {
          id
          deletedAt
        }
        ...ProblemDetails
      }
    }
  `,
  [ProblemDetails],
);

const EXPLAINED: Readonly<Record<string, string>> = {
  VERSION_CONFLICT: 'The organization was changed meanwhile, and was not deleted. Look at it as it is now, and decide anew.',
};

interface DeleteCardProps {
  readonly id: string;
  readonly version: number;
  readonly displayName: string;
  /** The organization has another version than the one in sight. */
  readonly onStale: () => void;
}

/** Deletes the organization, for 30 days not for good. */
export function DeleteCard({ id, version, displayName, onStale }: DeleteCardProps) {
  const { run, trouble } = useOperation(DeleteOrganization);
  const remove = async () => {
    if (!(await run({ input: { id, expectedVersion: version } }))) onStale();
  };
  return (
    <Card>
      <Row look="between">
        <Stack gap="tight">
          <h2>Delete this organization</h2>
          <Soft>Its members, links and sessions stop working at once. It can be restored for 30 days.</Soft>
        </Stack>
        <ConfirmDialog action="Delete" title={`Delete ${displayName}?`} onConfirm={remove}>
          <p>
            Nobody can sign in to it any more, and its portal links stop working. Within 30 days it can be restored as it is
            now.
          </p>
        </ConfirmDialog>
      </Row>
      <ProblemNotice trouble={trouble} explained={EXPLAINED} />
    </Card>
  );
}
