import { useFetched } from '../../api/fetched';
import { graphql } from '../../api/graphql';
import { ConnectionList, ConnectionListItem } from '../../features/connections/ConnectionList';
import { Failure } from '../../ui/Failure';
import { Card, Soft } from '../../ui/layout';
import { Heading, Loading } from '../../ui/Notice';

const ConnectionsQuery = graphql(
  `
    query Connections {
      connections(first: 100) {
        nodes {
          id
          ...ConnectionListItem
        }
      }
    }
  `,
  [ConnectionListItem],
);

/** Features that cannot be set up here; the gateway offers no more of them than the switch. */
const NOT_HERE: Readonly<Record<string, string>> = {
  DIR_SYNC: 'Directory sync',
  DOMAIN_VERIFICATION: 'Domain verification',
  SESSION_POLICY: 'Session policy',
};

export function HomePage({ features }: { features: readonly string[] }) {
  const others = features.filter((feature) => Object.hasOwn(NOT_HERE, feature));
  return (
    <>
      {features.includes('SSO') ? (
        <SingleSignOn />
      ) : (
        <>
          <Heading>Admin Portal</Heading>
          <Card>
            <p>There is nothing to set up here at the moment.</p>
          </Card>
        </>
      )}
      {others.map((feature) => (
        <Card key={feature}>
          <h2>{NOT_HERE[feature]}</h2>
          <Soft>It is switched on for your organization. It cannot be set up on this page yet.</Soft>
        </Card>
      ))}
    </>
  );
}

function SingleSignOn() {
  const { data, trouble, again } = useFetched({ query: ConnectionsQuery, requestPolicy: 'cache-and-network' });
  return (
    <>
      <Heading>Single sign-on</Heading>
      {trouble && <Failure message={trouble.message} onRetry={again} />}
      {!data && !trouble && <Loading what="connections" />}
      {data && <ConnectionList connections={data.connections.nodes} />}
    </>
  );
}
