import '../../ui/theme.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';

import { endpointOfPage } from '../../api/settings';
import { Session } from '../../features/caller/session';
import { PageBoundary } from '../../ui/ErrorBoundary';
import { App } from './App';

const session = new Session(endpointOfPage());

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root.');
createRoot(root).render(
  <StrictMode>
    <Router base="/dashboard">
      <PageBoundary note="What you saved is kept. Reloading signs you out.">
        <App session={session} />
      </PageBoundary>
    </Router>
  </StrictMode>,
);
