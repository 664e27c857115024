import { useCallback } from 'react';
import { useQuery } from 'urql';

import { graphql } from '../../api/graphql';
import { Controls, ControlsHint, SearchField } from '../../ui/Controls';
import { Empty } from '../../ui/Empty';
import { Loading } from '../../ui/Notice';
import { type Address, useAddress, useTyped } from '../lists/address';
import { ListFailure } from '../lists/ListFailure';
import { ListPager, ListPagerFields } from '../lists/ListPager';
import { counted, isTooShort, pageOf, SHORTEST_SEARCH, shownOn, totalOf } from '../lists/listing';
import { conditionsOf, variablesOf } from './finding';
import { ShowAllButton } from '../lists/ShowAllButton';
import { UserRow, UserTable } from './UserTable';

const UsersQuery = graphql(
  `
    query Users($filter: UserFilter, $first: Int, $after: String, $last: Int, $before: String, $isKey: Boolean!, $key: UserFilter!) {
      users(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
        nodes {
          id
          ...UserRow
        }
        pageInfo {
          hasPreviousPage
          ...ListPager
        }
      }
      exact: users(first: 1, filter: $key) @include(if: $isKey) {
        nodes {
          id
          ...UserRow
        }
      }
    }
  `,
  [UserRow, ListPagerFields],
);

/** Asked apart from the page, which need not wait for it. */
const UsersCountQuery = graphql(`
  query UsersCount($filter: UserFilter!, $isKey: Boolean!, $key: UserFilter!, $both: UserFilter!) {
    found: users(first: 0, filter: $filter) {
      totalCount
    }
    exact: users(first: 0, filter: $key) @include(if: $isKey) {
      totalCount
    }
    both: users(first: 0, filter: $both) @include(if: $isKey) {
      totalCount
    }
  }
`);

/** Every user, or those that are looked for. */
export function UserList() {
  const address = useAddress();
  const search = address.parameters.get('search') ?? '';
  const { change } = address;
  const tell = useCallback((text: string) => change({ search: text }), [change]);
  const [typed, setTyped] = useTyped(search, tell);
  return (
    <>
      <Controls label="Users">
        <SearchField label="Search by name, address or ID" value={typed} onChange={setTyped} />
        {isTooShort(typed) && <ControlsHint>Names are searched from {SHORTEST_SEARCH} characters on.</ControlsHint>}
      </Controls>
      <Found search={search} address={address} />
    </>
  );
}

function Found({ search, address }: { search: string; address: Address }) {
  const variables = variablesOf(search, pageOf(address.parameters));
  const [{ data, error, fetching }, again] = useQuery({ query: UsersQuery, variables, requestPolicy: 'cache-and-network' });
  const [count] = useQuery({ query: UsersCountQuery, variables: conditionsOf(search), requestPolicy: 'cache-and-network' });
  if (error && !fetching)
    return <ListFailure error={error} address={address} onRetry={() => again({ requestPolicy: 'network-only' })} />;
  if (!data) return <Loading what="users" />;
  const { users, exact } = data;
  // What is too short to be searched for is an id, or nobody's.
  const shown = isTooShort(search) ? (exact?.nodes ?? []) : shownOn(users, exact);
  if (shown.length === 0)
    return search.trim() === '' ? (
      <Empty title="No user yet" text="Whoever signs up or accepts an invitation is a user here." />
    ) : (
      <Empty title="No user matches" text="Try another part of the name, of the address, or the whole ID.">
        <ShowAllButton address={address} conditions={['search']} />
      </Empty>
    );
  return (
    <>
      <UserTable users={shown} />
      {!isTooShort(search) && (
        <ListPager pageInfo={users.pageInfo} count={counted(totalOf(count.data), 'user', 'users')} onTurn={address.turn} />
      )}
    </>
  );
}
