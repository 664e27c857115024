import { useState } from 'react';

import { graphql } from '../../api/graphql';
import { ProblemDetails } from '../../api/problems';
import { CheckGroup } from '../../ui/CheckGroup';
import { MessageDialog } from '../../ui/Dialog';
import { TextField } from '../../ui/Form';
import { ActionDialog } from '../problems/ActionDialog';
import { useRoles } from './roles';
import { TokenNotice } from './TokenNotice';

const InviteUser = graphql(
  `
    mutation InviteUser($input: InviteUserInput!) {
      inviteUser(input: $input) {
        __typename
        ... on Membership {
          id
          invitation {
            email
            token
          }
        }
        ...ProblemDetails
      }
    }
  `,
  [ProblemDetails],
);

const LABELS = { email: 'The address', roles: 'The choice' };
const EXPLAINED = { FORBIDDEN: 'You can only give roles that allow no more than your own.' };

interface InviteDialogProps {
  readonly organizationId: string;
  readonly onInvited: (email: string) => void;
  readonly onClose: () => void;
}

/** Asks whom to invite, then shows the invitation's token. */
export function InviteDialog({ organizationId, onInvited, onClose }: InviteDialogProps) {
  const options = useRoles();
  const [email, setEmail] = useState('');
  const [roles, setRoles] = useState<string[]>(['member']);
  const [made, setMade] = useState<{ email: string; token: string | null } | null>(null);
  if (made)
    return (
      <MessageDialog title="Invitation made" close="Done" onClose={onClose}>
        <TokenNotice email={made.email} token={made.token} />
      </MessageDialog>
    );
  return (
    <ActionDialog
      title="Invite a member"
      action="Invite"
      document={InviteUser}
      input={{ organizationId, email, roles }}
      labels={LABELS}
      explained={EXPLAINED}
      onDone={({ invitation }) => {
        const invited = invitation?.email ?? email;
        setMade({ email: invited, token: invitation?.token ?? null });
        onInvited(invited);
      }}
      onClose={onClose}
    >
      {(errors) => (
        <>
          <TextField name="email" label="E-mail address" value={email} onChange={setEmail} required />
          <CheckGroup label="Roles" options={options} chosen={roles} onChange={setRoles} errors={errors['roles']} />
        </>
      )}
    </ActionDialog>
  );
}
