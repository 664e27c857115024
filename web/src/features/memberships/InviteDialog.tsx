import { useState } from 'react';

import { graphql } from '../../api/graphql';
import { useOperation } from '../../api/operations';
import { byField, ProblemDetails } from '../../api/problems';
import { Button } from '../../ui/Button';
import { CheckGroup } from '../../ui/CheckGroup';
import { Dialog, DialogActions } from '../../ui/Dialog';
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
  const { run, busy, trouble } = useOperation(InviteUser);
  const options = useRoles();
  const [email, setEmail] = useState('');
  const [roles, setRoles] = useState<string[]>(['member']);
  const [made, setMade] = useState<{ email: string; token: string | null } | null>(null);
  const invite = async () => {
    const answer = await run({ input: { organizationId, email, roles } });
    if (!answer) return;
    const invited = answer.invitation?.email ?? email;
    setMade({ email: invited, token: answer.invitation?.token ?? null });
    onInvited(invited);
  };
  if (made)
    return (
      <Dialog title="Invitation made" onClose={onClose}>
        <TokenNotice email={made.email} token={made.token} />
        <DialogActions>
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        </DialogActions>
      </Dialog>
    );
  const { errors, rest } = byField(trouble?.faults ?? [], LABELS);
  return (
    <ActionDialog
      title="Invite a member"
      action="Invite"
      busy={busy}
      trouble={trouble}
      errors={errors}
      rest={rest}
      explained={EXPLAINED}
      onRun={() => void invite()}
      onClose={onClose}
    >
      <TextField name="email" label="E-mail address" value={email} onChange={setEmail} required />
      <CheckGroup label="Roles" options={options} chosen={roles} onChange={setRoles} errors={errors['roles']} />
    </ActionDialog>
  );
}
