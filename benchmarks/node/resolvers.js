// Resolvers over dataloaders that are made for each request.
import DataLoader from "dataloader";
import {
  ALL, connectionsOf, featuresOf, membershipsOf, organizations, organizationsByIds, totalsOf, usersByIds,
} from "./reads.js";
import { updateOrganization } from "./update.js";

/** The loaders of one request, by what they load. */
export class Loaders {
  #made = new Map();

  /** The loader of this name, made where there is none yet. */
  named(name, batch) {
    let loader = this.#made.get(name);
    if (loader === undefined) {
      loader = new DataLoader(batch);
      this.#made.set(name, loader);
    }
    return loader;
  }
}

/** Every column of a table, whatever is selected. */
export const allColumns = (table) => ALL[table];

/** The resolvers; `columns` tells which to read from a table for the field that is being resolved. */
export function makeResolvers(columns = allColumns) {
  const organization = (id, { loaders }, info) => {
    const wanted = columns("organization", info);
    return loaders.named(`organization ${wanted}`, (ids) => organizationsByIds(ids, wanted)).load(id);
  };
  return {
    Query: {
      organization: (_, { by }, context, info) => organization(by.id, context, info),
      organizations: async (_, { first }, __, info) => ({
        nodes: await organizations(first, columns("organization", info, "nodes")),
      }),
      _entities: (_, { representations }, context, info) =>
        representations.map(({ id }) => organization(id, context, info)),
    },
    Mutation: { updateOrganization: (_, { input }) => updateOrganization(input) },
    Organization: {
      features: ({ id }, _, { loaders }) => loaders.named("features", featuresOf).load(id),
      connections: async ({ id }, { first }, { loaders }, info) => {
        const wanted = columns("connection", info, "nodes");
        const loader = loaders.named(`connections ${first} ${wanted}`, (ids) => connectionsOf(ids, first, wanted));
        return { nodes: await loader.load(id) };
      },
      memberships: async ({ id }, { first }, { loaders }, info) => {
        const wanted = columns("membership", info, "nodes");
        const loader = loaders.named(`memberships ${first} ${wanted}`, (ids) => membershipsOf(ids, first, wanted));
        return { organizationId: id, nodes: await loader.load(id) };
      },
    },
    MembershipConnection: {
      totalCount: ({ organizationId }, _, { loaders }) => loaders.named("totals", totalsOf).load(organizationId),
    },
    Membership: {
      user: ({ userId }, _, { loaders }, info) => {
        if (!userId) return null;
        const wanted = columns("user", info);
        return loaders.named(`users ${wanted}`, (ids) => usersByIds(ids, wanted)).load(userId);
      },
    },
  };
}

/** Which type of a union something is: for servers that take resolvers as they are. */
export const entityType = () => "Organization";
export const resultType = ({ __typename }) => __typename;
