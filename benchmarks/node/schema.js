// The part of the gateway's schema that the operations need, with whole types.
export const typeDefs = /* GraphQL */ `
  scalar DateTime
  scalar Metadata
  scalar _Any

  type FeatureSetting { name: String! enabled: Boolean! }

  type IdentityProvider {
    id: ID! protocol: String! provider: String! displayName: String! status: String! enabled: Boolean!
    version: Int! createdAt: DateTime! updatedAt: DateTime!
  }
  type IdentityProviderConnection { nodes: [IdentityProvider!]! }

  type User {
    id: ID! email: String! externalId: String name: String givenName: String familyName: String metadata: Metadata!
    version: Int! createdAt: DateTime! updatedAt: DateTime!
  }

  type Membership {
    id: ID! status: String! roles: [String!]! metadata: Metadata! provisioningMethod: String! joinedAt: DateTime
    version: Int! createdAt: DateTime! updatedAt: DateTime! user: User
  }
  type MembershipConnection { nodes: [Membership!]! totalCount: Int! }

  type Organization {
    id: ID! displayName: String! externalId: String slug: String logoUrl: String metadata: Metadata!
    version: Int! createdAt: DateTime! updatedAt: DateTime! deletedAt: DateTime
    features: [FeatureSetting!]!
    connections(first: Int = 20): IdentityProviderConnection!
    memberships(first: Int = 20): MembershipConnection!
  }
  type OrganizationConnection { nodes: [Organization!]! }

  union _Entity = Organization
  input OrganizationBy { id: ID }

  type Query {
    organization(by: OrganizationBy!): Organization
    organizations(first: Int = 20): OrganizationConnection!
    _entities(representations: [_Any!]!): [_Entity]!
  }

  type NotFoundProblem { message: String! }
  union UpdateOrganizationResult = Organization | NotFoundProblem
  input UpdateOrganizationInput { id: ID! displayName: String! }

  type Mutation { updateOrganization(input: UpdateOrganizationInput!): UpdateOrganizationResult! }
`;
