import { useState } from 'react';

import { type FragmentOf, graphql, readFragment } from '../../api/graphql';
import { byField } from '../../api/problems';
import { Button } from '../../ui/Button';
import { CopyField } from '../../ui/CopyField';
import { Form, TextField } from '../../ui/Form';
import { Card, Stack } from '../../ui/layout';
import { RestoredNotice, useDraft } from '../drafts/drafts';
import { OidcGuide } from '../guides/Guide';
import { nameOf, usualIssuer } from '../guides/providers';
import { type Editing, useSavingOidc } from './editing';
import { TroubleNotice } from './TroubleNotice';

export const OidcFields = graphql(`
  fragment OidcForm on OidcIdentityProvider {
    provider
    redirectUri
    issuer
    clientId
    clientSecretSuffix
  }
`);

interface OidcFormProps {
  readonly connection: FragmentOf<typeof OidcFields>;
  readonly editing: Editing;
}

const LABELS = { issuer: 'The issuer', clientId: 'The client ID', clientSecret: 'The client secret' };

/** The second step for OpenID Connect: our redirect for the identity provider, then its values for us. */
export function OidcForm({ connection, editing }: OidcFormProps) {
  const oidc = readFragment(OidcFields, connection);
  const draft = useDraft(`${editing.id}/oidc`, {
    issuer: oidc.issuer ?? usualIssuer(oidc.provider),
    clientId: oidc.clientId ?? '',
  });
  const [clientSecret, setClientSecret] = useState('');
  const { issuer, clientId } = draft.value;
  const saving = useSavingOidc(editing);
  const { save, busy, trouble } = saving;
  const { errors, rest } = byField(trouble?.faults ?? [], LABELS);
  const suffix = oidc.clientSecretSuffix;
  const submit = async () => {
    const secret = clientSecret === '' ? {} : { clientSecret }; // left out, it stays as it is
    if (await save({ issuer, clientId, ...secret })) draft.forget();
  };
  return (
    <Stack gap="loose">
      <Card>
        <h2>Our value, for {nameOf(oidc.provider)}</h2>
        <CopyField label="Redirect URI" value={oidc.redirectUri} />
      </Card>
      <Card>
        <h2>How to set up {nameOf(oidc.provider)}</h2>
        <OidcGuide provider={oidc.provider} values={{ redirectUri: oidc.redirectUri }} />
      </Card>
      <Card>
        <h2>Identity provider details, from {nameOf(oidc.provider)}</h2>
        <Form errors={errors} onSubmit={() => void submit()}>
          <RestoredNotice draft={draft}>A client secret has to be entered again.</RestoredNotice>
          <TextField
            name="issuer"
            label="Issuer"
            hint="An https URL."
            type="url"
            value={issuer}
            onChange={(value) => draft.change({ issuer: value })}
            required
          />
          <TextField
            name="clientId"
            label="Client ID"
            value={clientId}
            onChange={(value) => draft.change({ clientId: value })}
            required
          />
          <TextField
            name="clientSecret"
            label="Client secret"
            hint={
              suffix === null
                ? 'Kept encrypted, and never shown again.'
                : `The saved one ends in ${suffix}. Leave this empty to keep it.`
            }
            type="password"
            value={clientSecret}
            onChange={setClientSecret}
            required={suffix === null}
          />
          <TroubleNotice trouble={trouble} rest={rest} saving={saving} onTakeTheirs={draft.discard} />
          <div>
            <Button look="primary" type="submit" busy={busy}>
              Save and continue
            </Button>
          </div>
        </Form>
      </Card>
    </Stack>
  );
}
