import { Link } from 'wouter';

import { type FragmentOf, graphql, readFragment, type ResultOf } from '../../api/graphql';
import { type Column, Table } from '../../ui/Table';
import { day } from '../session/time';

export const OrganizationRow = graphql(`
  fragment OrganizationRow on Organization {
    id
    displayName
    externalId
    createdAt
  }
`);

type Row = ResultOf<typeof OrganizationRow>;

const COLUMNS: readonly Column<Row>[] = [
  {
    name: 'Name',
    look: 'main',
    cell: ({ id, displayName }) => (
      <Link href={`/organizations/${id}`} data-row>
        {displayName}
      </Link>
    ),
  },
  { name: 'External ID', secondary: true, cell: ({ externalId }) => externalId && <code>{externalId}</code> },
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
