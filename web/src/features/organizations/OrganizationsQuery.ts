import { graphql } from '../../api/graphql';
import { ListPagerFields } from '../lists/ListPager';
import { OrganizationRow } from './OrganizationTable';

export const OrganizationsQuery = graphql(
  `
    query Organizations(
      $filter: OrganizationFilter
      $orderBy: OrganizationOrder
      $first: Int
      $after: String
      $last: Int
      $before: String
      $isKey: Boolean!
      $key: OrganizationFilter!
    ) {
      organizations(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
        nodes {
          id
          ...OrganizationRow
        }
        pageInfo {
          hasPreviousPage
          ...ListPager
        }
      }
      exact: organizations(first: 1, filter: $key) @include(if: $isKey) {
        nodes {
          id
          ...OrganizationRow
        }
      }
    }
  `,
  [OrganizationRow, ListPagerFields],
);

/** Asked apart from the page, which need not wait for it. */
export const OrganizationsCountQuery = graphql(`
  query OrganizationsCount($filter: OrganizationFilter!, $isKey: Boolean!, $key: OrganizationFilter!, $both: OrganizationFilter!) {
    found: organizations(first: 0, filter: $filter) {
      totalCount
    }
    exact: organizations(first: 0, filter: $key) @include(if: $isKey) {
      totalCount
    }
    both: organizations(first: 0, filter: $both) @include(if: $isKey) {
      totalCount
    }
  }
`);
