import { useEffect, useEffectEvent } from 'react';
import { useSubscription } from 'urql';

import { graphql } from '../../api/graphql';
import { useMay } from '../caller/context';

const ChangesSubscription = graphql(`
  subscription OrganizationChanges($id: ID!) {
    organizationEvents(
      organizationId: $id
      types: ["organization.updated", "organization.deleted", "feature.enabled", "feature.disabled"]
    ) {
      cursor
    }
  }
`);

/** Calls back when the organization itself was changed, by whomever; when that can no longer be told, too. */
export function useChanges(organizationId: string, onChange: () => void): void {
  const pause = !useMay('events:read');
  const [{ data, error }] = useSubscription({ query: ChangesSubscription, variables: { id: organizationId }, pause });
  const changed = useEffectEvent(onChange);
  const last = error ? 'ended' : data?.organizationEvents.cursor;
  useEffect(() => {
    if (last !== undefined) changed();
  }, [last]);
}
