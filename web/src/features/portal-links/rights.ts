import { useCaller } from '../caller/context';

/** What the caller may do with portal links, which it makes where it sees them; a member only those to what it may write itself. */
export function useLinkRights(): { mayMake: boolean; mayRevoke: boolean } {
  const { organization, permissions } = useCaller();
  const mayRevoke = permissions.has('portal_links:write');
  const mayRead = permissions.has('portal_links:read');
  return { mayRevoke, mayMake: mayRead && mayRevoke && (organization === null || permissions.has('connections:write')) };
}
