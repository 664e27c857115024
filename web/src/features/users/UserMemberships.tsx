import { useQuery } from 'urql';
import { Link } from 'wouter';

import { graphql, type ResultOf } from '../../api/graphql';
import { Empty } from '../../ui/Empty';
import { Marked } from '../../ui/Mark';
import { Loading } from '../../ui/Notice';
import { type Column, InsteadOfColumns, Table } from '../../ui/Table';
import { useAddress } from '../lists/address';
import { ListFailure } from '../lists/ListFailure';
import { ListPager, ListPagerFields } from '../lists/ListPager';
import { counted, pageOf, sliceOf } from '../lists/listing';
import { Roles } from '../memberships/Roles';
import { StatusBadge } from '../memberships/StatusBadge';
import { day } from '../session/time';

const UserMembershipsQuery = graphql(
  `
    query UserMemberships($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {
      user(by: { id: $id }) {
        id
        memberships(first: $first, after: $after, last: $last, before: $before) {
          totalCount
          nodes {
            id
            status
            roles
            joinedAt
            createdAt
            organization {
              id
              displayName
              logoUrl
            }
          }
          pageInfo {
            ...ListPager
          }
        }
      }
    }
  `,
  [ListPagerFields],
);

type Row = NonNullable<ResultOf<typeof UserMembershipsQuery>['user']>['memberships']['nodes'][number];

const COLUMNS: readonly Column<Row>[] = [
  {
    name: 'Organization',
    look: 'main',
    cell: ({ id, organization, roles }) =>
      organization ? (
        <Marked name={organization.displayName} logoUrl={organization.logoUrl} size="small">
          <Link href={`/organizations/${organization.id}/members`} data-row>
            {organization.displayName}
          </Link>
          <InsteadOfColumns>
            <Roles of={roles} />
          </InsteadOfColumns>
        </Marked>
      ) : (
        id
      ),
  },
  { name: 'Roles', secondary: true, cell: ({ roles }) => <Roles of={roles} /> },
  { name: 'Status', cell: ({ status }) => <StatusBadge status={status} /> },
  { name: 'Joined', secondary: true, cell: ({ joinedAt, createdAt }) => day(joinedAt ?? createdAt) },
];

/** The organizations a user belongs to. */
export function UserMemberships({ userId }: { userId: string }) {
  const address = useAddress();
  const [{ data, error, fetching }, again] = useQuery({
    query: UserMembershipsQuery,
    variables: { id: userId, ...sliceOf(pageOf(address.parameters)) },
    requestPolicy: 'cache-and-network',
  });
  if (error && !fetching)
    return <ListFailure error={error} address={address} onRetry={() => again({ requestPolicy: 'network-only' })} />;
  if (!data?.user) return <Loading what="memberships" />;
  const { nodes, pageInfo, totalCount } = data.user.memberships;
  if (nodes.length === 0) return <Empty title="No membership" text="The user belongs to no organization." />;
  return (
    <>
      <Table caption="Memberships" columns={COLUMNS} rows={nodes} keyOf={({ id }) => id} />
      <ListPager pageInfo={pageInfo} count={counted(totalCount, 'membership', 'memberships')} onTurn={address.turn} />
    </>
  );
}
