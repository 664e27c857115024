import { graphql } from '../../api/graphql';
import { ProblemDetails } from '../../api/problems';
import { ActionDialog } from '../problems/ActionDialog';

const RevokePortalLink = graphql(
  `
    mutation RevokePortalLink($input: RevokePortalLinkInput!) {
      revokePortalLink(input: $input) {
        __typename
        ... on PortalLink {
          id
        }
        ...ProblemDetails
      }
    }
  `,
  [ProblemDetails],
);

const EXPLAINED = { NOT_FOUND: 'This link is no longer there.' };

export function RevokeDialog({ id, onRevoked, onClose }: { id: string; onRevoked: () => void; onClose: () => void }) {
  return (
    <ActionDialog
      title="Revoke this link?"
      action="Revoke"
      danger
      document={RevokePortalLink}
      input={{ id }}
      explained={EXPLAINED}
      onDone={onRevoked}
      onClose={onClose}
    >
      <p>It opens no more, and who has opened it is shown out within seconds. What was set up stays.</p>
    </ActionDialog>
  );
}
