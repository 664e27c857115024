import { useState } from 'react';

import { graphql } from '../../api/graphql';
import { ProblemDetails, type Trouble } from '../../api/problems';
import { CheckGroup } from '../../ui/CheckGroup';
import { MessageDialog } from '../../ui/Dialog';
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
  VERSION_CONFLICT: 'Somebody else has changed this membership meanwhile. Nothing was overwritten: close this, look at it as it is now, and try again.',
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

function RolesDialog({ member, onDone, ...rest }: MemberDialogProps) {
  const [roles, setRoles] = useState<string[]>(member.roles);
  const options = useRoles(member.roles);
  const name = nameOfMember(member);
  return (
    <ActionDialog
      {...rest}
      title={`Roles of ${name}`}
      action="Save"
      document={UpdateMembership}
      input={{ ...versionOf(member), roles }}
      labels={{ roles: 'The choice' }}
      explained={EXPLAINED}
      instead={lastAdmin(name, rest.organization)}
      onDone={() => onDone(`The roles of ${name} were changed`)}
    >
      {(errors) => <CheckGroup label="Roles" options={options} chosen={roles} onChange={setRoles} errors={errors['roles']} />}
    </ActionDialog>
  );
}

function StatusDialog({ member, status, onDone, ...rest }: MemberDialogProps & { readonly status: 'ACTIVE' | 'INACTIVE' }) {
  const name = nameOfMember(member);
  const off = status === 'INACTIVE';
  const action = off ? 'Deactivate' : 'Reactivate';
  return (
    <ActionDialog
      {...rest}
      title={`${action} ${name}?`}
      action={action}
      danger={off}
      document={UpdateMembership}
      input={{ ...versionOf(member), status }}
      explained={EXPLAINED}
      instead={lastAdmin(name, rest.organization)}
      onDone={() => onDone(`${name} was ${off ? 'deactivated' : 'reactivated'}`)}
    >
      <p>
        {off
          ? `The membership stays, and gives nothing until it is reactivated. Memberships elsewhere are not touched.`
          : `The roles of the membership count again: ${member.roles.join(', ')}.`}
      </p>
    </ActionDialog>
  );
}

function RemoveDialog({ member, onDone, ...rest }: MemberDialogProps) {
  const name = nameOfMember(member);
  return (
    <ActionDialog
      {...rest}
      title={`Remove ${name} from ${rest.organization}?`}
      action="Remove"
      danger
      document={DeleteMembership}
      input={versionOf(member)}
      explained={EXPLAINED}
      instead={lastAdmin(name, rest.organization)}
      onDone={() => onDone(`${name} was removed`)}
    >
      <p>The membership is deleted for good, with its roles and metadata. The user and its other memberships stay.</p>
    </ActionDialog>
  );
}

function RevokeDialog({ member, onDone, ...rest }: MemberDialogProps) {
  const name = nameOfMember(member);
  return (
    <ActionDialog
      {...rest}
      title={`Revoke the invitation of ${name}?`}
      action="Revoke"
      danger
      document={RevokeInvitation}
      input={versionOf(member)}
      explained={EXPLAINED}
      onDone={() => onDone(`The invitation of ${name} was revoked`)}
    >
      <p>Its token no longer works. You can invite the address again.</p>
    </ActionDialog>
  );
}

function ResendDialog({ member, onDone, ...rest }: MemberDialogProps) {
  const [token, setToken] = useState<string | null | undefined>();
  const name = nameOfMember(member);
  if (token !== undefined)
    return (
      <MessageDialog title="Invitation renewed" close="Done" onClose={() => onDone(`The invitation of ${name} was renewed`)}>
        <TokenNotice email={name} token={token} />
      </MessageDialog>
    );
  return (
    <ActionDialog
      {...rest}
      title={`Resend the invitation of ${name}?`}
      action="Resend"
      document={ResendInvitation}
      input={versionOf(member)}
      explained={EXPLAINED}
      onDone={({ invitation }) => setToken(invitation?.token ?? null)}
    >
      <p>It gets a new token, valid for 15 days from now. The one before no longer works.</p>
    </ActionDialog>
  );
}

function versionOf({ id, version }: Member) {
  return { id, expectedVersion: version };
}

function lastAdmin(name: string, organization: string) {
  return ({ code }: Trouble) => (code === 'LAST_ADMIN' ? <LastAdminNotice name={name} organization={organization} /> : undefined);
}
