import { graphql } from '../../api/graphql';
import { ProblemDetails } from '../../api/problems';

export const EnableConnection = graphql(
  `
    mutation EnableConnection($input: EnableConnectionInput!) {
      enableConnection(input: $input) {
        __typename
        ... on IdentityProvider {
          id
          version
          status
          enabled
        }
        ...ProblemDetails
      }
    }
  `,
  [ProblemDetails],
);

export const DisableConnection = graphql(
  `
    mutation DisableConnection($input: DisableConnectionInput!) {
      disableConnection(input: $input) {
        __typename
        ... on IdentityProvider {
          id
          version
          status
          enabled
        }
        ...ProblemDetails
      }
    }
  `,
  [ProblemDetails],
);

export const DeleteConnection = graphql(
  `
    mutation DeleteConnection($input: DeleteConnectionInput!) {
      deleteConnection(input: $input) {
        __typename
        ... on IdentityProvider {
          id
        }
        ...ProblemDetails
      }
    }
  `,
  [ProblemDetails],
);

/** What a connection may lack to be enabled, as people call it. */
export const MISSING: Readonly<Record<string, string>> = {
  idpEntityId: 'the entity ID',
  ssoUrl: 'the sign-on URL',
  certificates: 'a certificate that has not expired',
  issuer: 'the issuer',
  clientId: 'the client ID',
  clientSecret: 'the client secret',
  'attributeMapping.email': 'the name of the e-mail address',
};
