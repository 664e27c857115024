import { useState } from 'react';

import { graphql } from '../../api/graphql';
import { useOperation } from '../../api/operations';
import { byField, ProblemDetails } from '../../api/problems';
import { Button } from '../../ui/Button';
import { Choice } from '../../ui/Choice';
import { Form, TextField } from '../../ui/Form';
import { useDraft } from '../drafts/drafts';
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
  { value: 'SAML', name: 'SAML 2.0', note: 'The usual choice.' },
  { value: 'OIDC', name: 'OpenID Connect', note: 'With a client ID and a secret.' },
];

interface NewConnectionProps {
  readonly organizationId: string;
  readonly onMade: (id: string) => void;
}

/** Chooses the identity provider. The draft is made at once: whoever comes back finds it. */
export function NewConnection({ organizationId, onMade }: NewConnectionProps) {
  const saml = useOperation(CreateSamlConnection);
  const oidc = useOperation(CreateOidcConnection);
  const [idempotencyKey] = useState(randomKey);
  const draft = useDraft<{ provider: Provider; protocol: Protocol; ownName: string | null }>(`${organizationId}/new`, {
    provider: 'OKTA',
    protocol: 'SAML',
    ownName: null,
  });
  const { provider, protocol, ownName } = draft.value;
  const displayName = ownName ?? PROVIDERS.find(({ value }) => value === provider)?.name ?? '';
  const operation = protocol === 'SAML' ? saml : oidc;
  const { errors, rest } = byField(operation.trouble?.faults ?? [], { displayName: 'The name' });
  const make = async () => {
    const key = `${idempotencyKey}-${provider}-${displayName}`.slice(0, 255);
    const answer = await operation.run({ input: { organizationId, provider, displayName, idempotencyKey: key } });
    if (!answer) return;
    draft.forget();
    onMade(answer.id);
  };
  return (
    <Form errors={errors} onSubmit={() => void make()}>
      <Choice
        label="Which identity provider do your people sign in with?"
        options={PROVIDERS}
        value={provider}
        onChange={(value) => draft.change({ provider: value })}
      />
      <Choice
        label="Which protocol connects it?"
        options={PROTOCOLS}
        value={protocol}
        onChange={(value) => draft.change({ protocol: value })}
      />
      <TextField
        name="displayName"
        label="Name"
        hint="To tell it from other connections."
        value={displayName}
        onChange={(value) => draft.change({ ownName: value })}
        required
      />
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
