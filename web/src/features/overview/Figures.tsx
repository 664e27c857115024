import { type FragmentOf, graphql, readFragment, type ResultOf } from '../../api/graphql';
import { BarChart, LineChart, type Tile, Tiles } from '../../ui/Chart';
import { Card, Soft } from '../../ui/layout';
import { FEATURES } from '../organizations/features';
import { month, monthInShort } from '../session/time';

export const OrganizationTotalsFields = graphql(`
  fragment OrganizationTotals on Statistics {
    organizations
    organizationsByMonth {
      month
      created
    }
  }
`);

export const OtherTotalsFields = graphql(`
  fragment OtherTotals on Statistics {
    users
    enabledConnections
    expiringConnections
  }
`);

interface TotalsProps {
  readonly organizations: FragmentOf<typeof OrganizationTotalsFields>;
  /** Absent for a caller who may not read these. */
  readonly others: FragmentOf<typeof OtherTotalsFields> | undefined;
}

/** How much there is. */
export function Totals(props: TotalsProps) {
  const { organizations, organizationsByMonth } = readFragment(OrganizationTotalsFields, props.organizations);
  const others = readFragment(OtherTotalsFields, props.others);
  const created = organizationsByMonth.at(-1)?.created ?? 0;
  return <Tiles of={[{ name: 'Organizations', value: organizations, note: `${created.toLocaleString()} new this month` }, ...tilesOf(others)]} />;
}

function tilesOf(totals: ResultOf<typeof OtherTotalsFields> | undefined): Tile[] {
  if (!totals) return [];
  const { users, enabledConnections, expiringConnections } = totals;
  return [
    { name: 'Users', value: users },
    { name: 'Connections enabled', value: enabledConnections },
    { name: 'Certificates to renew', value: expiringConnections, note: 'within 60 days', warn: expiringConnections > 0 },
  ];
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
