import { Link } from 'wouter';

import { type FragmentOf, graphql, readFragment, type ResultOf } from '../../api/graphql';
import { Person } from '../../ui/Person';
import { type Column, Table } from '../../ui/Table';
import { day } from '../session/time';

export const UserRow = graphql(`
  fragment UserRow on User {
    id
    email
    name
    externalId
    createdAt
  }
`);

type Row = ResultOf<typeof UserRow>;

const COLUMNS: readonly Column<Row>[] = [
  {
    name: 'User',
    look: 'main',
    cell: ({ id, name, email }) => (
      <Person name={name ?? email} note={name === null ? null : email}>
        <Link href={`/users/${id}`} data-row>
          {name ?? email}
        </Link>
      </Person>
    ),
  },
  { name: 'External ID', secondary: true, cell: ({ externalId }) => externalId !== null && <code>{externalId}</code> },
  { name: 'Created', secondary: true, cell: ({ createdAt }) => day(createdAt) },
];

export function UserTable({ users }: { users: readonly FragmentOf<typeof UserRow>[] }) {
  return <Table caption="Users" columns={COLUMNS} rows={users.map((each) => readFragment(UserRow, each))} keyOf={({ id }) => id} />;
}
