import { graphql, type ResultOf } from '../../api/graphql';

export const CallerQuery = graphql(`
  query Caller {
    viewer {
      __typename
      ... on ApiKey {
        name
        scopes
      }
      ... on Member {
        user {
          name
          email
        }
        organization {
          id
          displayName
        }
        activeMembership {
          effectivePermissions
        }
      }
    }
  }
`);

/** Who is calling, and what it may do. */
export interface Caller {
  /** A name for people. */
  readonly name: string;
  /** The only organization it sees; null for a caller of the whole environment. */
  readonly organization: { readonly id: string; readonly displayName: string } | null;
  readonly permissions: ReadonlySet<string>;
}

/** Why a credential opens nothing here. */
export type Unfit = 'PORTAL_SESSION' | 'NO_ORGANIZATION' | 'NO_PERMISSION';

type Implied = Readonly<Record<string, readonly string[]>>;
const IMPLIED: Implied = { 'users:read': ['identities:read'] };
/** A member who sees memberships sees whose they are. */
const IMPLIED_FOR_MEMBERS: Implied = { 'memberships:read': ['identities:read'] };

function withImplied(permissions: readonly string[], implied: Implied): ReadonlySet<string> {
  return new Set([...permissions, ...permissions.flatMap((permission) => implied[permission] ?? [])]);
}

/** The caller that the gateway answers with, or why it is none that could use the dashboard. */
export function callerOf(viewer: NonNullable<ResultOf<typeof CallerQuery>['viewer']>): Caller | Unfit {
  switch (viewer.__typename) {
    case 'ApiKey':
      return fit({ name: viewer.name, organization: null, permissions: withImplied(viewer.scopes, IMPLIED) });
    case 'Member': {
      if (!viewer.organization) return 'NO_ORGANIZATION';
      return fit({
        name: viewer.user?.name ?? viewer.user?.email ?? 'Member',
        organization: viewer.organization,
        permissions: withImplied(viewer.activeMembership?.effectivePermissions ?? [], IMPLIED_FOR_MEMBERS),
      });
    }
    case 'PortalSession':
      return 'PORTAL_SESSION';
  }
}

function fit(caller: Caller): Caller | Unfit {
  return caller.permissions.has('organizations:read') ? caller : 'NO_PERMISSION';
}
