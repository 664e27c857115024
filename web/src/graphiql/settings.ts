/** What the server writes into the page, as a block of JSON that no browser runs; gateway/http/pages.py is its twin. */
export interface Settings {
  /** The path of the GraphQL endpoint. */
  readonly endpoint: string;
  /** The headers the editor starts with: the development key, or null where the caller must bring one. */
  readonly headers: Readonly<Record<string, string>> | null;
  /** The path of the websocket, or null while the gateway has no subscriptions. */
  readonly subscriptionEndpoint: string | null;
}

/** The settings in the page; throws when the page was opened without its server. */
export function settingsOfPage(): Settings {
  const block = document.getElementById('gateway-settings');
  if (!block?.textContent) throw new Error('This page must be opened from a running gateway.');
  return JSON.parse(block.textContent) as Settings;
}
