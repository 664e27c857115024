// Apollo Server on its own node:http server, with its cache of documents.
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { GraphQLError } from "graphql";
import { host, isAllowed, port } from "./peer.js";
import { Loaders, entityType, makeResolvers, resultType } from "./resolvers.js";
import { typeDefs } from "./schema.js";

const resolvers = {
  ...makeResolvers(),
  _Entity: { __resolveType: entityType },
  UpdateOrganizationResult: { __resolveType: resultType },
};
const server = new ApolloServer({ typeDefs, resolvers });
await startStandaloneServer(server, {
  listen: { host, port },
  context: async ({ req }) => {
    if (!isAllowed(req.headers.authorization)) {
      throw new GraphQLError("unauthenticated", { extensions: { http: { status: 401 } } });
    }
    return { loaders: new Loaders() };
  },
});
