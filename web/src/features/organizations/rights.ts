import { useCaller } from '../caller/context';

/** What the caller may change of an organization: a member the name and the logo of its own, the application all, and so the features. */
export function useOrganizationRights(): { mayWrite: boolean; mayWriteAll: boolean } {
  const { organization, permissions } = useCaller();
  const mayWrite = permissions.has('organizations:write');
  return { mayWrite, mayWriteAll: mayWrite && organization === null };
}
