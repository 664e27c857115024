import { useState } from 'react';

import { type FragmentOf, graphql, readFragment } from '../../api/graphql';
import { byField, type Trouble } from '../../api/problems';
import { Button } from '../../ui/Button';
import { CopyField } from '../../ui/CopyField';
import { Form, TextField } from '../../ui/Form';
import { Card, Stack } from '../../ui/layout';
import { OidcGuide } from '../guides/Guide';
import { nameOf } from '../guides/providers';
import { TroubleNotice } from './TroubleNotice';

export const OidcFields = graphql(`
  fragment OidcForm on OidcIdentityProvider {
    id
    provider
    redirectUri
    issuer
    clientId
    clientSecretSuffix
  }
`);

export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** Left out: it stays as it is. */
  readonly clientSecret?: string;
}

interface OidcFormProps {
  readonly connection: FragmentOf<typeof OidcFields>;
  readonly busy: boolean;
  readonly trouble: Trouble | null;
  readonly onSave: (settings: OidcSettings) => void;
}

const LABELS = { issuer: 'The issuer', clientId: 'The client ID', clientSecret: 'The client secret' };

/** The second step for OpenID Connect: our redirect for the identity provider, then its values for us. */
export function OidcForm({ connection, busy, trouble, onSave }: OidcFormProps) {
  const oidc = readFragment(OidcFields, connection);
  const [issuer, setIssuer] = useState(oidc.issuer ?? '');
  const [clientId, setClientId] = useState(oidc.clientId ?? '');
  const [clientSecret, setClientSecret] = useState('');
  const { errors, rest } = byField(trouble?.faults ?? [], LABELS);
  const known = oidc.clientSecretSuffix;
  return (
    <Stack gap="loose">
      <Card>
        <h2>Our value, for {nameOf(oidc.provider)}</h2>
        <CopyField label="Redirect URI" value={oidc.redirectUri} />
      </Card>
      <Card>
        <h2>How to set it up</h2>
        <OidcGuide provider={oidc.provider} values={{ redirectUri: oidc.redirectUri }} />
      </Card>
      <Card>
        <h2>Its values, for us</h2>
        <Form
          errors={errors}
          onSubmit={() => onSave({ issuer, clientId, ...(clientSecret === '' ? {} : { clientSecret }) })}
        >
          <TextField name="issuer" label="Issuer" hint="An https URL." type="url" value={issuer} onChange={setIssuer} required />
          <TextField name="clientId" label="Client ID" value={clientId} onChange={setClientId} required />
          <TextField
            name="clientSecret"
            label="Client secret"
            hint={
              known === null
                ? 'Kept encrypted, and never shown again.'
                : `The one that is saved ends in ${known}. Leave this empty to keep it.`
            }
            type="password"
            value={clientSecret}
            onChange={setClientSecret}
            required={known === null}
          />
          <TroubleNotice trouble={trouble} rest={rest} />
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
