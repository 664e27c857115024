import { cacheExchange, Client, type CombinedError, type Exchange, fetchExchange, mapExchange } from 'urql';

import { againAfterChanges } from './again';

/** Whether the gateway no longer knows the credential: it is over, or was revoked. */
export function isUnauthenticated(error: CombinedError | undefined): boolean {
  const response = error?.response as { status?: number } | undefined;
  return (
    response?.status === 401 ||
    (error?.graphQLErrors.some((each) => each.extensions['code'] === 'UNAUTHENTICATED') ?? false)
  );
}

/**
 * A client with one credential, or none, and a cache of its own; `onUnauthenticated` is called when it is over.
 *
 * `live` is what carries subscriptions; a page without any need not load it.
 */
export function clientFor(
  endpoint: string,
  token: string | null,
  onUnauthenticated: () => void,
  ...live: readonly Exchange[]
): Client {
  return new Client({
    url: new URL(endpoint, location.origin).href,
    preferGetMethod: false, // an URL reaches access logs
    exchanges: [
      cacheExchange,
      againAfterChanges,
      mapExchange({
        onResult(result) {
          if (token !== null && isUnauthenticated(result.error)) onUnauthenticated();
        },
      }),
      fetchExchange,
      ...live,
    ],
    fetchOptions: {
      credentials: 'omit',
      cache: 'no-store',
      headers: token === null ? {} : { authorization: `Bearer ${token}` },
    },
  });
}
