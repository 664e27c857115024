import { type FragmentOf, graphql, readFragment } from '../../api/graphql';
import { BarChart, LineChart, Tiles } from '../../ui/Chart';
import { Card, Soft } from '../../ui/layout';
import { FEATURES } from '../organizations/features';
import { month, monthInShort } from '../session/time';

/** With `withUsers` and `withConnections` where the caller may read these. */
export const TotalsFields = graphql(`
  fragment Totals on Statistics {
    organizations
    users @include(if: $withUsers)
    enabledConnections @include(if: $withConnections)
    expiringConnections @include(if: $withConnections)
    organizationsByMonth {
      month
      created
    }
  }
`);

/** How much there is. */
export function Totals({ statistics }: { statistics: FragmentOf<typeof TotalsFields> }) {
  const { organizations, users, enabledConnections, expiringConnections, organizationsByMonth } = readFragment(TotalsFields, statistics);
  const created = organizationsByMonth.at(-1)?.created ?? 0;
  return (
    <Tiles
      of={[
        { name: 'Organizations', value: organizations, note: `${created.toLocaleString()} new this month` },
        ...(users === undefined ? [] : [{ name: 'Users', value: users }]),
        ...(enabledConnections === undefined ? [] : [{ name: 'Connections enabled', value: enabledConnections }]),
        ...(expiringConnections === undefined
          ? []
          : [{ name: 'Certificates to renew', value: expiringConnections, note: 'within 60 days', warn: expiringConnections > 0 }]),
      ]}
    />
  );
}

export const GrowthFields = graphql(`
  fragment Growth on Statistics {
    organizationsByMonth {
      month
      created
      total
    }
  }
`);

/** Organizations over time. */
export function Growth({ statistics }: { statistics: FragmentOf<typeof GrowthFields> }) {
  const { organizationsByMonth } = readFragment(GrowthFields, statistics);
  return (
    <LineChart
      caption="Organizations by month"
      points={organizationsByMonth.map((each) => ({
        name: month(each.month),
        label: monthInShort(each.month),
        value: each.total,
        note: `(${each.created.toLocaleString()} new)`,
      }))}
    />
  );
}

export const FeaturesInUseFields = graphql(`
  fragment FeaturesInUse on Statistics {
    organizations
    features {
      name
      organizations
    }
  }
`);

/** Which features how many organizations have on. */
export function FeaturesInUse({ statistics }: { statistics: FragmentOf<typeof FeaturesInUseFields> }) {
  const { organizations, features } = readFragment(FeaturesInUseFields, statistics);
  return (
    <Card>
      <h2>Features in use</h2>
      <BarChart whole={organizations} bars={features.map((each) => ({ name: FEATURES[each.name].name, value: each.organizations }))} />
      <Soft>Organizations that have the feature on.</Soft>
    </Card>
  );
}
