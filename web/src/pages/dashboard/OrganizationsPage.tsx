import { useMemo, useState } from 'react';
import { useQuery } from 'urql';
import { Link } from 'wouter';

import { useMay } from '../../features/caller/context';
import { type Address, useAddress } from '../../features/lists/address';
import { ListFailure } from '../../features/lists/ListFailure';
import { ListPager } from '../../features/lists/ListPager';
import { ShowAllButton } from '../../features/lists/ShowAllButton';
import { counted, shownOn, totalOf } from '../../features/lists/listing';
import { ListControls } from '../../features/organizations/ListControls';
import { conditionsOf, isFiltered, type Listing, listingOf, variablesOf } from '../../features/organizations/listing';
import { OrganizationsCountQuery, OrganizationsQuery } from '../../features/organizations/OrganizationsQuery';
import { OrganizationTable } from '../../features/organizations/OrganizationTable';
import { buttonClass } from '../../ui/Button';
import { Empty } from '../../ui/Empty';
import { focusContent } from '../../ui/focus';
import { Heading, Loading } from '../../ui/Notice';
import { PageHead } from '../../ui/Shell';

/** Every organization, as the address wants them. */
export function OrganizationsPage() {
  const address = useAddress();
  const { parameters, change } = address;
  const listing = useMemo(() => listingOf(parameters), [parameters]);
  const turn: Address['turn'] = (part) => {
    address.turn(part);
    focusContent();
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
      <List listing={listing} address={{ parameters, change, turn }} />
    </>
  );
}

function List({ listing, address }: { listing: Listing; address: Address }) {
  const [now] = useState(Date.now);
  const [{ data, error, fetching }, again] = useQuery({
    query: OrganizationsQuery,
    variables: variablesOf(listing, now),
    requestPolicy: 'cache-and-network',
  });
  const [count] = useQuery({
    query: OrganizationsCountQuery,
    variables: conditionsOf(listing, now),
    requestPolicy: 'cache-and-network',
  });
  if (error && !fetching)
    return <ListFailure error={error} address={address} onRetry={() => again({ requestPolicy: 'network-only' })} />;
  if (!data) return <Loading what="organizations" />;
  const { organizations, exact } = data;
  const shown = shownOn(organizations, exact);
  if (shown.length === 0)
    return isFiltered(listing) ? (
      <Empty title="No organization matches" text="Try another search, or fewer filters.">
        <ShowAllButton address={address} conditions={['search', 'feature', 'days']} />
      </Empty>
    ) : (
      <Empty title="No organization yet" text="Each customer of your application is an organization here." />
    );
  return (
    <>
      <OrganizationTable organizations={shown} />
      <ListPager pageInfo={organizations.pageInfo} count={counted(totalOf(count.data), 'organization', 'organizations')} onTurn={address.turn} />
    </>
  );
}
