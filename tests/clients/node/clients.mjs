// What clients of front ends make of the gateway: from {url, token, client} to {created, refused, listed, code}.
import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache, ServerError } from "@apollo/client/core";
import { Client, fetchExchange } from "@urql/core";
import { gql } from "graphql-request";
import { GraphQLClient } from "graphql-request";
import { parse } from "graphql";
import { answer } from "./answer.mjs";

const CREATE = gql`
  mutation Create($input: CreateOrganizationInput!) {
    createOrganization(input: $input) {
      __typename
      ... on Organization { id displayName metadata }
      ... on InvalidInputProblem { code fields { field rule } }
    }
  }
`;
const LIST = gql`
  query List($first: Int!) {
    organizations(first: $first) { totalCount nodes { id displayName } pageInfo { hasNextPage endCursor } }
  }
`;

/** Each client: from an address and a token to a function that runs an operation, or throws {code}. */
const clients = {
  apollo(url, token) {
    const link = new HttpLink({ uri: url, headers: token ? { authorization: `Bearer ${token}` } : {} });
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    return async (text, variables) => {
      const document = parse(text);
      const isMutation = document.definitions[0].operation === "mutation";
      try {
        const { data } = await (isMutation
          ? client.mutate({ mutation: document, variables })
          : client.query({ query: document, variables, fetchPolicy: "network-only" }));
        return data;
      } catch (error) {
        if (CombinedGraphQLErrors.is(error)) throw { code: error.errors[0].extensions.code };
        if (ServerError.is(error)) throw { code: JSON.parse(error.bodyText).errors[0].extensions.code };
        throw error;
      }
    };
  },
  urql(url, token) {
    const client = new Client({
      url,
      preferGetMethod: "force",
      exchanges: [fetchExchange],
      fetchOptions: { headers: token ? { authorization: `Bearer ${token}` } : {} },
    });
    return async (text, variables) => {
      const run = text.trimStart().startsWith("mutation") ? client.mutation : client.query;
      const { data, error } = await run.call(client, text, variables).toPromise();
      if (error?.graphQLErrors.length) throw { code: error.graphQLErrors[0].extensions.code };
      if (error) throw error;
      return data;
    };
  },
  "graphql-request"(url, token) {
    const client = new GraphQLClient(url, { headers: token ? { authorization: `Bearer ${token}` } : {} });
    return async (text, variables) => {
      try {
        return await client.request(text, variables);
      } catch (error) {
        if (error.response?.errors) throw { code: error.response.errors[0].extensions.code };
        throw error;
      }
    };
  },
};

await answer(async ({ url, token, client }) => {
  const run = clients[client](url, token);
  const created = await run(CREATE, { input: { displayName: "Acme", metadata: { plan: "pro" } } });
  const refused = await run(CREATE, { input: { displayName: " " } });
  const listed = await run(LIST, { first: 1 });
  const code = await clients[client](url, null)(LIST, { first: 1 }).catch((problem) => problem.code ?? String(problem));
  return { created: created.createOrganization, refused: refused.createOrganization, listed: listed.organizations, code };
});
