import { useQuery } from 'urql';

import { graphql } from '../../api/graphql';
import { troubleOfRequest } from '../../api/problems';
import { Columns } from '../../ui/Columns';
import { CopyField } from '../../ui/CopyField';
import { Failure } from '../../ui/Failure';
import { Card, Facts, Soft } from '../../ui/layout';
import { Loading } from '../../ui/Notice';
import { useChanges } from '../events/live';
import { ABOUT_ITSELF } from '../events/types';
import { day } from '../session/time';
import { DeleteCard } from './DeleteCard';
import { DetailsFacts, DetailsFields, DetailsForm } from './DetailsForm';
import { FeatureFields, FeatureSwitches } from './FeatureSwitches';
import { LogoCard, LogoFields } from './LogoCard';
import { useOrganizationRights } from './rights';

const DetailsQuery = graphql(
  `
    query OrganizationDetails($id: ID!) {
      organization(by: { id: $id }) {
        id
        version
        displayName
        createdAt
        updatedAt
        ...DetailsForm
        ...FeatureSwitches
        ...LogoCard
      }
    }
  `,
  [DetailsFields, FeatureFields, LogoFields],
);

/** What is known of the organization itself, and what it may use. */
export function DetailsSection({ organizationId }: { organizationId: string }) {
  const { mayWrite, mayWriteAll } = useOrganizationRights();
  const [{ data, error }, again] = useQuery({
    query: DetailsQuery,
    variables: { id: organizationId },
    requestPolicy: 'cache-and-network',
  });
  const lookAgain = () => again({ requestPolicy: 'network-only' });
  useChanges(organizationId, ABOUT_ITSELF, lookAgain);
  if (error && !data) return <Failure message={troubleOfRequest(error).message} onRetry={lookAgain} />;
  if (!data) return <Loading what="the details" />;
  if (!data.organization) return <Soft>This organization is no longer there: somebody has deleted it.</Soft>;
  const { organization } = data;
  const { id, version, displayName, createdAt, updatedAt } = organization;
  return (
    <>
      <Columns
        aside={
          <>
            <FeatureSwitches organization={organization} maySwitch={mayWriteAll} />
            <LogoCard organization={organization} mayChange={mayWrite} onStale={lookAgain} />
            <Card>
              <CopyField label="Organization ID" value={id} />
              <Facts
                of={[
                  ['Created', day(createdAt)],
                  ['Changed', day(updatedAt)],
                  ['Version', String(version)],
                ]}
              />
            </Card>
          </>
        }
      >
        {mayWrite && (
          <DetailsForm organization={organization} may={mayWriteAll ? 'change all' : 'rename'} onStale={lookAgain} />
        )}
        {!mayWriteAll && <DetailsFacts organization={organization} name={!mayWrite} />}
      </Columns>
      {mayWriteAll && <DeleteCard id={id} version={version} displayName={displayName} onStale={lookAgain} />}
    </>
  );
}
