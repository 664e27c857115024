import { useEffect, useSyncExternalStore } from 'react';
import { Provider } from 'urql';

import { DraftsProvider } from '../../features/drafts/drafts';
import type { Drafts } from '../../features/drafts/store';
import { useParent, useToldHeight } from '../../features/embedding/context';
import { ClosedPage, UnreachablePage } from '../../features/session/ClosedPage';
import type { Closed, PortalSession } from '../../features/session/session';
import { Loading } from '../../ui/Notice';
import { Portal } from './Portal';

const ENDED: ReadonlySet<Closed> = new Set(['SESSION_OVER', 'SESSION_ENDED']);

interface AppProps {
  readonly session: PortalSession;
  readonly drafts: Drafts;
  readonly root: HTMLElement;
}

/** The portal while there is a session, otherwise why there is none. */
export function App({ session, drafts, root }: AppProps) {
  const state = useSyncExternalStore(session.subscribe, session.current);
  const parent = useParent();
  useToldHeight(root);
  const why = state.is === 'closed' ? state.why : null;
  useEffect(() => {
    if (why === null) return;
    if (ENDED.has(why)) parent.tell({ type: 'session-ended', reason: why });
    parent.tell({ type: 'link-needed', reason: why });
  }, [why, parent]);
  switch (state.is) {
    case 'opening':
      return <Loading what="the portal" />;
    case 'closed':
      return (
        <ClosedPage
          why={state.why}
          embedded={parent.embedded}
          onAgain={state.again && !parent.embedded ? session.retry : null}
        />
      );
    case 'unreachable':
      return <UnreachablePage trouble={state.trouble} onRetry={session.retry} />;
    case 'open':
      return (
        <Provider value={state.client}>
          <DraftsProvider value={drafts}>
            <Portal />
          </DraftsProvider>
        </Provider>
      );
  }
}
