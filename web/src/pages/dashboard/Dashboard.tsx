import { Suspense } from 'react';
import { Redirect, Route, Switch } from 'wouter';

import mark from '../../favicon.svg';
import { useCaller } from '../../features/caller/context';
import { Button } from '../../ui/Button';
import { Loading } from '../../ui/Notice';
import { type Place, Shell, Who } from '../../ui/Shell';
import { NotFoundPage } from './NotFoundPage';
import { NewOrganizationPage, OrganizationPage, OrganizationsPage } from './pages';

/** The pages, for a caller of the whole environment or for a member of one organization. */
export function Dashboard({ onSignOut }: { onSignOut: () => void }) {
  const { name, organization, permissions } = useCaller();
  const everywhere = organization === null;
  const own = `/organizations/${organization?.id}`;
  const places: readonly Place[] = everywhere
    ? [{ path: '/organizations', name: 'Organizations' }]
    : [{ path: own, name: organization.displayName }];
  const brand = (
    <>
      <img src={mark} alt="" />
      Dashboard
    </>
  );
  const who = (
    <>
      <Who>{name}</Who>
      <Button look="quiet" onClick={onSignOut}>
        Sign out
      </Button>
    </>
  );
  return (
    <Shell brand={brand} places={places} who={who}>
      <Suspense fallback={<Loading what="the page" />}>
        <Switch>
          <Route path="/">
            <Redirect to={everywhere ? '/organizations' : own} replace />
          </Route>
          {everywhere && (
            <Route path="/organizations">
              <OrganizationsPage />
            </Route>
          )}
          {everywhere && permissions.has('organizations:write') && (
            <Route path="/organizations/new">
              <NewOrganizationPage />
            </Route>
          )}
          <Route path="/organizations/:id/:section?">
            {({ id, section }) => <OrganizationPage key={id} id={id} section={section} />}
          </Route>
          <Route>
            <NotFoundPage />
          </Route>
        </Switch>
      </Suspense>
    </Shell>
  );
}
