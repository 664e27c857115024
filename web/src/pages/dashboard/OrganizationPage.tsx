import { Suspense } from 'react';
import { useQuery } from 'urql';
import { Link } from 'wouter';

import { graphql } from '../../api/graphql';
import { troubleOfRequest } from '../../api/problems';
import { useCaller } from '../../features/caller/context';
import { useChanges } from '../../features/events/live';
import { ABOUT_ITSELF } from '../../features/events/types';
import { BackToList } from '../../features/lists/BackToList';
import { DeletedNotice } from '../../features/organizations/DeletedNotice';
import { PartBoundary } from '../../ui/ErrorBoundary';
import { Failure } from '../../ui/Failure';
import { Soft } from '../../ui/layout';
import { Mark } from '../../ui/Mark';
import { Badge, Heading, Loading } from '../../ui/Notice';
import { PageHead, Sections } from '../../ui/Shell';
import { SECTIONS } from './sections';

const Head = graphql(`
  fragment OrganizationHead on Organization @_unmask {
    id
    displayName
    logoUrl
    deletedAt
  }
`);

/** By the list, which alone tells of deleted ones too, and which is for callers of the whole environment. */
const OrganizationQuery = graphql(
  `
    query Organization($id: ID!, $everywhere: Boolean!) {
      organizations(first: 1, filter: { ids: [$id], includeDeleted: true }) @include(if: $everywhere) {
        nodes {
          ...OrganizationHead
        }
      }
      organization(by: { id: $id }) @skip(if: $everywhere) {
        ...OrganizationHead
      }
    }
  `,
  [Head],
);

/** One organization, with one of its sections; without them while it is deleted. */
export function OrganizationPage({ id, section = '' }: { id: string; section: string | undefined }) {
  const { permissions, organization: own } = useCaller();
  const [{ data, error }, again] = useQuery({
    query: OrganizationQuery,
    variables: { id, everywhere: own === null },
    requestPolicy: 'cache-and-network',
  });
  const lookAgain = () => again({ requestPolicy: 'network-only' });
  if (error && !data) return <Failure message={troubleOfRequest(error).message} onRetry={lookAgain} />;
  if (!data) return <Loading what="the organization" />;
  const organization = data.organizations?.nodes[0] ?? data.organization;
  if (!organization)
    return (
      <>
        <Heading>This organization is not there</Heading>
        <Soft>
          The address may be mistyped. <Link href="/">Go to the start</Link>.
        </Soft>
      </>
    );
  const { displayName, logoUrl, deletedAt } = organization;
  return (
    <>
      {own === null && <BackToList path="/organizations">Organizations</BackToList>}
      <PageHead>
        <Mark name={displayName} logoUrl={logoUrl} />
        <Heading of={`${id} ${deletedAt === null ? '' : 'deleted'}`}>{displayName}</Heading>
        {deletedAt !== null && <Badge tone="bad">Deleted</Badge>}
      </PageHead>
      {deletedAt === null ? (
        <Living id={id} section={section} onChange={lookAgain} />
      ) : (
        <DeletedNotice id={id} deletedAt={deletedAt} mayRestore={permissions.has('organizations:write')} />
      )}
    </>
  );
}

function Living({ id, section, onChange }: { id: string; section: string; onChange: () => void }) {
  const { permissions } = useCaller();
  useChanges(id, ABOUT_ITSELF, onChange);
  const sections = SECTIONS.filter(({ needs }) => needs.every((each) => permissions.has(each)));
  const shown = sections.find(({ path }) => path === section);
  const base = `/organizations/${id}`;
  return (
    <>
      <Sections
        label="Sections of the organization"
        of={sections.map(({ path, name }) => ({ path: path ? `${base}/${path}` : base, name }))}
      />
      {shown ? (
        <PartBoundary place={section} note="Reloading the page signs you out.">
          <Suspense fallback={<Loading what={shown.name.toLowerCase()} />}>
            <shown.Content organizationId={id} />
          </Suspense>
        </PartBoundary>
      ) : (
        <Soft>There is no such section.</Soft>
      )}
    </>
  );
}
