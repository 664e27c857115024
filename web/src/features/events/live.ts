import { useEffect, useEffectEvent } from 'react';
import { useSubscription } from 'urql';

import { graphql } from '../../api/graphql';
import { useMay } from '../caller/context';

const ChangesSubscription = graphql(`
  subscription OrganizationChanges($id: ID!, $types: [String!]!) {
    organizationEvents(organizationId: $id, types: $types) {
      cursor
    }
  }
`);

/**
 * Calls back when something of these types has happened in the organization, whoever did it; when that can no longer
 * be told, too. Who may not read events is not called.
 */
export function useChanges(organizationId: string, types: string[], onChange: () => void): void {
  const pause = !useMay('events:read');
  const [{ data, error }] = useSubscription({ query: ChangesSubscription, variables: { id: organizationId, types }, pause });
  const changed = useEffectEvent(onChange);
  const last = error ? 'ended' : data?.organizationEvents.cursor;
  useEffect(() => {
    if (last !== undefined) changed();
  }, [last]);
}
