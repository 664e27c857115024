import { Suspense } from 'react';
import { useQuery } from 'urql';
import { Link } from 'wouter';

import { graphql } from '../../api/graphql';
import { troubleOfRequest } from '../../api/problems';
import { useCaller } from '../../features/caller/context';
import { DeletedNotice } from '../../features/organizations/DeletedNotice';
import { BackLink } from '../../ui/BackLink';
import { Failure } from '../../ui/Failure';
import { Soft } from '../../ui/layout';
import { Mark } from '../../ui/Mark';
import { Badge, Heading, Loading } from '../../ui/Notice';
import { PageHead, Sections } from '../../ui/Shell';
import { SECTIONS } from './sections';

/** By the list, which alone tells of deleted ones too. */
const OrganizationQuery = graphql(`
  query Organization($id: ID!) {
    organizations(first: 1, filter: { ids: [$id], includeDeleted: true }) {
      nodes {
        id
        displayName
        logoUrl
        deletedAt
      }
    }
  }
`);

/** One organization, with one of its sections; without them while it is deleted. */
export function OrganizationPage({ id, section = '' }: { id: string; section: string | undefined }) {
  const { permissions, organization: own } = useCaller();
  const [{ data, error }, again] = useQuery({
    query: OrganizationQuery,
    variables: { id },
    requestPolicy: 'cache-and-network',
  });
  if (error && !data)
    return <Failure message={troubleOfRequest(error).message} onRetry={() => again({ requestPolicy: 'network-only' })} />;
  if (!data) return <Loading what="the organization" />;
  const [organization] = data.organizations.nodes;
  const sections = SECTIONS.filter(({ needs }) => needs.every((each) => permissions.has(each)));
  const shown = sections.find(({ path }) => path === section);
  if (!organization || !shown)
    return (
      <>
        <Heading>{organization ? 'There is no such section' : 'This organization is not there'}</Heading>
        <Soft>
          The address may be mistyped. <Link href="/">Go to the start</Link>.
        </Soft>
      </>
    );
  const { displayName, logoUrl, deletedAt } = organization;
  const base = `/organizations/${id}`;
  return (
    <>
      {own === null && <BackLink href="/organizations">Organizations</BackLink>}
      <PageHead>
        <Mark name={displayName} logoUrl={logoUrl} />
        <Heading>{displayName}</Heading>
        {deletedAt !== null && <Badge tone="bad">Deleted</Badge>}
      </PageHead>
      {deletedAt === null ? (
        <>
          <Sections
            label="Sections of the organization"
            of={sections.map(({ path, name }) => ({ path: path ? `${base}/${path}` : base, name }))}
          />
          <Suspense fallback={<Loading what={shown.name.toLowerCase()} />}>
            <shown.Content organizationId={id} />
          </Suspense>
        </>
      ) : (
        <DeletedNotice id={id} deletedAt={deletedAt} mayRestore={permissions.has('organizations:write')} />
      )}
    </>
  );
}
