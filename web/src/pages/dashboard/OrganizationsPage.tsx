import { useCallback, useMemo, useState } from 'react';
import { useQuery } from 'urql';
import { Link, useSearchParams } from 'wouter';

import { troubleOfRequest } from '../../api/problems';
import { useMay } from '../../features/caller/context';
import { counted } from '../../features/lists/listing';
import { ListControls } from '../../features/organizations/ListControls';
import { changedListing, isFiltered, type Listing, listingOf, parametersOf, variablesOf, WHOLE } from '../../features/organizations/listing';
import { OrganizationsCountQuery, OrganizationsQuery } from '../../features/organizations/OrganizationsQuery';
import { OrganizationTable } from '../../features/organizations/OrganizationTable';
import { Button, buttonClass } from '../../ui/Button';
import { Pager } from '../../ui/Controls';
import { Empty } from '../../ui/Empty';
import { Failure } from '../../ui/Failure';
import { Heading, Loading } from '../../ui/Notice';
import { PageHead } from '../../ui/Shell';

/** Every organization, as the address wants them. */
export function OrganizationsPage() {
  const [parameters, setParameters] = useSearchParams();
  const listing = useMemo(() => listingOf(parameters), [parameters]);
  const show = useCallback(
    (next: Listing, replace: boolean) => setParameters(parametersOf(next), { replace }),
    [setParameters],
  );
  const change = useCallback((part: Partial<Listing>) => show(changedListing(listing, part), true), [show, listing]);
  const turn = (part: Partial<Listing>) => {
    show(changedListing(listing, part), false);
    document.getElementById('content')?.focus(); // and so to the top, from where one reads on
  };
  const mayCreate = useMay('organizations:write');
  return (
    <>
      <PageHead
        actions={
          mayCreate && (
            <Link href="/organizations/new" className={buttonClass('primary')}>
              New organization
            </Link>
          )
        }
      >
        <Heading>Organizations</Heading>
      </PageHead>
      <ListControls listing={listing} onChange={change} />
      <List listing={listing} onPage={turn} onClear={() => show(WHOLE, false)} />
    </>
  );
}

interface ListProps {
  readonly listing: Listing;
  readonly onPage: (part: Pick<Listing, 'after'> | Pick<Listing, 'before'>) => void;
  readonly onClear: () => void;
}

function List({ listing, onPage, onClear }: ListProps) {
  const [now] = useState(Date.now);
  const variables = useMemo(() => variablesOf(listing, now), [listing, now]);
  const [{ data, error, fetching }, again] = useQuery({
    query: OrganizationsQuery,
    variables,
    requestPolicy: 'cache-and-network',
  });
  const [count] = useQuery({
    query: OrganizationsCountQuery,
    variables: { filter: variables.filter ?? null },
    requestPolicy: 'cache-and-network',
  });
  if (error && !fetching) {
    if (listing.after !== null || listing.before !== null)
      return <Failure message={troubleOfRequest(error).message} action="Go to the first page" onRetry={onClear} />;
    return <Failure message={troubleOfRequest(error).message} onRetry={() => again({ requestPolicy: 'network-only' })} />;
  }
  if (!data) return <Loading what="organizations" />;
  const { nodes, pageInfo } = data.organizations;
  const exact = (data.exact?.nodes ?? []).filter(({ id }) => nodes.every((each) => each.id !== id));
  const shown = [...exact, ...nodes];
  if (shown.length === 0)
    return isFiltered(listing) ? (
      <Empty title="No organization matches" text="Try another search, or fewer filters.">
        <Button onClick={onClear}>Show all</Button>
      </Empty>
    ) : (
      <Empty title="No organization yet" text="Each customer of your application is an organization here." />
    );
  const { startCursor, endCursor } = pageInfo;
  const total = count.data && count.data.organizations.totalCount + exact.length;
  return (
    <>
      <OrganizationTable organizations={shown} />
      <Pager
        count={counted(total, 'organization', 'organizations')}
        onPrevious={pageInfo.hasPreviousPage && startCursor !== null ? () => onPage({ before: startCursor }) : undefined}
        onNext={pageInfo.hasNextPage && endCursor !== null ? () => onPage({ after: endCursor }) : undefined}
      />
    </>
  );
}
