import { Suspense } from 'react';
import { useQuery } from 'urql';
import { Link } from 'wouter';

import { graphql } from '../../api/graphql';
import { troubleOfRequest } from '../../api/problems';
import { useCaller } from '../../features/caller/context';
import { Failure } from '../../ui/Failure';
import { Soft } from '../../ui/layout';
import { Heading, Loading } from '../../ui/Notice';
import { PageHead, Sections } from '../../ui/Shell';
import { SECTIONS } from './sections';

const OrganizationQuery = graphql(`
  query Organization($id: ID!) {
    organization(by: { id: $id }) {
      id
      displayName
    }
  }
`);

/** One organization, with one of its sections. */
export function OrganizationPage({ id, section = '' }: { id: string; section: string | undefined }) {
  const { permissions } = useCaller();
  const [{ data, error }, again] = useQuery({ query: OrganizationQuery, variables: { id } });
  if (error && !data)
    return <Failure message={troubleOfRequest(error).message} onRetry={() => again({ requestPolicy: 'network-only' })} />;
  if (!data) return <Loading what="the organization" />;
  const sections = SECTIONS.filter(({ needs }) => permissions.has(needs));
  const shown = sections.find(({ path }) => path === section);
  if (!data.organization || !shown)
    return (
      <>
        <Heading>{data.organization ? 'There is no such section' : 'This organization is not there'}</Heading>
        <Soft>
          It may have been deleted, or the address is mistyped. <Link href="/">Go to the start</Link>.
        </Soft>
      </>
    );
  const base = `/organizations/${id}`;
  return (
    <>
      <PageHead>
        <Heading>{data.organization.displayName}</Heading>
      </PageHead>
      <Sections
        label="Sections of the organization"
        of={sections.map(({ path, name }) => ({ path: path ? `${base}/${path}` : base, name }))}
      />
      <Suspense fallback={<Loading what={shown.name.toLowerCase()} />}>
        <shown.Content organizationId={id} />
      </Suspense>
    </>
  );
}
