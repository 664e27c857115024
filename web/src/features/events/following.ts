import { useState } from 'react';
import { useClient, useQuery, useSubscription } from 'urql';

import { type FragmentOf, graphql, type ResultOf } from '../../api/graphql';
import { type Trouble, troubleOfRequest } from '../../api/problems';
import { useIsTold } from '../caller/context';
import { EventItemFields } from './EventList';

const PAGE_SIZE = 25;

const EventsOfQuery = graphql(
  `
    query EventsOf($id: ID!, $filter: EventFilter, $last: Int!, $before: String) {
      organization(by: { id: $id }) {
        id
        events(last: $last, before: $before, filter: $filter) {
          nodes {
            id
            ...EventItem
          }
          pageInfo {
            hasPreviousPage
            startCursor
            endCursor
          }
        }
      }
    }
  `,
  [EventItemFields],
);

const FollowEvents = graphql(
  `
    subscription FollowEvents($id: ID!, $types: [String!], $after: String) {
      organizationEvents(organizationId: $id, types: $types, after: $after) {
        node {
          id
          type
          ...EventItem
        }
      }
    }
  `,
  [EventItemFields],
);

type Listed = NonNullable<ResultOf<typeof EventsOfQuery>['organization']>['events'];
type Arrived = ResultOf<typeof FollowEvents>['organizationEvents']['node'];

export interface Following {
  /** Newest first; null until the first page is there. */
  readonly events: readonly FragmentOf<typeof EventItemFields>[] | null;
  /** Ids of those that came by themselves. */
  readonly arrived: ReadonlySet<string>;
  /** The type of the newest of these. */
  readonly newest: string | null;
  readonly isLive: boolean;
  readonly busy: boolean;
  readonly trouble: Trouble | null;
  /** Reads the next older ones; absent where there are none. */
  readonly older: (() => void) | undefined;
  /** Tries once more what stands in `trouble`. */
  readonly again: () => void;
}

/** The events of an organization: the newest, older ones as they are asked for, and each that happens from then on. */
export function useEvents(organizationId: string, types: string[] | null): Following {
  const [{ data, error, fetching }, again] = useQuery({
    query: EventsOfQuery,
    variables: { id: organizationId, filter: types && { types }, last: PAGE_SIZE },
    requestPolicy: 'network-only',
  });
  const first = data?.organization?.events;
  const { pages, busy, trouble, read } = useOlder(organizationId, types);
  const { arrived, isLive, newest } = useArriving(organizationId, types, first);
  const all = first ? [first, ...pages] : [];
  const listed = all.flatMap(({ nodes }) => nodes.toReversed());
  const known = new Set(listed.map(({ id }) => id));
  const oldest = all.at(-1)?.pageInfo;
  const older = oldest?.hasPreviousPage === true ? () => read(oldest.startCursor) : undefined;
  const failed = error && !fetching ? troubleOfRequest(error) : null;
  return {
    events: first ? [...[...arrived.values()].toReversed().filter(({ id }) => !known.has(id)), ...listed] : null,
    arrived: new Set(arrived.keys()),
    newest,
    isLive,
    busy,
    trouble: failed ?? trouble,
    older,
    again: failed ? () => again({ requestPolicy: 'network-only' }) : () => older?.(),
  };
}

/** Pages that were asked for, each older than the one before it. */
function useOlder(organizationId: string, types: string[] | null) {
  const client = useClient();
  const [pages, setPages] = useState<readonly Listed[]>([]);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const read = async (before: string | null) => {
    setBusy(true);
    setTrouble(null);
    const variables = { id: organizationId, filter: types && { types }, last: PAGE_SIZE, before };
    const { data, error } = await client.query(EventsOfQuery, variables, { requestPolicy: 'network-only' }).toPromise();
    setBusy(false);
    if (error) setTrouble(troubleOfRequest(error));
    const page = data?.organization?.events;
    if (page) setPages((found) => [...found, page]);
  };
  return { pages, busy, trouble, read: (before: string | null) => void read(before) };
}

/** What happens after the newest page, in the order it comes; what is told again after a lost connection counts once. */
function useArriving(organizationId: string, types: string[] | null, first: Listed | undefined) {
  const [arrived, setArrived] = useState<ReadonlyMap<string, Arrived>>(new Map());
  const isTold = useIsTold();
  const [{ error }] = useSubscription(
    {
      query: FollowEvents,
      variables: { id: organizationId, types, after: first?.pageInfo.endCursor ?? null },
      pause: !first,
    },
    (_, data) => {
      const event = data.organizationEvents.node;
      setArrived((before) => (before.has(event.id) ? before : new Map(before).set(event.id, event)));
      return data;
    },
  );
  const newest = [...arrived.values()].at(-1)?.type ?? null;
  return { arrived, newest, isLive: first !== undefined && !error && isTold };
}
