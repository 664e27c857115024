import { graphql } from '../../api/graphql';
import { ProblemDetails } from '../../api/problems';

export const UpdateSamlConnection = graphql(
  `
    mutation UpdateSamlConnection($input: UpdateSamlConnectionInput!) {
      updateSamlConnection(input: $input) {
        __typename
        ... on SamlIdentityProvider {
          id
          version
          status
          attributeMapping
        }
        ...ProblemDetails
      }
    }
  `,
  [ProblemDetails],
);

export const UpdateOidcConnection = graphql(
  `
    mutation UpdateOidcConnection($input: UpdateOidcConnectionInput!) {
      updateOidcConnection(input: $input) {
        __typename
        ... on OidcIdentityProvider {
          id
          version
          status
          attributeMapping
        }
        ...ProblemDetails
      }
    }
  `,
  [ProblemDetails],
);
