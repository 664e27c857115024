import { useQuery } from 'urql';

import { graphql } from '../../api/graphql';
import { troubleOfRequest } from '../../api/problems';
import { ConnectionList, ConnectionListItem } from '../../features/connections/ConnectionList';
import { Button } from '../../ui/Button';
import { Card, Soft } from '../../ui/layout';
import { Alert, Heading, Loading } from '../../ui/Notice';

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
  const others = features.filter((feature) => feature in NOT_HERE);
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
          <Soft>Switched on for your organization. It is set up together with your application&#39;s support.</Soft>
        </Card>
      ))}
    </>
  );
}

function SingleSignOn() {
  const [{ data, error }, again] = useQuery({ query: ConnectionsQuery, requestPolicy: 'cache-and-network' });
  return (
    <>
      <Heading>Single sign-on</Heading>
      {error && !data && (
        <Alert tone="bad">
          <p>{troubleOfRequest(error).message}</p>
          <Button onClick={() => again({ requestPolicy: 'network-only' })}>Try again</Button>
        </Alert>
      )}
      {!data && !error && <Loading what="connections" />}
      {data && <ConnectionList connections={data.connections.nodes} />}
    </>
  );
}
