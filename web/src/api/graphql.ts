import { initGraphQLTada } from 'gql.tada';

import type { introspection } from '../../generated/schema';

/** Operations and fragments, typed straight from schema.graphql. */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { DateTime: string; Metadata: Record<string, string>; ID: string; Upload: File };
}>();

export { readFragment, type FragmentOf, type ResultOf, type VariablesOf } from 'gql.tada';
