// What clients with persisted documents make of the gateway: from {url, token, client, query, other} to
// {manifest, requests: [how many each of two runs took], data, code: of the other query}; `manifest` alone without a url.
import { createHash } from "node:crypto";
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache, ServerError } from "@apollo/client/core";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { Client, fetchExchange, stringifyDocument } from "@urql/core";
import { persistedExchange } from "@urql/exchange-persisted";
import { parse, print } from "graphql";
import { answer } from "./answer.mjs";

const sha256 = (text) => createHash("sha256").update(text).digest("hex");

/** Each client: from an address, headers and a fetch to {text: as it sends a query, run: which throws {code}}. */
const clients = {
  apollo(url, headers, fetch) {
    const link = ApolloLink.from([new PersistedQueryLink({ sha256 }), new HttpLink({ uri: url, headers, fetch })]);
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    return {
      text: (query) => print(client.cache.transformDocument(parse(query))),
      async run(query) {
        try {
          return (await client.query({ query: parse(query), fetchPolicy: "network-only" })).data;
        } catch (error) {
          if (CombinedGraphQLErrors.is(error)) throw { code: error.errors[0].extensions.code };
          if (ServerError.is(error)) throw { code: JSON.parse(error.bodyText).errors[0].extensions.code };
          throw error;
        }
      },
    };
  },
  urql(url, headers, fetch) {
    const client = new Client({
      url,
      preferGetMethod: false,
      exchanges: [persistedExchange({ preferGetForPersistedQueries: false }), fetchExchange],
      fetchOptions: { headers },
      fetch,
    });
    return {
      text: (query) => stringifyDocument(parse(query)),
      async run(query) {
        const { data, error } = await client.query(query, {}, { requestPolicy: "network-only" }).toPromise();
        if (error?.graphQLErrors.length) throw { code: error.graphQLErrors[0].extensions.code };
        if (error) throw error;
        return data;
      },
    };
  },
};

await answer(async ({ url, token, client, query, other }) => {
  let requests = 0;
  const counting = (...request) => (requests++, fetch(...request));
  const { text, run } = clients[client](url ?? "http://localhost", { authorization: `Bearer ${token}` }, counting);
  const manifest = {
    format: "apollo-persisted-query-manifest",
    version: 1,
    operations: [{ id: sha256(text(query)), name: "Count", type: "query", body: text(query) }],
  };
  if (!url) return { manifest };
  const first = await run(query);
  const handshake = requests;
  await run(query);
  const again = requests - handshake;
  const code = other ? await run(other).then(() => "data", (problem) => problem.code ?? String(problem)) : null;
  return { manifest, requests: [handshake, again], data: first, code };
});
