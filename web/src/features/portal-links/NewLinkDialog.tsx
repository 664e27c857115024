import { useState } from 'react';
import { useQuery } from 'urql';

import { graphql, type ResultOf } from '../../api/graphql';
import { ProblemDetails, troubleOfRequest } from '../../api/problems';
import { CheckGroup } from '../../ui/CheckGroup';
import { Choice } from '../../ui/Choice';
import { CopyField } from '../../ui/CopyField';
import { MessageDialog } from '../../ui/Dialog';
import { Failure } from '../../ui/Failure';
import { TextField } from '../../ui/Form';
import { Soft } from '../../ui/layout';
import { Alert, Loading } from '../../ui/Notice';
import { type Feature, FEATURES } from '../organizations/features';
import { useOrganizationRights } from '../organizations/rights';
import { ActionDialog } from '../problems/ActionDialog';
import { momentOf } from '../session/time';
import { KINDS, type PortalLink } from './links';

const FeaturesOnQuery = graphql(`
  query FeaturesOn($id: ID!) {
    organization(by: { id: $id }) {
      id
      features {
        name
        enabled
      }
    }
  }
`);

const GeneratePortalLink = graphql(
  `
    mutation GeneratePortalLink($input: GeneratePortalLinkInput!) {
      generatePortalLink(input: $input) {
        __typename
        ... on PortalLink {
          id
          kind
          url
          expiresAt
        }
        ...ProblemDetails
      }
    }
  `,
  [ProblemDetails],
);

type Made = Extract<ResultOf<typeof GeneratePortalLink>['generatePortalLink'], { __typename: 'PortalLink' }>;

const LABELS = { embedOrigin: 'The origin', features: 'The choice' };
const EXPLAINED = { FEATURE_OFF: 'A feature was switched off meanwhile: a link is for features that are on.' };

interface NewLinkDialogProps {
  readonly organizationId: string;
  readonly onMade: () => void;
  readonly onClose: () => void;
}

/** Asks what the link is for, then shows its URL, this once. */
export function NewLinkDialog({ organizationId, onMade, onClose }: NewLinkDialogProps) {
  const [made, setMade] = useState<Made | null>(null);
  const [{ data, error }, again] = useQuery({ query: FeaturesOnQuery, variables: { id: organizationId }, requestPolicy: 'network-only' });
  if (made) return <MadeDialog made={made} onClose={onClose} />;
  if (!data?.organization)
    return (
      <MessageDialog title="Generate a portal link" onClose={onClose}>
        {error ? (
          <Failure message={troubleOfRequest(error).message} onRetry={() => again({ requestPolicy: 'network-only' })} />
        ) : data ? (
          <Alert tone="bad">This organization is no longer there.</Alert>
        ) : (
          <Loading what="its features" />
        )}
      </MessageDialog>
    );
  const on = data.organization.features.filter(({ enabled }) => enabled).map(({ name }) => name);
  const show = (link: Made) => {
    setMade(link);
    onMade();
  };
  return on.length === 0 ? (
    <NothingOn onClose={onClose} />
  ) : (
    <LinkForm organizationId={organizationId} on={on} onMade={show} onClose={onClose} />
  );
}

interface LinkFormProps {
  readonly organizationId: string;
  /** The features a link can be for. */
  readonly on: readonly Feature[];
  readonly onMade: (link: Made) => void;
  readonly onClose: () => void;
}

function LinkForm({ organizationId, on, onMade, onClose }: LinkFormProps) {
  const [kind, setKind] = useState<PortalLink['kind']>('SHARE');
  const [features, setFeatures] = useState<Feature[]>([...on]);
  const [origin, setOrigin] = useState('');
  const embedOrigin = kind === 'EMBED' && origin !== '' ? origin : null;
  return (
    <ActionDialog
      title="Generate a portal link"
      action="Generate"
      document={GeneratePortalLink}
      input={{ organizationId, kind, features, embedOrigin }}
      labels={LABELS}
      explained={EXPLAINED}
      onDone={onMade}
      onClose={onClose}
    >
      {(errors) => (
        <>
          <Choice label="How it is handed on" options={KINDS} value={kind} onChange={setKind} />
          {kind === 'EMBED' && (
            <TextField
              name="embedOrigin"
              label="Origin of the page with the iframe"
              hint="Such as https://app.example.com, one that the gateway’s settings allow. Without it, the portal tells the page nothing."
              type="url"
              value={origin}
              onChange={setOrigin}
            />
          )}
          <CheckGroup
            label="What can be set up with it"
            options={on.map((value) => ({ value, name: FEATURES[value].name }))}
            chosen={features}
            onChange={setFeatures}
            errors={errors['features']}
          />
        </>
      )}
    </ActionDialog>
  );
}

function MadeDialog({ made, onClose }: { made: Made; onClose: () => void }) {
  return (
    <MessageDialog title="The link is ready" close="Done" onClose={onClose}>
      <Alert tone="warn">
        <p>Copy it now: it is shown this once.</p>
      </Alert>
      <CopyField label="Portal link" value={made.url ?? ''} />
      <Soft>
        {made.kind === 'SHARE'
          ? `Send it to the organization’s IT administrator alone: whoever has it can set up sign-in. It opens until ${momentOf(made.expiresAt)}.`
          : 'Put it into the iframe’s src. It opens once, within 60 seconds; your server makes one for each opening of the page.'}
      </Soft>
    </MessageDialog>
  );
}

function NothingOn({ onClose }: { onClose: () => void }) {
  const { mayWriteAll } = useOrganizationRights();
  return (
    <MessageDialog title="Nothing to set up yet" onClose={onClose}>
      <p>
        Every feature of this organization is off, and a link is for features that are on.{' '}
        {mayWriteAll
          ? 'Switch on single sign-on among its features first.'
          : 'Whoever runs the application can switch on single sign-on.'}
      </p>
    </MessageDialog>
  );
}
