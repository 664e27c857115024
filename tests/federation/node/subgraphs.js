// Two made-up subgraphs, over the rows of a JSON file: projects refers to users by e-mail address and to organizations
// by id, billing knows organizations by the application's own id. Prints their addresses as one line of JSON.
import { readFileSync } from "node:fs";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { parse } from "graphql";

const rows = JSON.parse(readFileSync(process.argv[2], "utf8"));
const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])`;

const organizationOf = (project) => ({ __typename: "Organization", id: project.organizationId });
const projects = {
  typeDefs: `${link}
    type Query { project(id: ID!): Project, projects(first: Int!): [Project!]! }
    type Project @key(fields: "id") { id: ID!, name: String!, owner: User, organization: Organization }
    type User @key(fields: "email") { email: String!, projects: [Project!]! }
    type Organization @key(fields: "id") { id: ID!, projects: [Project!]! }`,
  resolvers: {
    Query: {
      project: (_, { id }) => rows.projects.find((project) => project.id === id),
      projects: (_, { first }) => rows.projects.slice(0, first),
    },
    Project: { owner: (project) => ({ email: project.ownerEmail }), organization: organizationOf },
    User: { projects: (user) => rows.projects.filter((project) => project.ownerEmail === user.email) },
    Organization: { projects: ({ id }) => rows.projects.filter((project) => project.organizationId === id) },
  },
};

const billing = {
  typeDefs: `${link}
    type Query { invoices: [Invoice!]! }
    type Invoice { number: ID!, cents: Int!, organization: Organization }
    type Organization @key(fields: "externalId") { externalId: String!, invoices: [Invoice!]! }`,
  resolvers: {
    Query: { invoices: () => rows.invoices },
    Invoice: { organization: (invoice) => ({ externalId: invoice.externalId }) },
    Organization: { invoices: ({ externalId }) => rows.invoices.filter((invoice) => invoice.externalId === externalId) },
  },
};

async function serve({ typeDefs, resolvers }) {
  const server = new ApolloServer({ schema: buildSubgraphSchema({ typeDefs: parse(typeDefs), resolvers }) });
  return (await startStandaloneServer(server, { listen: { port: 0, host: "127.0.0.1" } })).url;
}

console.log(JSON.stringify({ projects: await serve(projects), billing: await serve(billing) }));
