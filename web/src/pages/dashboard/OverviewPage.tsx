import { useQuery } from 'urql';

import { graphql } from '../../api/graphql';
import { troubleOfRequest } from '../../api/problems';
import { useMay } from '../../features/caller/context';
import { useAddress } from '../../features/lists/address';
import { ExpiringCertificates } from '../../features/overview/ExpiringCertificates';
import { FeaturesInUse, FeaturesInUseFields, Growth, GrowthFields, Totals, TotalsFields } from '../../features/overview/Figures';
import { Columns } from '../../ui/Columns';
import { Select } from '../../ui/Controls';
import { Failure } from '../../ui/Failure';
import { Card, Row } from '../../ui/layout';
import { Heading, Loading } from '../../ui/Notice';
import { PageHead } from '../../ui/Shell';

const OverviewQuery = graphql(
  `
    query Overview($months: Int!, $withUsers: Boolean!, $withConnections: Boolean!) {
      statistics(months: $months) {
        ...Totals
        ...Growth
        ...FeaturesInUse
      }
    }
  `,
  [TotalsFields, GrowthFields, FeaturesInUseFields],
);

const SPANS = [
  { value: '12', name: 'Last 12 months' },
  { value: '24', name: 'Last 24 months' },
  { value: '36', name: 'Last 36 months' },
] as const;

/** The few figures an operator looks at. */
export function OverviewPage() {
  const { parameters, change } = useAddress();
  const withUsers = useMay('users:read');
  const withConnections = useMay('connections:read');
  const span = SPANS.find(({ value }) => value === parameters.get('months'))?.value ?? '12';
  const [{ data, error, fetching }, again] = useQuery({
    query: OverviewQuery,
    variables: { months: Number(span), withUsers, withConnections },
    requestPolicy: 'cache-and-network',
  });
  return (
    <>
      <PageHead>
        <Heading>Overview</Heading>
      </PageHead>
      {error && !fetching && (
        <Failure message={troubleOfRequest(error).message} onRetry={() => again({ requestPolicy: 'network-only' })} />
      )}
      {!data && !error && <Loading what="the figures" />}
      {data && (
        <>
          <Totals statistics={data.statistics} />
          <Columns aside={<FeaturesInUse statistics={data.statistics} />}>
            <Card>
              <Row look="between">
                <h2>Organizations over time</h2>
                <Select label="Time" options={SPANS} value={span} onChange={(value) => change({ months: value === '12' ? '' : value })} />
              </Row>
              <Growth statistics={data.statistics} />
            </Card>
          </Columns>
        </>
      )}
      {withConnections && (
        <>
          <h2>Certificates to renew within 60 days</h2>
          <ExpiringCertificates />
        </>
      )}
    </>
  );
}
