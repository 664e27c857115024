import { useQuery } from 'urql';

import { graphql } from '../../api/graphql';
import { troubleOfRequest } from '../../api/problems';
import { useMay } from '../../features/caller/context';
import { useAddress } from '../../features/lists/address';
import { ExpiringCertificates } from '../../features/overview/ExpiringCertificates';
import { FeaturesInUse, FeaturesInUseFields, Growth, GrowthFields, OrganizationTotalsFields, OtherTotalsFields, Totals } from '../../features/overview/Figures';
import { Columns } from '../../ui/Columns';
import { Select } from '../../ui/Controls';
import { Failure } from '../../ui/Failure';
import { Card, Row } from '../../ui/layout';
import { Heading, Loading } from '../../ui/Notice';
import { PageHead } from '../../ui/Shell';

const OverviewQuery = graphql(
  `
    query Overview($months: Int!) {
      statistics(months: $months) {
        ...OrganizationTotals
        ...OtherTotals
        ...Growth
        ...FeaturesInUse
      }
    }
  `,
  [OrganizationTotalsFields, OtherTotalsFields, GrowthFields, FeaturesInUseFields],
);

/** For a caller who may read organizations alone. */
const OrganizationsOverviewQuery = graphql(
  `
    query OrganizationsOverview($months: Int!) {
      statistics(months: $months) {
        ...OrganizationTotals
        ...Growth
        ...FeaturesInUse
      }
    }
  `,
  [OrganizationTotalsFields, GrowthFields, FeaturesInUseFields],
);

const SPANS = [
  { value: '12', name: 'Last 12 months' },
  { value: '24', name: 'Last 24 months' },
  { value: '36', name: 'Last 36 months' },
] as const;

/** The few figures an operator looks at. */
export function OverviewPage() {
  const { parameters, change } = useAddress();
  const mayReadUsers = useMay('users:read');
  const mayReadConnections = useMay('connections:read');
  const whole = mayReadUsers && mayReadConnections;
  const span = SPANS.find(({ value }) => value === parameters.get('months'))?.value ?? '12';
  const variables = { months: Number(span) };
  const [all, allAgain] = useQuery({ query: OverviewQuery, variables, pause: !whole, requestPolicy: 'cache-and-network' });
  const [some, someAgain] = useQuery({
    query: OrganizationsOverviewQuery,
    variables,
    pause: whole,
    requestPolicy: 'cache-and-network',
  });
  const { error, fetching } = whole ? all : some;
  const statistics = whole ? all.data?.statistics : some.data?.statistics;
  const again = whole ? allAgain : someAgain;
  return (
    <>
      <PageHead>
        <Heading>Overview</Heading>
      </PageHead>
      {error && !fetching && (
        <Failure message={troubleOfRequest(error).message} onRetry={() => again({ requestPolicy: 'network-only' })} />
      )}
      {!statistics && !error && <Loading what="the figures" />}
      {statistics && (
        <>
          <Totals organizations={statistics} others={all.data?.statistics} />
          <Columns aside={<FeaturesInUse statistics={statistics} />}>
            <Card>
              <Row look="between">
                <h2>Organizations over time</h2>
                <Select label="Time" options={SPANS} value={span} onChange={(value) => change({ months: value === '12' ? '' : value })} />
              </Row>
              <Growth statistics={statistics} />
            </Card>
          </Columns>
        </>
      )}
      {mayReadConnections && (
        <>
          <h2>Certificates to renew within 60 days</h2>
          <ExpiringCertificates />
        </>
      )}
    </>
  );
}
