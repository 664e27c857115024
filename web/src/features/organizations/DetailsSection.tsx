import { useQuery } from 'urql';

import { graphql } from '../../api/graphql';
import { troubleOfRequest } from '../../api/problems';
import { Failure } from '../../ui/Failure';
import { Card, Facts } from '../../ui/layout';
import { Loading } from '../../ui/Notice';
import { day } from '../session/time';

const DetailsQuery = graphql(`
  query OrganizationDetails($id: ID!) {
    organization(by: { id: $id }) {
      id
      externalId
      slug
      createdAt
      updatedAt
    }
  }
`);

/** What is known of the organization itself. */
export function DetailsSection({ organizationId }: { organizationId: string }) {
  const [{ data, error }, again] = useQuery({ query: DetailsQuery, variables: { id: organizationId } });
  if (error && !data)
    return <Failure message={troubleOfRequest(error).message} onRetry={() => again({ requestPolicy: 'network-only' })} />;
  if (!data?.organization) return <Loading what="the details" />;
  const { id, externalId, slug, createdAt, updatedAt } = data.organization;
  return (
    <Card>
      <Facts
        of={[
          ['ID', <code key="id">{id}</code>],
          ['External ID', externalId],
          ['Slug', slug],
          ['Created', day(createdAt)],
          ['Changed', day(updatedAt)],
        ]}
      />
    </Card>
  );
}
