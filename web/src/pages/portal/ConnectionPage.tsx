import { useQuery } from 'urql';
import { Link, Redirect, useLocation } from 'wouter';

import { graphql, type ResultOf } from '../../api/graphql';
import { useOperation } from '../../api/operations';
import { troubleOfRequest } from '../../api/problems';
import { AttributesFields, AttributesForm } from '../../features/connections/AttributesForm';
import { EnableFields, EnableStep } from '../../features/connections/EnableStep';
import { OidcFields, OidcForm, type OidcSettings } from '../../features/connections/OidcForm';
import { SamlFields, SamlForm, type SamlSettings } from '../../features/connections/SamlForm';
import { StepList } from '../../features/connections/StepList';
import { isStep, type Step, stepToGoOn } from '../../features/connections/steps';
import { UpdateOidcConnection, UpdateSamlConnection } from '../../features/connections/updating';
import { Button } from '../../ui/Button';
import { Card } from '../../ui/layout';
import { Alert, Heading, Loading } from '../../ui/Notice';

const ConnectionQuery = graphql(
  `
    query Connection($id: ID!) {
      connection(id: $id) {
        __typename
        id
        version
        displayName
        status
        attributeMapping
        ...AttributesForm
        ...EnableStep
        ... on SamlIdentityProvider {
          ...SamlForm
        }
        ... on OidcIdentityProvider {
          ...OidcForm
        }
      }
    }
  `,
  [AttributesFields, EnableFields, SamlFields, OidcFields],
);

type Connection = NonNullable<ResultOf<typeof ConnectionQuery>['connection']>;

/** One connection at one of its steps; without one, at the step that is next. */
export function ConnectionPage({ id, place }: { id: string; place: string | undefined }) {
  const [{ data, error }, again] = useQuery({
    query: ConnectionQuery,
    variables: { id },
    requestPolicy: 'cache-and-network',
  });
  if (error && !data)
    return (
      <Alert tone="bad">
        <p>{troubleOfRequest(error).message}</p>
        <Button onClick={() => again({ requestPolicy: 'network-only' })}>Try again</Button>
      </Alert>
    );
  if (!data) return <Loading what="the connection" />;
  const back = (
    <p>
      <Link href="/">Single sign-on</Link>
    </p>
  );
  if (!data.connection)
    return (
      <>
        {back}
        <Heading>This connection is not there</Heading>
        <p>It may have been deleted.</p>
      </>
    );
  const next = stepToGoOn(data.connection);
  if (!isStep(place)) return <Redirect to={`/connections/${id}/${next}`} replace />;
  return (
    <>
      {back}
      <Heading>{data.connection.displayName}</Heading>
      <StepList id={id} current={place} next={next} />
      <Steps key={place} connection={data.connection} step={place} onStale={() => again({ requestPolicy: 'network-only' })} />
    </>
  );
}

interface StepsProps {
  readonly connection: Connection;
  readonly step: Step;
  /** The connection has another version than the one in sight. */
  readonly onStale: () => void;
}

function Steps({ connection, step, onStale }: StepsProps) {
  const [, goTo] = useLocation();
  const saml = useOperation(UpdateSamlConnection);
  const oidc = useOperation(UpdateOidcConnection);
  const isSaml = connection.__typename === 'SamlIdentityProvider';
  const { busy, trouble } = isSaml ? saml : oidc;
  const which = { id: connection.id, expectedVersion: connection.version };
  const goOn = (saved: object | null) => {
    if (saved) goTo(`/connections/${connection.id}/${step === 'attributes' ? 'provider' : 'enable'}`);
    else onStale();
  };
  const saveMapping = async (attributeMapping: Record<string, string>) => {
    const input = { ...which, attributeMapping };
    goOn(await (isSaml ? saml.run({ input }) : oidc.run({ input })));
  };
  const saveSaml = async (settings: SamlSettings) => goOn(await saml.run({ input: { ...which, ...settings } }));
  const saveOidc = async (settings: OidcSettings) => goOn(await oidc.run({ input: { ...which, ...settings } }));
  if (step === 'enable') return <EnableStep connection={connection} onDeleted={() => goTo('/', { replace: true })} />;
  if (step === 'attributes')
    return (
      <Card>
        <AttributesForm connection={connection} busy={busy} trouble={trouble} onSave={(mapping) => void saveMapping(mapping)} />
      </Card>
    );
  return connection.__typename === 'SamlIdentityProvider' ? (
    <SamlForm connection={connection} busy={busy} trouble={trouble} onSave={(settings) => void saveSaml(settings)} />
  ) : (
    <OidcForm connection={connection} busy={busy} trouble={trouble} onSave={(settings) => void saveOidc(settings)} />
  );
}
