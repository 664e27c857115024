import { useQuery } from 'urql';

import { graphql } from '../../api/graphql';
import { troubleOfRequest } from '../../api/problems';
import { OrganizationRow, OrganizationTable } from '../../features/organizations/OrganizationTable';
import { Empty } from '../../ui/Empty';
import { Failure } from '../../ui/Failure';
import { Heading, Loading } from '../../ui/Notice';
import { PageHead } from '../../ui/Shell';

const OrganizationsQuery = graphql(
  `
    query Organizations($first: Int!) {
      organizations(first: $first) {
        nodes {
          id
          ...OrganizationRow
        }
      }
    }
  `,
  [OrganizationRow],
);

export function OrganizationsPage() {
  const [{ data, error }, again] = useQuery({ query: OrganizationsQuery, variables: { first: 20 } });
  const organizations = data?.organizations.nodes;
  return (
    <>
      <PageHead>
        <Heading>Organizations</Heading>
      </PageHead>
      {error && !data && (
        <Failure message={troubleOfRequest(error).message} onRetry={() => again({ requestPolicy: 'network-only' })} />
      )}
      {!error && !organizations && <Loading what="organizations" />}
      {organizations?.length === 0 && (
        <Empty title="No organization yet" text="Each customer of your application is an organization here." />
      )}
      {organizations && organizations.length > 0 && <OrganizationTable organizations={organizations} />}
    </>
  );
}
