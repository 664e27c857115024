import { useSyncExternalStore } from 'react';
import { Provider } from 'urql';

import { CallerProvider, LiveProvider } from '../../features/caller/context';
import type { Session } from '../../features/caller/session';
import { Dashboard } from './Dashboard';
import { SignInPage } from './SignInPage';

/** The dashboard for whoever has signed in; the address stays the same meanwhile. */
export function App({ session }: { session: Session }) {
  const state = useSyncExternalStore(session.subscribe, session.current);
  if (state.is === 'out') return <SignInPage ended={state.ended} onSignIn={session.signIn} />;
  return (
    <Provider value={state.client}>
      <CallerProvider value={state.caller}>
        <LiveProvider value={state.live}>
          <Dashboard onSignOut={session.signOut} />
        </LiveProvider>
      </CallerProvider>
    </Provider>
  );
}
