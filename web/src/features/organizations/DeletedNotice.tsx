import { graphql } from '../../api/graphql';
import { useOperation } from '../../api/operations';
import { ProblemDetails } from '../../api/problems';
import { Button } from '../../ui/Button';
import { Alert } from '../../ui/Notice';
import { ProblemNotice } from '../problems/ProblemNotice';
import { day } from '../session/time';

const RestoreOrganization = graphql(
  `
    mutation RestoreOrganization($input: RestoreOrganizationInput!) {
      restoreOrganization(input: $input) {
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

const RESTORABLE_MILLISECONDS = 30 * 86_400_000;

interface DeletedNoticeProps {
  readonly id: string;
  readonly deletedAt: string;
  readonly mayRestore: boolean;
}

/** Says that the organization is deleted, and brings it back. */
export function DeletedNotice({ id, deletedAt, mayRestore }: DeletedNoticeProps) {
  const { run, busy, trouble } = useOperation(RestoreOrganization);
  const until = new Date(Date.parse(deletedAt) + RESTORABLE_MILLISECONDS).toISOString();
  return (
    <>
      <Alert tone="warn" announced>
        <p>
          Deleted on {day(deletedAt)}. It can be restored until {day(until)}; then it is gone for good.
        </p>
        {mayRestore && (
          <Button busy={busy} onClick={() => void run({ input: { id } })}>
            Restore
          </Button>
        )}
      </Alert>
      <ProblemNotice trouble={trouble} />
    </>
  );
}
