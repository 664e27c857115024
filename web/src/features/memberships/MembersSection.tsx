import { type ReactNode, useCallback, useState } from 'react';
import { useQuery } from 'urql';

import { graphql } from '../../api/graphql';
import { Button } from '../../ui/Button';
import { Controls, ControlsHint, SearchField, Select } from '../../ui/Controls';
import { Empty } from '../../ui/Empty';
import { Soft } from '../../ui/layout';
import { Announcement, Loading } from '../../ui/Notice';
import { useCaller, useMay } from '../caller/context';
import { useChanges } from '../events/live';
import { typesOf } from '../events/types';
import { type Address, useAddress, useTyped } from '../lists/address';
import { ListFailure } from '../lists/ListFailure';
import { ListPager, ListPagerFields } from '../lists/ListPager';
import { counted, isTooShort, pageOf, searchOf, SHORTEST_SEARCH, sliceOf } from '../lists/listing';
import { ShowAllButton } from '../lists/ShowAllButton';
import { InviteDialog } from './InviteDialog';
import { isStatus, type Member, type MemberAction, MemberFields, STATUSES } from './member';
import { MemberDialog } from './MemberDialog';
import { MemberTable } from './MemberTable';
import { useRoles } from './roles';

const MembersQuery = graphql(
  `
    query Members($id: ID!, $filter: MembershipFilter, $first: Int, $after: String, $last: Int, $before: String) {
      organization(by: { id: $id }) {
        id
        displayName
        memberships(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
          nodes {
            id
            ...Member
          }
          pageInfo {
            ...ListPager
          }
        }
      }
    }
  `,
  [MemberFields, ListPagerFields],
);

/** Asked apart from the page, which need not wait for it. */
const MembersCountQuery = graphql(`
  query MembersCount($id: ID!, $filter: MembershipFilter) {
    organization(by: { id: $id }) {
      id
      memberships(first: 0, filter: $filter) {
        totalCount
      }
    }
  }
`);

const CHANGES = typesOf('membership', 'invitation');

/** Who belongs to the organization, and who is invited. */
export function MembersSection({ organizationId }: { organizationId: string }) {
  const address = useAddress();
  const [inviting, setInviting] = useState(false);
  const [acting, setActing] = useState<{ member: Member; action: MemberAction } | null>(null);
  const [said, setSaid] = useState('');
  const mayWrite = useMay('memberships:write');
  const list = useMembers(organizationId, address);
  const { data, reload } = list;
  const done = (text: string) => {
    setActing(null);
    setSaid(text);
    reload();
  };
  const invited = (email: string) => {
    setSaid(`${email} was invited`);
    reload();
  };
  const act = useCallback((member: Member, action: MemberAction) => setActing({ member, action }), []);
  return (
    <>
      <MemberControls address={address}>
        {mayWrite && (
          <Button look="primary" onClick={() => setInviting(true)}>
            Invite a member
          </Button>
        )}
      </MemberControls>
      <MemberList list={list} address={address} onAct={mayWrite ? act : undefined} />
      {inviting && <InviteDialog organizationId={organizationId} onInvited={invited} onClose={() => setInviting(false)} />}
      {acting && (
        <MemberDialog
          key={acting.member.id}
          {...acting}
          organization={data?.organization?.displayName ?? 'the organization'}
          onDone={done}
          onStale={reload}
          onClose={() => setActing(null)}
        />
      )}
      <Announcement>{said}</Announcement>
    </>
  );
}

/** The page of members that the address wants; read again when a membership has changed. */
function useMembers(organizationId: string, { parameters }: Address) {
  const status = parameters.get('status') ?? '';
  const filter = {
    search: searchOf(parameters.get('search') ?? ''),
    role: parameters.get('role'),
    status: isStatus(status) ? status : null,
  };
  const [{ data, error, fetching }, again] = useQuery({
    query: MembersQuery,
    variables: { id: organizationId, filter, ...sliceOf(pageOf(parameters)) },
    requestPolicy: 'cache-and-network',
  });
  const [count, countAgain] = useQuery({
    query: MembersCountQuery,
    variables: { id: organizationId, filter },
    requestPolicy: 'cache-and-network',
  });
  const reload = useCallback(() => {
    again({ requestPolicy: 'network-only' });
    countAgain({ requestPolicy: 'network-only' });
  }, [again, countAgain]);
  useChanges(organizationId, CHANGES, reload);
  const filtered = Object.values(filter).some((value) => value !== null);
  return { data, error, fetching, reload, filtered, count: count.data?.organization?.memberships.totalCount };
}

function MemberControls({ address, children }: { address: Address; children: ReactNode }) {
  const { parameters, change } = address;
  const search = parameters.get('search') ?? '';
  const status = parameters.get('status') ?? '';
  const role = parameters.get('role') ?? '';
  const roles = useRoles(role === '' ? [] : [role]);
  const tell = useCallback((text: string) => change({ search: text }), [change]);
  const [typed, setTyped] = useTyped(search, tell);
  return (
    <Controls label="Members">
      <SearchField label="Search by name or address" value={typed} onChange={setTyped} />
      <Select
        label="Status"
        options={[
          { value: '', name: 'Any status' },
          ...Object.entries(STATUSES).map(([value, { name }]) => ({ value, name })),
        ]}
        value={isStatus(status) ? status : ''}
        onChange={(value) => change({ status: value })}
      />
      <Select
        label="Role"
        options={[{ value: '', name: 'Any role' }, ...roles]}
        value={role}
        onChange={(value) => change({ role: value })}
      />
      {children}
      {isTooShort(typed) && <ControlsHint>Members are searched from {SHORTEST_SEARCH} characters on.</ControlsHint>}
    </Controls>
  );
}

interface MemberListProps {
  readonly list: ReturnType<typeof useMembers>;
  readonly address: Address;
  readonly onAct: ((member: Member, action: MemberAction) => void) | undefined;
}

function MemberList({ list, address, onAct }: MemberListProps) {
  const { data, error, fetching, reload, filtered, count } = list;
  const { organization, permissions } = useCaller();
  if (error && !fetching) return <ListFailure error={error} address={address} onRetry={reload} />;
  if (!data) return <Loading what="members" />;
  if (!data.organization) return <Soft>This organization is no longer there: somebody has deleted it.</Soft>;
  const { nodes, pageInfo } = data.organization.memberships;
  if (nodes.length === 0)
    return filtered ? (
      <Empty title="No member matches" text="Try another search, or fewer filters.">
        <ShowAllButton address={address} conditions={['search', 'status', 'role']} />
      </Empty>
    ) : (
      <Empty title="No member yet" text="Invite the first one, as admin: they can then invite the others." />
    );
  return (
    <>
      <MemberTable members={nodes} linked={organization === null && permissions.has('users:read')} onAct={onAct} />
      <ListPager pageInfo={pageInfo} count={counted(count, 'member', 'members')} onTurn={address.turn} />
    </>
  );
}
