import { type ReactNode, useState } from 'react';

import { graphql } from '../../api/graphql';
import { useOperation } from '../../api/operations';
import { byField, ProblemDetails, type Trouble } from '../../api/problems';
import { Button } from '../../ui/Button';
import { CheckGroup } from '../../ui/CheckGroup';
import { Dialog, DialogActions } from '../../ui/Dialog';
import { ActionDialog } from '../problems/ActionDialog';
import { LastAdminNotice } from './LastAdminNotice';
import { type Member, type MemberAction, nameOfMember } from './member';
import { useRoles } from './roles';
import { TokenNotice } from './TokenNotice';

const UpdateMembership = graphql(
  `
    mutation UpdateMembership($input: UpdateMembershipInput!) {
      updateMembership(input: $input) {
        __typename
        ... on Membership {
          id
        }
        ...ProblemDetails
      }
    }
  `,
  [ProblemDetails],
);

const DeleteMembership = graphql(
  `
    mutation DeleteMembership($input: DeleteMembershipInput!) {
      deleteMembership(input: $input) {
        __typename
        ... on Membership {
          id
        }
        ...ProblemDetails
      }
    }
  `,
  [ProblemDetails],
);

const RevokeInvitation = graphql(
  `
    mutation RevokeInvitation($input: RevokeInvitationInput!) {
      revokeInvitation(input: $input) {
        __typename
        ... on Membership {
          id
        }
        ...ProblemDetails
      }
    }
  `,
  [ProblemDetails],
);

