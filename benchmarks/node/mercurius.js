// Mercurius with graphql-jit and its own loaders. With --projection only the selected columns are read.
import fastify from "fastify";
import mercurius from "mercurius";
import { host, isAllowed, port } from "./peer.js";
import {
  ALL, connectionsOf, featuresOf, membershipsOf, organizations, organizationsByIds, selected, totalsOf, usersByIds,
} from "./reads.js";
import { typeDefs } from "./schema.js";
import { fieldsBelow } from "./selections.js";
import { updateOrganization } from "./update.js";

const projection = process.argv.includes("--projection");

/** The columns to read from a table for the field that is being resolved. */
const columns = projection ? (table, info, ...path) => selected(table, fieldsBelow(info, ...path)) : (table) => ALL[table];

// Without a cache a loader need not write every parent as JSON to tell it from the others.
const loaded = (loader) => ({ loader, opts: { cache: false } });
const ids = (queries) => queries.map(({ obj }) => obj.id);

const resolvers = {
  Query: {
    organization: async (_, { by }, __, info) =>
      (await organizationsByIds([by.id], columns("organization", info)))[0],
    organizations: async (_, { first }, __, info) => ({
      nodes: await organizations(first, columns("organization", info, "nodes")),
    }),
    _entities: (_, { representations }, __, info) =>
      organizationsByIds(representations.map(({ id }) => id), columns("organization", info)),
  },
  Mutation: { updateOrganization: (_, { input }) => updateOrganization(input) },
  _Entity: { resolveType: () => "Organization" },
  UpdateOrganizationResult: { resolveType: ({ __typename }) => __typename },
};

// A loader is asked for all parents of one level at once; their arguments and their selections are the same, for the
// operations here ask for each field once.
const loaders = {
  Organization: {
    features: loaded((queries) => featuresOf(ids(queries))),
    connections: loaded(async (queries) => {
      const [{ params, info }] = queries;
      const pages = await connectionsOf(ids(queries), params.first, columns("connection", info, "nodes"));
      return pages.map((nodes) => ({ nodes }));
    }),
    memberships: loaded(async (queries) => {
      const [{ params, info }] = queries;
      const pages = await membershipsOf(ids(queries), params.first, columns("membership", info, "nodes"));
      return pages.map((nodes, index) => ({ organizationId: queries[index].obj.id, nodes }));
    }),
  },
  MembershipConnection: {
    totalCount: loaded((queries) => totalsOf(queries.map(({ obj }) => obj.organizationId))),
  },
  Membership: {
    user: loaded(async (queries) => {
      const wanted = queries.map(({ obj }) => obj.userId);
      const different = [...new Set(wanted)];
      const found = await usersByIds(different, columns("user", queries[0].info));
      const byId = new Map(found.map((user, index) => [different[index], user]));
      return wanted.map((id) => byId.get(id));
    }),
  },
};

const app = fastify();
app.addHook("onRequest", async (request, reply) => {
  if (!isAllowed(request.headers.authorization)) {
    return reply.code(401).send();
  }
});
app.register(mercurius, { schema: typeDefs, resolvers, loaders, jit: 1, graphiql: false });
await app.listen({ host, port });
