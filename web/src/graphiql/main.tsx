import 'graphiql/setup-workers/vite';
// The parts of graphiql/style.css but the fonts: 0.5 MB less, and none as data:. Monaco brings its own style.
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import 'graphiql/graphiql.css';
import './main.css';

import type { GraphiQLPlugin } from '@graphiql/react';
import { createGraphiQLFetcher, createLocalStorage, type Fetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';

import { settingsOfPage } from './settings';
import createOrganization from './welcome/create-organization.graphql?raw';
import dashboard from './welcome/dashboard.graphql?raw';
import enableSso from './welcome/enable-sso.graphql?raw';
import portalLink from './welcome/portal-link.graphql?raw';

// The history would keep the headers, and so the key, in local storage; the tabs keep the operations without it.
const NO_HISTORY: GraphiQLPlugin[] = [];

const settings = settingsOfPage();
const headers = JSON.stringify(settings.headers ?? { Authorization: 'Bearer ' }, null, 2);
const websocketBase = location.origin.replace(/^http/, 'ws');
const send = createGraphiQLFetcher({
  url: settings.endpoint,
  enableIncrementalDelivery: false,
  ...(settings.subscriptionEndpoint && { subscriptionUrl: websocketBase + settings.subscriptionEndpoint }),
});
// GraphiQL asks for the schema before its header editor is there, and then passes no headers on.
const fetcher: Fetcher = (operation, options) => send(operation, { headers: settings.headers ?? {}, ...options });
const storage = createLocalStorage({ namespace: 'gateway' });
const keyWanted = `# Put your API key after "Bearer" in Headers,
# below, then press the arrows at the lower left:
# they load the schema.
#
`;
const welcome = settings.headers ? dashboard : keyWanted + dashboard;
const tabs = [welcome, createOrganization, enableSso, portalLink].map((query) => ({ query }));

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root.');
createRoot(root).render(
  <GraphiQL
    fetcher={fetcher}
    storage={storage}
    defaultTabs={tabs}
    initialHeaders={headers}
    defaultHeaders={headers}
    defaultEditorToolsVisibility="headers"
    shouldPersistHeaders={false}
    plugins={NO_HISTORY}
    inputValueDeprecation
  >
    <GraphiQL.Logo>Organization Gateway</GraphiQL.Logo>
  </GraphiQL>,
);
