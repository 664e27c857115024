import { useState } from 'react';

import { graphql } from '../../api/graphql';
import { useOperation } from '../../api/operations';
import { byField, ProblemDetails } from '../../api/problems';
import { Button } from '../../ui/Button';
import { Choice } from '../../ui/Choice';
import { Form, TextField } from '../../ui/Form';
import { PROVIDERS, type Protocol, type Provider } from '../guides/providers';
import { TroubleNotice } from './TroubleNotice';

const CreateSamlConnection = graphql(
  `
    mutation CreateSamlConnection($input: CreateSamlConnectionInput!) {
      createSamlConnection(input: $input) {
        __typename
        ... on SamlIdentityProvider {
          id
        }
        ...ProblemDetails
      }
    }
  `,
  [ProblemDetails],
);

const CreateOidcConnection = graphql(
  `
    mutation CreateOidcConnection($input: CreateOidcConnectionInput!) {
      createOidcConnection(input: $input) {
        __typename
        ... on OidcIdentityProvider {
          id
        }
        ...ProblemDetails
      }
    }
  `,
  [ProblemDetails],
);

const PROTOCOLS: readonly { value: Protocol; name: string; note: string }[] = [
  { value: 'SAML', name: 'SAML 2.0', note: 'What most identity providers are connected with.' },
  { value: 'OIDC', name: 'OpenID Connect', note: 'With an issuer, a client id and a secret.' },
];

interface NewConnectionProps {
  readonly organizationId: string;
  readonly onMade: (id: string) => void;
}

/** Chooses the identity provider. The draft is made at once: whoever comes back finds it. */
export function NewConnection({ organizationId, onMade }: NewConnectionProps) {
  const saml = useOperation(CreateSamlConnection);
  const oidc = useOperation(CreateOidcConnection);
  const [provider, setProvider] = useState<Provider>('OKTA');
  const [protocol, setProtocol] = useState<Protocol>('SAML');
  const [ownName, setOwnName] = useState<string | null>(null);
  const [idempotencyKey] = useState(randomKey);
  const displayName = ownName ?? PROVIDERS.find(({ value }) => value === provider)?.name ?? '';
  const operation = protocol === 'SAML' ? saml : oidc;
  const { errors, rest } = byField(operation.trouble?.faults ?? [], { displayName: 'The name' });
  const make = async () => {
    const answer = await operation.run({
      input: { organizationId, provider, displayName, idempotencyKey: `${idempotencyKey}-${provider}-${displayName}`.slice(0, 255) },
    });
    if (answer) onMade(answer.id);
  };
  return (
    <Form errors={errors} onSubmit={() => void make()}>
      <Choice label="Which identity provider do your people sign in with?" options={PROVIDERS} value={provider} onChange={setProvider} />
      <Choice label="How is it to be connected?" options={PROTOCOLS} value={protocol} onChange={setProtocol} />
      <TextField name="displayName" label="Name" hint="To tell it from others." value={displayName} onChange={setOwnName} required />
      <TroubleNotice trouble={operation.trouble} rest={rest} />
      <div>
        <Button look="primary" type="submit" busy={saml.busy || oidc.busy}>
          Continue
        </Button>
      </div>
    </Form>
  );
}

function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('');
}
