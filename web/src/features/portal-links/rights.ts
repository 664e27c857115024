import { useCaller } from '../caller/context';

/** What the caller may do with portal links; a member makes only links to what it may write itself. */
export function useLinkRights(): { mayMake: boolean; mayRevoke: boolean } {
  const { organization, permissions } = useCaller();
  const mayRevoke = permissions.has('portal_links:write');
  return { mayRevoke, mayMake: mayRevoke && (organization === null || permissions.has('connections:write')) };
}
