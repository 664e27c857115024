// What clients make of a subscription: from {url, token, client, id} to lines of JSON, one for each thing that happens:
// {event: sequence}, {error: code or text}, {closed: code}, {completed: true}. It ends with its standard input; the line
// "drop" on it has a websocket terminated as a network would.
import { createInterface } from "node:readline";
import { ApolloClient, InMemoryCache } from "@apollo/client/core";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { Client, fetchExchange, subscriptionExchange } from "@urql/core";
import { parse } from "graphql";
import { createClient as createSseClient } from "graphql-sse";
import { createClient as createWsClient } from "graphql-ws";
import WebSocket from "ws";

// Browsers have it, and Apollo's link looks for it.
globalThis.WebSocket ??= WebSocket;

const FOLLOW = `
  subscription Follow($id: ID!, $after: String) {
    organizationEvents(organizationId: $id, after: $after) { cursor node { sequence } }
  }
`;
const tell = (happened) => console.log(JSON.stringify(happened));
const lines = createInterface({ input: process.stdin });
const given = new Promise((resolve) => lines.once("line", (line) => resolve(JSON.parse(line))));
let socket;

function overWebsocket({ url, token }) {
  const client = createWsClient({
    url: url.replace(/^http/, "ws"),
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 3,
    retryWait: () => new Promise((resolve) => setTimeout(resolve, 50)),
  });
  client.on("connected", (opened) => (socket = opened));
  client.on("closed", (event) => tell({ closed: event.code }));
  return client;
}

const sink = {
  next: ({ data, errors }) => {
    if (errors) tell({ error: errors[0].extensions?.code ?? errors[0].message });
    else tell({ event: data.organizationEvents.node.sequence });
  },
  error: (error) => tell({ error: Array.isArray(error) ? error[0].extensions.code : String(error.message ?? error) }),
  complete: () => tell({ completed: true }),
};

/** Each client: subscribes with the variables {id, after}. */
const clients = {
  "graphql-ws"(options) {
    const client = overWebsocket(options);
    const variables = { id: options.id, after: options.after };
    // What is asked for again after a loss is asked for from where it was: as the page about subscriptions says.
    client.subscribe(
      { query: FOLLOW, variables },
      { ...sink, next: (result) => { variables.after = result.data?.organizationEvents.cursor; sink.next(result); } },
    );
  },
  apollo(options) {
    const client = new ApolloClient({ link: new GraphQLWsLink(overWebsocket(options)), cache: new InMemoryCache() });
    client.subscribe({ query: parse(FOLLOW), variables: { id: options.id } }).subscribe({
      ...sink,
      next: ({ data, error }) => sink.next({ data, errors: error?.errors }),
    });
  },
  urql(options) {
    const forward = (request) => {
      const client = overWebsocket(options);
      return {
        subscribe: (observer) => ({
          unsubscribe: client.subscribe({ query: request.query, variables: request.variables }, observer),
        }),
      };
    };
    const client = new Client({ url: options.url, exchanges: [fetchExchange, subscriptionExchange({ forwardSubscription: forward })] });
    client.subscription(FOLLOW, { id: options.id }).subscribe(({ data, error }) => sink.next({ data, errors: error?.graphQLErrors }));
  },
  "urql over events"(options) {
    const fetchOptions = { headers: { authorization: `Bearer ${options.token}` } };
    const exchanges = [fetchExchange];
    const client = new Client({ url: options.url, exchanges, fetchOptions, fetchSubscriptions: true, preferGetMethod: false });
    client.subscription(FOLLOW, { id: options.id }).subscribe(({ data, error }) => sink.next({ data, errors: error?.graphQLErrors }));
  },
  "graphql-sse"(options) {
    const client = createSseClient({ url: options.url, headers: { authorization: `Bearer ${options.token}` } });
    client.subscribe({ query: FOLLOW, variables: { id: options.id, after: options.after } }, sink);
  },
};

const options = await given;
clients[options.client](options);
lines.on("line", (line) => line === "drop" && socket.terminate());
lines.on("close", () => process.exit(0));
