/** What the server writes into the page, as a block of JSON that no browser runs; gateway/http/pages.py is its twin. */
export interface PageSettings {
  /** The path of the GraphQL endpoint. */
  readonly endpoint: string;
  /** The origins that may embed the page. */
  readonly embedOrigins: readonly string[];
}

/** The settings in the page; throws when the page was opened without its server. */
export function settingsOfPage(): PageSettings {
  const block = document.getElementById('gateway-settings');
  if (!block?.textContent) throw new Error('This page must be opened from a running gateway.');
  return JSON.parse(block.textContent) as PageSettings;
}

/** The path of the GraphQL endpoint, for pages that need to know nothing else. */
export function endpointOfPage(): string {
  return settingsOfPage().endpoint;
}
