import { type Page, searchOf, sliceOf } from '../lists/listing';

type Key = { readonly id: string } | { readonly externalId: string };

/** What the gateway is asked for what is typed: part of a name or address, or an id of ours or of the application. */
export function variablesOf(typed: string, page: Page) {
  const text = typed.trim();
  const search = searchOf(typed);
  const key: Key = text.startsWith('usr_') ? { id: text } : { externalId: text };
  return {
    filter: search === null ? null : { search },
    ...sliceOf(page),
    isKey: text !== '' && page.after === null && page.before === null,
    key,
  };
}
