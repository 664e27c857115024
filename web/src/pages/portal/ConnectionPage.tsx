import { useCallback, useState } from 'react';
import { Link, Redirect, useLocation } from 'wouter';

import { useFetched } from '../../api/fetched';
import { graphql, type ResultOf } from '../../api/graphql';
import { AttributesFields, AttributesForm } from '../../features/connections/AttributesForm';
import type { Editing } from '../../features/connections/editing';
import { EnableFields, EnableStep } from '../../features/connections/EnableStep';
import { OidcFields, OidcForm } from '../../features/connections/OidcForm';
import { SamlFields, SamlForm } from '../../features/connections/SamlForm';
import { StepList } from '../../features/connections/StepList';
import { isStep, type Step, STEP_NAMES, stepToGoOn } from '../../features/connections/steps';
import { Failure } from '../../ui/Failure';
import { focusContent } from '../../ui/focus';
import { Card } from '../../ui/layout';
import { Heading, Loading } from '../../ui/Notice';
import { useStillHere } from '../../ui/stillHere';

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
  const { data, trouble, again } = useFetched({
    query: ConnectionQuery,
    variables: { id },
    requestPolicy: 'network-only', // no form begins with what others have changed since
  });
  const [newest, setNewest] = useState(0);
  const hear = useCallback((version: number) => setNewest((known) => Math.max(known, version)), []);
  const [saving, setSaving] = useState(false);
  // What was saved, here or by others, is not read yet.
  const isOld = saving || (data?.connection?.version ?? newest) < newest;
  if (!data) return trouble ? <Failure message={trouble.message} onRetry={again} /> : <Loading what="the connection" />;
  const { connection } = data;
  if (!connection)
    return (
      <>
        <BackToList />
        <Heading>This connection is not there</Heading>
        <p>It may have been deleted.</p>
      </>
    );
  const retry = () => {
    again();
    focusContent();
  };
  const next = stepToGoOn(connection);
  if (!isStep(place)) return <Redirect to={`/connections/${id}/${next}`} replace />;
  return (
    <>
      <BackToList />
      <Heading of={id} part={STEP_NAMES[place]}>
        {connection.displayName}
      </Heading>
      <StepList id={id} current={place} next={next} />
      {isOld && trouble && <Failure message={trouble.message} onRetry={retry} />}
      <StepContent
        key={place}
        connection={connection}
        step={place}
        isOld={isOld}
        isFailed={trouble !== null}
        onTold={hear}
        onSaving={setSaving}
        onRefused={again}
      />
    </>
  );
}

function BackToList() {
  return (
    <p>
      <span aria-hidden="true">← </span>
      <Link href="/">Single sign-on</Link>
    </p>
  );
}

interface StepContentProps extends Pick<Editing, 'isOld' | 'onTold' | 'onRefused' | 'onSaving'> {
  readonly connection: Connection;
  readonly step: Step;
  /** Reading it anew has failed, which is told above. */
  readonly isFailed: boolean;
}

function StepContent({ connection, step, isOld, isFailed, onTold, onRefused, onSaving }: StepContentProps) {
  const [, goTo] = useLocation();
  const isHere = useStillHere();
  // What is saved replaces what was shown, not what others have saved since; and no step begins with what is old.
  const [shown, setShown] = useState(isOld ? null : connection.version);
  if (shown === null && !isOld) setShown(connection.version);
  if (shown === null) return isFailed ? null : <Loading what="what was saved" />;
  if (step === 'enable')
    return (
      <EnableStep
        connection={connection}
        isOld={isOld}
        onSwitched={onTold}
        onRefused={onRefused}
        onDeleted={() => isHere() && goTo('/', { replace: true })}
      />
    );
  const onSaved = (version: number) => {
    onTold(version);
    if (isHere()) goTo(`/connections/${connection.id}/${step === 'attributes' ? 'provider' : 'enable'}`);
  };
  const editing: Editing = { id: connection.id, version: shown, isOld, onSaved, onRefused, onTold, onSaving };
  if (step === 'attributes')
    return (
      <Card>
        <AttributesForm connection={connection} editing={editing} />
      </Card>
    );
  return connection.__typename === 'SamlIdentityProvider' ? (
    <SamlForm connection={connection} editing={editing} />
  ) : (
    <OidcForm connection={connection} editing={editing} />
  );
}
