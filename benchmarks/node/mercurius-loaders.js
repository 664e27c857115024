// Mercurius' own loaders: each is asked for all parents of one level at once. Their arguments and their selections are
// the same, for the operations here ask for each field once.
import {
  connectionsOf, featuresOf, membershipsOf, organizations, organizationsByIds, totalsOf, usersByIds,
} from "./reads.js";
import { updateOrganization } from "./update.js";

const ids = (queries) => queries.map(({ obj }) => obj.id);

/** A loader that is told what is selected, which it is only without its cache. */
const loaded = (loader) => ({ loader, opts: { cache: false } });

/** Resolvers and loaders; `columns` tells which to read from a table for the field that is being resolved. */
export function makeLoading(columns) {
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
  };
  return { resolvers, loaders: makeLoaders(columns) };
}

function makeLoaders(columns) {
  return {
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
}
