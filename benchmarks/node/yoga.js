// GraphQL Yoga with graphql-jit on node:http.
import { createServer } from "node:http";
import { useGraphQlJit } from "@envelop/graphql-jit";
import { createSchema, createYoga } from "graphql-yoga";
import { checking, host, port } from "./peer.js";
import { Loaders, entityType, makeResolvers, resultType } from "./resolvers.js";
import { typeDefs } from "./schema.js";

const resolvers = {
  ...makeResolvers(),
  _Entity: { __resolveType: entityType },
  UpdateOrganizationResult: { __resolveType: resultType },
};
const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  plugins: [useGraphQlJit()],
  context: () => ({ loaders: new Loaders() }),
  logging: false,
  graphiql: false,
  landingPage: false,
});
createServer(checking(yoga)).listen(port, host);
