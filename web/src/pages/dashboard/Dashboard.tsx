import { Suspense } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';

import mark from '../../favicon.svg';
import { useCaller } from '../../features/caller/context';
import { Button } from '../../ui/Button';
import { PartBoundary } from '../../ui/ErrorBoundary';
import { Loading } from '../../ui/Notice';
import { type Place, Shell, Who } from '../../ui/Shell';
import { NotFoundPage } from './NotFoundPage';
import { NewOrganizationPage, OrganizationPage, OrganizationsPage, OverviewPage, UserPage, UsersPage } from './pages';

/** The pages, for a caller of the whole environment or for a member of one organization. */
export function Dashboard({ onSignOut }: { onSignOut: () => void }) {
  const { name, organization, permissions } = useCaller();
  const [place] = useLocation();
  const everywhere = organization === null;
  const seesUsers = everywhere && permissions.has('users:read');
  const own = `/organizations/${organization?.id}`;
  const places: readonly Place[] = everywhere
    ? [
        { path: '/overview', name: 'Overview' },
        { path: '/organizations', name: 'Organizations' },
        ...(seesUsers ? [{ path: '/users', name: 'Users' }] : []),
      ]
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
      <PartBoundary place={place} note="Reloading the page signs you out.">
        <Suspense fallback={<Loading what="the page" />}>
          <Switch>
            <Route path="/">
              <Redirect to={everywhere ? '/overview' : own} replace />
            </Route>
            {everywhere && (
              <Route path="/overview">
                <OverviewPage />
              </Route>
            )}
            {seesUsers && (
              <Route path="/users">
                <UsersPage />
              </Route>
            )}
            {seesUsers && <Route path="/users/:id">{({ id }) => <UserPage key={id} id={id} />}</Route>}
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
      </PartBoundary>
    </Shell>
  );
}
