import { type FragmentOf, graphql, readFragment } from '../../api/graphql';
import { Pager } from '../../ui/Controls';
import type { Address } from './address';

export const ListPagerFields = graphql(`
  fragment ListPager on PageInfo {
    hasNextPage
    hasPreviousPage
    startCursor
    endCursor
  }
`);

interface ListPagerProps {
  readonly pageInfo: FragmentOf<typeof ListPagerFields>;
  readonly count: string | null;
  readonly onTurn: Address['turn'];
}

/** Turns the pages of a list. */
export function ListPager({ pageInfo, count, onTurn }: ListPagerProps) {
  const { hasNextPage, hasPreviousPage, startCursor, endCursor } = readFragment(ListPagerFields, pageInfo);
  return (
    <Pager
      count={count}
      onPrevious={hasPreviousPage && startCursor !== null ? () => onTurn({ before: startCursor }) : undefined}
      onNext={hasNextPage && endCursor !== null ? () => onTurn({ after: endCursor }) : undefined}
    />
  );
}
