import { useEffect } from 'react';
import { Redirect, Route, Switch } from 'wouter';

import { useFetched } from '../../api/fetched';
import { graphql } from '../../api/graphql';
import { useParent } from '../../features/embedding/context';
import { OrganizationHeader, OrganizationHeaderFields } from '../../features/organization/OrganizationHeader';
import { useConnected, useWhileVisible } from '../../features/session/watching';
import { Button } from '../../ui/Button';
import { Loading, Notice } from '../../ui/Notice';
import { ConnectionPage } from './ConnectionPage';
import { HomePage } from './HomePage';
import { NewConnectionPage } from './NewConnectionPage';
import styles from './Portal.module.css';

const PortalQuery = graphql(
  `
    query Portal {
      viewer {
        __typename
        ... on PortalSession {
          id
          features
          embedOrigin
          expiresAt
          organization {
            id
            ...OrganizationHeader
          }
        }
      }
    }
  `,
  [OrganizationHeaderFields],
);

/** What others change of the portal is shown so long after at most. */
const LOOK_AGAIN_MILLISECONDS = 15_000;

/** What the session may set up. */
export function Portal() {
  const parent = useParent();
  const { data, trouble, again } = useFetched({ query: PortalQuery });
  useWhileVisible(again, LOOK_AGAIN_MILLISECONDS);
  const connected = useConnected();
  const viewer = data?.viewer?.__typename === 'PortalSession' ? data.viewer : null;
  const isReady = viewer !== null;
  const embedOrigin = viewer?.embedOrigin ?? null;
  useEffect(() => {
    if (!isReady) return;
    parent.speakTo(embedOrigin);
    parent.tell({ type: 'ready' });
  }, [isReady, embedOrigin, parent]);
  if (!viewer?.organization) {
    if (!trouble) return <Loading what="the portal" />;
    return (
      <Notice title="The portal could not be loaded">
        <p>{trouble.message}</p>
        <Button onClick={again}>Try again</Button>
      </Notice>
    );
  }
  const { organization, features, expiresAt } = viewer;
  const sso = features.includes('SSO');
  return (
    <>
      <OrganizationHeader organization={organization} expiresAt={expiresAt} connected={connected} />
      <main id="content" className={styles['main']} tabIndex={-1}>
        <Switch>
          <Route path="/">
            <HomePage features={features} />
          </Route>
          {sso && (
            <Route path="/connections/new">
              <NewConnectionPage organizationId={organization.id} />
            </Route>
          )}
          {sso && (
            <Route path="/connections/:id/:step?">
              {({ id, step }) => <ConnectionPage key={id} id={id} place={step} />}
            </Route>
          )}
          <Route>
            <Redirect to="/" replace />
          </Route>
        </Switch>
      </main>
    </>
  );
}
