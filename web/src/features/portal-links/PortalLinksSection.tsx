import { useCallback, useState } from 'react';
import { useQuery } from 'urql';

import { type FragmentOf, graphql, readFragment } from '../../api/graphql';
import { Button } from '../../ui/Button';
import { Empty } from '../../ui/Empty';
import { Row, Soft, Stack } from '../../ui/layout';
import { Announcement, Badge, Loading } from '../../ui/Notice';
import { Pills } from '../../ui/Pill';
import { type Column, InsteadOfColumns, Table } from '../../ui/Table';
import { useChanges } from '../events/live';
import { typesOf } from '../events/types';
import { useAddress } from '../lists/address';
import { ListFailure } from '../lists/ListFailure';
import { ListPager, ListPagerFields } from '../lists/ListPager';
import { pageOf, sliceOf } from '../lists/listing';
import { FEATURES } from '../organizations/features';
import { day, momentOf, useNow } from '../session/time';
import { KINDS, mayBeOpen, type PortalLink, PortalLinkFields, stateOf, STATES, uses } from './links';
import { NewLinkDialog } from './NewLinkDialog';
import { RevokeDialog } from './RevokeDialog';
import { useLinkRights } from './rights';

const PortalLinksQuery = graphql(
  `
    query PortalLinks($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {
      organization(by: { id: $id }) {
        id
        portalLinks(first: $first, after: $after, last: $last, before: $before) {
          nodes {
            id
            ...PortalLink
          }
          pageInfo {
            ...ListPager
          }
        }
      }
    }
  `,
  [PortalLinkFields, ListPagerFields],
);

const CHANGES = typesOf('portal_link');
const SECONDS = 5_000;

/** The links to the Admin Portal that were made for the organization. */
export function PortalLinksSection({ organizationId }: { organizationId: string }) {
  const address = useAddress();
  const { parameters, change } = address;
  const [revoking, setRevoking] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const { mayMake, mayRevoke } = useLinkRights();
  const making = mayMake && parameters.has('new');
  const [{ data, error, fetching }, again] = useQuery({
    query: PortalLinksQuery,
    variables: { id: organizationId, ...sliceOf(pageOf(parameters)) },
    requestPolicy: 'cache-and-network',
  });
  const reload = useCallback(() => again({ requestPolicy: 'network-only' }), [again]);
  useChanges(organizationId, CHANGES, reload);
  const generate = mayMake && (
    <Button look="primary" onClick={() => change({ new: 'yes' })}>
      Generate a link
    </Button>
  );
  const revoked = () => {
    setRevoking(null);
    setSaid('The link was revoked');
    reload();
  };
  if (error && !fetching) return <ListFailure error={error} address={address} onRetry={reload} />;
  if (!data) return <Loading what="portal links" />;
  if (!data.organization) return <Soft>This organization is no longer there: somebody has deleted it.</Soft>;
  const { nodes, pageInfo } = data.organization.portalLinks;
  return (
    <>
      {nodes.length === 0 ? (
        <Empty title="No link yet" text="A link opens the Admin Portal, where the organization’s IT administrator sets up single sign-on.">
          {generate}
        </Empty>
      ) : (
        <>
          <Row look="between">
            <Soft>A link opens the Admin Portal for the organization’s IT administrator.</Soft>
            {generate}
          </Row>
          <LinkTable links={nodes} onRevoke={mayRevoke ? setRevoking : undefined} />
          <ListPager pageInfo={pageInfo} count={null} onTurn={address.turn} />
        </>
      )}
      {making && <NewLinkDialog organizationId={organizationId} onMade={reload} onClose={() => change({ new: '' })} />}
      {revoking !== null && <RevokeDialog id={revoking} onRevoked={revoked} onClose={() => setRevoking(null)} />}
      <Announcement>{said}</Announcement>
    </>
  );
}

interface LinkTableProps {
  readonly links: readonly FragmentOf<typeof PortalLinkFields>[];
  /** Absent where the caller may not. */
  readonly onRevoke: ((id: string) => void) | undefined;
}

function LinkTable({ links, onRevoke }: LinkTableProps) {
  const now = useNow(SECONDS);
  return (
    <Table
      caption="Portal links"
      columns={columnsFor(now, onRevoke)}
      rows={links.map((each) => readFragment(PortalLinkFields, each))}
      keyOf={({ id }) => id}
    />
  );
}

function columnsFor(now: number, onRevoke: LinkTableProps['onRevoke']): readonly Column<PortalLink>[] {
  return [
    { name: 'Link', look: 'main', cell: (link) => <Purpose link={link} now={now} /> },
    { name: 'State', secondary: true, cell: (link) => <State link={link} now={now} /> },
    { name: 'Opened', secondary: true, cell: (link) => <Opened link={link} /> },
    { name: 'Made', secondary: true, cell: ({ createdAt }) => day(createdAt) },
    ...(onRevoke
      ? [{ name: 'Actions', look: 'actions', cell: (link: PortalLink) => <Revoke link={link} now={now} onRevoke={onRevoke} /> } as const]
      : []),
  ];
}

/** What can be done with a link, and where it leads. */
function Purpose({ link, now }: { link: PortalLink; now: number }) {
  const { id, kind, features, embedOrigin } = link;
  return (
    <Stack gap="tight">
      <Row>
        <strong>{KINDS.find(({ value }) => value === kind)?.name}</strong>
        <Pills of={features.map((feature) => FEATURES[feature].name)} />
      </Row>
      <Soft>{embedOrigin ?? <code>{id}</code>}</Soft>
      <InsteadOfColumns>
        <State link={link} now={now} />
      </InsteadOfColumns>
    </Stack>
  );
}

function State({ link, now }: { link: PortalLink; now: number }) {
  const state = stateOf(link, now);
  const note = {
    LIVE: `until ${momentOf(link.expiresAt)}`,
    USED: null,
    EXPIRED: momentOf(link.expiresAt),
    REVOKED: link.revokedAt && momentOf(link.revokedAt),
  }[state];
  return (
    <Stack gap="tight">
      <span>
        <Badge tone={STATES[state].tone}>{STATES[state].name}</Badge>
      </span>
      {note !== null && <Soft>{note}</Soft>}
    </Stack>
  );
}

function Opened({ link: { useCount, lastUsedAt } }: { link: PortalLink }) {
  return (
    <Stack gap="tight">
      <span>{uses(useCount)}</span>
      {lastUsedAt !== null && <Soft>last {momentOf(lastUsedAt)}</Soft>}
    </Stack>
  );
}

function Revoke({ link, now, onRevoke }: { link: PortalLink; now: number; onRevoke: (id: string) => void }) {
  if (!mayBeOpen(link, now)) return null;
  return (
    <Button look="quiet" label={`Revoke the link made ${momentOf(link.createdAt)}`} onClick={() => onRevoke(link.id)}>
      Revoke
    </Button>
  );
}
