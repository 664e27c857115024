import { useEffect } from 'react';
import { useClient } from 'urql';

import { graphql } from '../../api/graphql';
import { useMay } from '../caller/context';

const OrganizationChanges = graphql(`
  subscription OrganizationChanges($id: ID!) {
    organizationEvents(organizationId: $id) {
      node {
        id
        type
      }
    }
  }
`);

/** Of several events at once, one is told. */
const GATHER_MILLISECONDS = 200;

/**
 * Calls `onChange` when something of these kinds has happened in the organization, whoever did it.
 *
 * A kind is what a type begins with, such as `connection`. Who may not read events is told nothing.
 */
export function useChanges(organizationId: string, kinds: readonly string[], onChange: () => void): void {
  const client = useClient();
  const may = useMay('events:read');
  useEffect(() => {
    if (!may) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const { unsubscribe } = client.subscription(OrganizationChanges, { id: organizationId }).subscribe(({ data }) => {
      const type = data?.organizationEvents.node.type ?? '';
      if (!kinds.some((kind) => type.startsWith(`${kind}.`))) return;
      clearTimeout(timer);
      timer = setTimeout(onChange, GATHER_MILLISECONDS);
    });
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }, [client, may, organizationId, kinds, onChange]);
}
