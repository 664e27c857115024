import { Link } from 'wouter';

import { type FragmentOf, graphql, readFragment } from '../../api/graphql';
import { buttonClass } from '../../ui/Button';
import { Card, Row, Soft, Stack } from '../../ui/layout';
import { Badge, type Tone } from '../../ui/Notice';
import { nameOf } from '../guides/providers';
import { health } from './health';

export const ConnectionListItem = graphql(`
  fragment ConnectionListItem on IdentityProvider {
    id
    displayName
    provider
    protocol
    status
    enabled
    ... on SamlIdentityProvider {
      certificates {
        fingerprintSha256
        status
        daysLeft
      }
    }
  }
`);

/** The organization's connections, each with how far it has come. */
export function ConnectionList({ connections }: { connections: readonly FragmentOf<typeof ConnectionListItem>[] }) {
  if (connections.length === 0)
    return (
      <Card>
        <h2>No connection yet</h2>
        <Soft>Connect your identity provider, so that your people sign in with the account they already have.</Soft>
        <div>
          <Link href="/connections/new" className={buttonClass('primary')}>
            Connect an identity provider
          </Link>
        </div>
      </Card>
    );
  return (
    <Stack>
      {connections.map((each) => {
        const connection = readFragment(ConnectionListItem, each);
        const { tone, text } = stateOf(connection);
        const wrong = ('certificates' in connection ? (connection.certificates ?? []) : []).filter(
          ({ status }) => status !== 'VALID',
        );
        return (
          <Card key={connection.id}>
            <Row look="between">
              <Stack gap="tight">
                <h2>{connection.displayName}</h2>
                <Row>
                  <Soft>
                    {connection.protocol === 'SAML' ? 'SAML 2.0' : 'OpenID Connect'}
                    {connection.provider !== 'CUSTOM' && `, ${nameOf(connection.provider)}`}
                  </Soft>
                  <Badge tone={tone}>{text}</Badge>
                  {wrong.map((certificate) => {
                    const state = health(certificate.status, certificate.daysLeft);
                    return (
                      <Badge key={certificate.fingerprintSha256} tone={state.tone}>
                        Certificate: {state.text.toLowerCase()}
                      </Badge>
                    );
                  })}
                </Row>
              </Stack>
              <Link
                href={`/connections/${connection.id}`}
                className={buttonClass()}
                aria-label={`${connection.status === 'COMPLETED' ? 'Manage' : 'Continue with'} ${connection.displayName}`}
              >
                {connection.status === 'COMPLETED' ? 'Manage' : 'Continue'}
              </Link>
            </Row>
          </Card>
        );
      })}
      <div>
        <Link href="/connections/new" className={buttonClass()}>
          Connect another identity provider
        </Link>
      </div>
    </Stack>
  );
}

function stateOf(connection: { status: string; enabled: boolean }): { tone: Tone; text: string } {
  if (connection.enabled) return { tone: 'good', text: 'Enabled' };
  return connection.status === 'COMPLETED'
    ? { tone: 'info', text: 'Ready, not enabled' }
    : { tone: 'warn', text: 'Not finished' };
}