const ResendInvitation = graphql(
  `
    mutation ResendInvitation($input: ResendInvitationInput!) {
      resendInvitation(input: $input) {
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

const EXPLAINED: Readonly<Record<string, string>> = {
  VERSION_CONFLICT: 'Somebody else has changed this membership meanwhile. Nothing was overwritten: look at it as it is now, and try again.',
  NOT_FOUND: 'This membership is no longer there: somebody has removed it.',
  INVITATION_NOT_PENDING: 'This invitation was accepted meanwhile.',
  FORBIDDEN: 'Your roles do not allow this: you cannot change who may do more than you, or give more than you have.',
};

interface MemberDialogProps {
  readonly member: Member;
  /** The organization's name. */
  readonly organization: string;
  /** Told what was done, in words. */
  readonly onDone: (said: string) => void;
  /** The membership may be another by now. */
  readonly onStale: () => void;
  readonly onClose: () => void;
}

/** Asks before something is done with a membership. */
export function MemberDialog({ action, ...props }: MemberDialogProps & { readonly action: MemberAction }) {
  switch (action) {
    case 'roles':
      return <RolesDialog {...props} />;
    case 'deactivate':
      return <StatusDialog {...props} status="INACTIVE" />;
    case 'reactivate':
      return <StatusDialog {...props} status="ACTIVE" />;
    case 'remove':
      return <RemoveDialog {...props} />;
    case 'revoke':
      return <RevokeDialog {...props} />;
    case 'resend':
      return <ResendDialog {...props} />;
  }
}

function RolesDialog({ member, organization, onDone, onStale, onClose }: MemberDialogProps) {
  const { run, busy, trouble } = useOperation(UpdateMembership);
  const [roles, setRoles] = useState<string[]>(member.roles);
  const options = useRoles(member.roles);
  const name = nameOfMember(member);
  const { errors, rest } = byField(trouble?.faults ?? [], { roles: 'The choice' });
  const save = async () => {
    if (await run({ input: { id: member.id, expectedVersion: member.version, roles } })) onDone(`The roles of ${name} were changed`);
    else onStale();
  };
  return (
    <ActionDialog
      title={`Roles of ${name}`}
      action="Save"
      busy={busy}
      trouble={trouble}
      rest={rest}
      explained={EXPLAINED}
      instead={lastAdmin(trouble, name, organization)}
      onRun={() => void save()}
      onClose={onClose}
    >
      <CheckGroup label="Roles" options={options} chosen={roles} onChange={setRoles} errors={errors['roles']} />
    </ActionDialog>
  );
}

function StatusDialog(props: MemberDialogProps & { readonly status: 'ACTIVE' | 'INACTIVE' }) {
  const { member, organization, status, onDone, onStale, onClose } = props;
  const { run, busy, trouble } = useOperation(UpdateMembership);
  const name = nameOfMember(member);
  const off = status === 'INACTIVE';
  const save = async () => {
    const input = { id: member.id, expectedVersion: member.version, status };
    if (await run({ input })) onDone(`${name} was ${off ? 'deactivated' : 'reactivated'}`);
    else onStale();
  };
  return (
    <ActionDialog
      title={`${off ? 'Deactivate' : 'Reactivate'} ${name}?`}
      action={off ? 'Deactivate' : 'Reactivate'}
      danger={off}
      busy={busy}
      trouble={trouble}
      explained={EXPLAINED}
      instead={lastAdmin(trouble, name, organization)}
      onRun={() => void save()}
      onClose={onClose}
    >
      <p>
        {off
          ? `The membership stays, and gives nothing until it is reactivated. Memberships elsewhere are not touched.`
          : `The roles of the membership count again: ${member.roles.join(', ')}.`}
      </p>
    </ActionDialog>
  );
}

function RemoveDialog({ member, organization, onDone, onStale, onClose }: MemberDialogProps) {
  const { run, busy, trouble } = useOperation(DeleteMembership);
  const name = nameOfMember(member);
  const remove = async () => {
    if (await run({ input: { id: member.id, expectedVersion: member.version } })) onDone(`${name} was removed`);
    else onStale();
  };
  return (
    <ActionDialog
      title={`Remove ${name} from ${organization}?`}
      action="Remove"
      danger
      busy={busy}
      trouble={trouble}
      explained={EXPLAINED}
      instead={lastAdmin(trouble, name, organization)}
      onRun={() => void remove()}
      onClose={onClose}
    >
      <p>The membership is deleted for good, with its roles and metadata. The user and its other memberships stay.</p>
    </ActionDialog>
  );
}

function RevokeDialog({ member, onDone, onStale, onClose }: MemberDialogProps) {
  const { run, busy, trouble } = useOperation(RevokeInvitation);
  const name = nameOfMember(member);
  const revoke = async () => {
    if (await run({ input: { id: member.id, expectedVersion: member.version } })) onDone(`The invitation of ${name} was revoked`);
    else onStale();
  };
  return (
    <ActionDialog
      title={`Revoke the invitation of ${name}?`}
      action="Revoke"
      danger
      busy={busy}
      trouble={trouble}
      explained={EXPLAINED}
      onRun={() => void revoke()}
      onClose={onClose}
    >
      <p>Its token no longer works. You can invite the address again.</p>
    </ActionDialog>
  );
}

function ResendDialog({ member, onDone, onStale, onClose }: MemberDialogProps) {
  const { run, busy, trouble } = useOperation(ResendInvitation);
  const [token, setToken] = useState<string | null | undefined>();
  const name = nameOfMember(member);
  const resend = async () => {
    const answer = await run({ input: { id: member.id, expectedVersion: member.version } });
    if (answer) setToken(answer.invitation?.token ?? null);
    else onStale();
  };
  if (token !== undefined) {
    const close = () => onDone(`The invitation of ${name} was renewed`);
    return (
      <Dialog title="Invitation renewed" onClose={close}>
        <TokenNotice email={name} token={token} />
        <DialogActions>
          <Button look="primary" onClick={close}>
            Done
          </Button>
        </DialogActions>
      </Dialog>
    );
  }
  return (
    <ActionDialog
      title={`Resend the invitation of ${name}?`}
      action="Resend"
      busy={busy}
      trouble={trouble}
      explained={EXPLAINED}
      onRun={() => void resend()}
      onClose={onClose}
    >
      <p>It gets a new token, valid for 15 days from now. The one before no longer works.</p>
    </ActionDialog>
  );
}

function lastAdmin(trouble: Trouble | null, name: string, organization: string): ReactNode {
  return trouble?.code === 'LAST_ADMIN' ? <LastAdminNotice name={name} organization={organization} /> : undefined;
}
