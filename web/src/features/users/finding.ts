import { mayBeId, type Page, searchOf, sliceOf } from '../lists/listing';

type Key = { readonly ids: string[] } | { readonly externalIds: string[] };

/** Who is found by what is typed: part of a name or address, or an id of ours or of the application. */
export function conditionsOf(typed: string) {
  const text = typed.trim();
  const search = searchOf(typed);
  const filter = search === null ? {} : { search };
  const key: Key = text.startsWith('usr_') ? { ids: [text] } : { externalIds: [text] };
  return { filter, isKey: mayBeId(text), key, both: { ...filter, ...key } };
}

/** What the gateway is asked for a page of them. */
export function variablesOf(typed: string, page: Page) {
  const { filter, isKey, key } = conditionsOf(typed);
  return { filter, ...sliceOf(page), isKey, key };
}
