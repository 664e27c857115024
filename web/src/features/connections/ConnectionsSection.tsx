import { useCallback, useState } from 'react';
import { useQuery } from 'urql';
import { Link } from 'wouter';

import { graphql } from '../../api/graphql';
import { buttonClass } from '../../ui/Button';
import { Empty } from '../../ui/Empty';
import { Row, Soft } from '../../ui/layout';
import { Announcement, Loading } from '../../ui/Notice';
import { useMay } from '../caller/context';
import { useChanges } from '../events/live';
import { typesOf } from '../events/types';
import { useAddress } from '../lists/address';
import { ListFailure } from '../lists/ListFailure';
import { ListPager, ListPagerFields } from '../lists/ListPager';
import { pageOf, sliceOf } from '../lists/listing';
import { useLinkRights } from '../portal-links/rights';
import { ConnectionCard, ConnectionCardFields } from './ConnectionCard';
import { type ConnectionAction, ConnectionDialog } from './ConnectionDialog';

const ConnectionsOfQuery = graphql(
  `
    query ConnectionsOf($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {
      organization(by: { id: $id }) {
        id
        connections(first: $first, after: $after, last: $last, before: $before) {
          nodes {
            id
            ...ConnectionCard
          }
          pageInfo {
            ...ListPager
          }
        }
      }
    }
  `,
  [ConnectionCardFields, ListPagerFields],
);

const CHANGES = typesOf('connection', 'feature');

interface Acting {
  readonly connection: { readonly id: string; readonly version: number; readonly displayName: string };
  readonly action: ConnectionAction;
}

/** The organization's SSO connections, for its operator; setting them up belongs to the Admin Portal. */
export function ConnectionsSection({ organizationId }: { organizationId: string }) {
  const address = useAddress();
  const [acting, setActing] = useState<Acting | null>(null);
  const [said, setSaid] = useState('');
  const mayWrite = useMay('connections:write');
  const { mayMake } = useLinkRights();
  const [{ data, error, fetching }, again] = useQuery({
    query: ConnectionsOfQuery,
    variables: { id: organizationId, ...sliceOf(pageOf(address.parameters)) },
    requestPolicy: 'cache-and-network',
  });
  const reload = useCallback(() => again({ requestPolicy: 'network-only' }), [again]);
  useChanges(organizationId, CHANGES, reload);
  const done = (text: string) => {
    setActing(null);
    setSaid(text);
    reload();
  };
  if (error && !fetching) return <ListFailure error={error} address={address} onRetry={reload} />;
  if (!data) return <Loading what="connections" />;
  if (!data.organization) return <Soft>This organization is no longer there: somebody has deleted it.</Soft>;
  const { nodes, pageInfo } = data.organization.connections;
  const link = mayMake && (
    <Link href={`/organizations/${organizationId}/portal-links?new=yes`} className={buttonClass()}>
      Generate a portal link
    </Link>
  );
  return (
    <>
      {nodes.length === 0 ? (
        <Empty title="No connection yet" text="The organization’s IT administrator sets it up in the Admin Portal, which a portal link opens.">
          {link}
        </Empty>
      ) : (
        <>
          <Row look="between">
            <Soft>The organization’s IT administrator sets connections up in the Admin Portal.</Soft>
            {link}
          </Row>
          {nodes.map((each) => (
            <ConnectionCard
              key={each.id}
              connection={each}
              onAct={mayWrite ? (connection, action) => setActing({ connection, action }) : undefined}
            />
          ))}
          <ListPager pageInfo={pageInfo} count={null} onTurn={address.turn} />
        </>
      )}
      {acting && (
        <ConnectionDialog
          {...acting}
          organizationId={organizationId}
          onDone={done}
          onStale={reload}
          onClose={() => setActing(null)}
        />
      )}
      <Announcement>{said}</Announcement>
    </>
  );
}
