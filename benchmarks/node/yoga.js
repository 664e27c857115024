// GraphQL Yoga with graphql-jit on node:http.
import { createServer } from "node:http";
import { useGraphQlJit } from "@envelop/graphql-jit";
import { createSchema, createYoga } from "graphql-yoga";
import { checking, host, port } from "./peer.js";
import { makeLoaders, resolvers } from "./resolvers.js";
import { typeDefs } from "./schema.js";

const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  plugins: [useGraphQlJit()],
  context: () => ({ loaders: makeLoaders() }),
  logging: false,
  graphiql: false,
  landingPage: false,
});
createServer(checking(yoga)).listen(port, host);
