import { Link } from 'wouter';

import { type FragmentOf, graphql, readFragment, type ResultOf } from '../../api/graphql';
import { Marked } from '../../ui/Mark';
import { Badge } from '../../ui/Notice';
import { Pills } from '../../ui/Pill';
import { type Column, Table } from '../../ui/Table';
import { day } from '../session/time';
import { FEATURES } from './features';

export const OrganizationRow = graphql(`
  fragment OrganizationRow on Organization {
    id
    displayName
    externalId
    logoUrl
    createdAt
    deletedAt
    features {
      name
      enabled
    }
  }
`);

type Row = ResultOf<typeof OrganizationRow>;

const COLUMNS: readonly Column<Row>[] = [
  {
    name: 'Name',
    look: 'main',
    cell: ({ id, displayName, logoUrl, deletedAt }) => (
      <Marked name={displayName} logoUrl={logoUrl} size="small">
        <Link href={`/organizations/${id}`} data-row>
          {displayName}
        </Link>{' '}
        {deletedAt !== null && <Badge tone="bad">Deleted</Badge>}
      </Marked>
    ),
  },
  { name: 'External ID', secondary: true, cell: ({ externalId }) => externalId && <code>{externalId}</code> },
  {
    name: 'Features',
    secondary: true,
    cell: ({ features }) => <Pills of={features.filter(({ enabled }) => enabled).map(({ name }) => FEATURES[name].name)} />,
  },
  { name: 'Created', secondary: true, cell: ({ createdAt }) => day(createdAt) },
];

export function OrganizationTable({ organizations }: { organizations: readonly FragmentOf<typeof OrganizationRow>[] }) {
  return (
    <Table
      caption="Organizations"
      columns={COLUMNS}
      rows={organizations.map((each) => readFragment(OrganizationRow, each))}
      keyOf={({ id }) => id}
    />
  );
}
