import { useState } from 'react';
import { useQuery } from 'urql';
import { Link } from 'wouter';

import { graphql, type ResultOf } from '../../api/graphql';
import { Empty } from '../../ui/Empty';
import { Marked } from '../../ui/Mark';
import { Badge, Loading } from '../../ui/Notice';
import { type Column, Table } from '../../ui/Table';
import { worstOf } from '../connections/health';
import { titleOf } from '../guides/providers';
import { useAddress } from '../lists/address';
import { ListFailure } from '../lists/ListFailure';
import { ListPager, ListPagerFields } from '../lists/ListPager';
import { pageOf, sliceOf } from '../lists/listing';

const DAYS = 60;
const DAY = 86_400_000;

const ExpiringQuery = graphql(
  `
    query ExpiringCertificates($ending: DateTime!, $first: Int, $after: String, $last: Int, $before: String) {
      connections(
        filter: { enabled: true, certificateExpiresBefore: $ending }
        orderBy: { field: CERTIFICATE_EXPIRES_AT }
        first: $first
        after: $after
        last: $last
        before: $before
      ) {
        nodes {
          id
          displayName
          provider
          organization {
            id
            displayName
            logoUrl
          }
          ... on SamlIdentityProvider {
            certificates {
              status
              daysLeft
            }
          }
        }
        pageInfo {
          ...ListPager
        }
      }
    }
  `,
  [ListPagerFields],
);

type Row = ResultOf<typeof ExpiringQuery>['connections']['nodes'][number];

const COLUMNS: readonly Column<Row>[] = [
  {
    name: 'Organization',
    look: 'main',
    cell: ({ id, organization }) =>
      organization ? (
        <Marked name={organization.displayName} logoUrl={organization.logoUrl} size="small">
          <Link href={`/organizations/${organization.id}/connections`} data-row>
            {organization.displayName}
          </Link>
        </Marked>
      ) : (
        id
      ),
  },
  { name: 'Connection', secondary: true, cell: ({ displayName }) => displayName },
  { name: 'Provider', secondary: true, cell: ({ provider }) => titleOf(provider) },
  { name: 'Certificate', cell: (row) => <Health row={row} /> },
];

function Health({ row }: { row: Row }) {
  const health = worstOf('certificates' in row ? (row.certificates ?? []) : []);
  return health && <Badge tone={health.tone}>{health.text}</Badge>;
}

/** The enabled connections whose certificates have to be renewed, the first to end first. */
export function ExpiringCertificates() {
  const address = useAddress();
  const [ending] = useState(() => new Date(Date.now() + DAYS * DAY).toISOString());
  const [{ data, error, fetching }, again] = useQuery({
    query: ExpiringQuery,
    variables: { ending, ...sliceOf(pageOf(address.parameters)) },
    requestPolicy: 'cache-and-network',
  });
  if (error && !fetching)
    return <ListFailure error={error} address={address} onRetry={() => again({ requestPolicy: 'network-only' })} />;
  if (!data) return <Loading what="certificates" />;
  const { nodes, pageInfo } = data.connections;
  if (nodes.length === 0) return <Empty title="All certificates are fine" text={`None of an enabled connection ends within ${DAYS} days.`} />;
  return (
    <>
      <Table caption="Certificates to renew" columns={COLUMNS} rows={nodes} keyOf={({ id }) => id} />
      <ListPager pageInfo={pageInfo} count={null} onTurn={address.turn} />
    </>
  );
}
