// Mercurius with graphql-jit and its own loaders. With --dataloader it has the loaders of Yoga and Apollo Server instead;
// with --projection only the columns of selected fields are read.
import fastify from "fastify";
import mercurius from "mercurius";
import { makeLoading } from "./mercurius-loaders.js";
import { host, isAllowed, port } from "./peer.js";
import { Loaders, allColumns, entityType, makeResolvers, resultType } from "./resolvers.js";
import { typeDefs } from "./schema.js";
import { selectedColumns } from "./selections.js";

const columns = process.argv.includes("--projection") ? selectedColumns : allColumns;
const { resolvers, loaders } = process.argv.includes("--dataloader")
  ? { resolvers: makeResolvers(columns) }
  : makeLoading(columns);

const app = fastify();
app.addHook("onRequest", async (request, reply) => {
  if (!isAllowed(request.headers.authorization)) {
    return reply.code(401).send();
  }
});
app.register(mercurius, {
  schema: typeDefs,
  resolvers: {
    ...resolvers,
    _Entity: { resolveType: entityType },
    UpdateOrganizationResult: { resolveType: resultType },
  },
  loaders,
  context: loaders ? undefined : () => ({ loaders: new Loaders() }),
  jit: 1,
  graphiql: false,
});
await app.listen({ host, port });
