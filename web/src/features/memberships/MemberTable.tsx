import { useMemo } from 'react';
import { Link } from 'wouter';

import { type FragmentOf, readFragment } from '../../api/graphql';
import { Menu } from '../../ui/Menu';
import { Person } from '../../ui/Person';
import { type Column, InsteadOfColumns, Table } from '../../ui/Table';
import { day } from '../session/time';
import { actionsOn, type Member, type MemberAction, MemberFields, nameOfMember } from './member';
import { Roles } from './Roles';
import { StatusBadge } from './StatusBadge';

const ACTION_NAMES: Readonly<Record<MemberAction, string>> = {
  roles: 'Change roles',
  deactivate: 'Deactivate',
  reactivate: 'Reactivate',
  remove: 'Remove',
  resend: 'Resend',
  revoke: 'Revoke',
};
const DANGEROUS: ReadonlySet<MemberAction> = new Set(['deactivate', 'remove', 'revoke']);

interface MemberTableProps {
  readonly members: readonly FragmentOf<typeof MemberFields>[];
  /** Whether the pages of users can be reached. */
  readonly linked: boolean;
  /** Absent where the caller may change nothing. */
  readonly onAct: ((member: Member, action: MemberAction) => void) | undefined;
}

export function MemberTable({ members, linked, onAct }: MemberTableProps) {
  const columns = useMemo(() => columnsFor(linked, onAct), [linked, onAct]);
  return (
    <Table
      caption="Members"
      columns={columns}
      rows={members.map((each) => readFragment(MemberFields, each))}
      keyOf={({ id }) => id}
    />
  );
}

function columnsFor(linked: boolean, onAct: MemberTableProps['onAct']): readonly Column<Member>[] {
  return [
    { name: 'Member', look: 'main', cell: (member) => <Who member={member} linked={linked} /> },
    { name: 'Roles', secondary: true, cell: ({ roles }) => <Roles of={roles} /> },
    { name: 'Status', secondary: true, cell: ({ status }) => <StatusBadge status={status} /> },
    { name: 'Member since', secondary: true, cell: since },
    ...(onAct ? [{ name: 'Actions', look: 'actions', cell: (member: Member) => <Actions member={member} onAct={onAct} /> } as const] : []),
  ];
}

function Who({ member, linked }: { member: Member; linked: boolean }) {
  const { user, invitation, status, roles } = member;
  const name = nameOfMember(member);
  const email = user?.email ?? invitation?.email ?? null;
  return (
    <Person
      name={name}
      note={email === name ? null : email}
      more={
        <InsteadOfColumns>
          <StatusBadge status={status} />
          <Roles of={roles} />
        </InsteadOfColumns>
      }
    >
      {linked && user ? (
        <Link href={`/users/${user.id}`} data-row>
          {name}
        </Link>
      ) : (
        <strong>{name}</strong>
      )}
    </Person>
  );
}

function since({ status, joinedAt, createdAt, invitation }: Member): string {
  if (!invitation) return day(joinedAt ?? createdAt);
  const sent = invitation.timesSent > 1 ? `, sent ${invitation.timesSent} times` : '';
  return invitation.expiresAt === null ? '' : `${status === 'INVITE_EXPIRED' ? 'Ended' : 'Open until'} ${day(invitation.expiresAt)}${sent}`;
}

function Actions({ member, onAct }: { member: Member; onAct: NonNullable<MemberTableProps['onAct']> }) {
  return (
    <Menu
      label={`Actions for ${nameOfMember(member)}`}
      items={actionsOn(member.status).map((action) => ({
        name: ACTION_NAMES[action],
        danger: DANGEROUS.has(action),
        onChoose: () => onAct(member, action),
      }))}
    />
  );
}
