import '../../ui/theme.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';

import { settingsOfPage } from '../../api/settings';
import { Drafts } from '../../features/drafts/store';
import { ParentProvider } from '../../features/embedding/context';
import { Parent, surroundingsOf } from '../../features/embedding/parent';
import { PortalSession } from '../../features/session/session';
import { PageBoundary } from '../../ui/ErrorBoundary';
import { App } from './App';

const settings = settingsOfPage();
const session = new PortalSession(settings.endpoint);
session.start();
const drafts = new Drafts();
const parent = new Parent(surroundingsOf(window), settings.embedOrigins);

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root.');
createRoot(root).render(
  <StrictMode>
    <ParentProvider value={parent}>
      <Router base="/portal">
        <PageBoundary note="What you saved is kept.">
          <App session={session} drafts={drafts} root={root} />
        </PageBoundary>
      </Router>
    </ParentProvider>
  </StrictMode>,
);
