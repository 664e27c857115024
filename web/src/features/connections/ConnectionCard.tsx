import { type FragmentOf, graphql, readFragment, type ResultOf } from '../../api/graphql';
import { Details } from '../../ui/Details';
import { Card, Facts } from '../../ui/layout';
import { Menu } from '../../ui/Menu';
import { Badge } from '../../ui/Notice';
import { titleOf } from '../guides/providers';
import { day } from '../session/time';
import { CertificateFields, CertificateList } from './CertificateDetails';
import styles from './ConnectionCard.module.css';
import type { ConnectionAction } from './ConnectionDialog';
import { standing, worstOf } from './health';

export const ConnectionCardFields = graphql(
  `
    fragment ConnectionCard on IdentityProvider {
      id
      version
      displayName
      provider
      protocol
      status
      enabled
      active
      attributeMapping
      createdAt
      updatedAt
      ... on SamlIdentityProvider {
        idpEntityId
        ssoUrl
        certificates {
          status
          daysLeft
          ...CertificateDetails
        }
      }
      ... on OidcIdentityProvider {
        issuer
        clientId
        clientSecretSuffix
        scopes
      }
    }
  `,
  [CertificateFields],
);

interface ConnectionCardProps {
  readonly connection: FragmentOf<typeof ConnectionCardFields>;
  /** Absent where the caller may change nothing. */
  readonly onAct: ((connection: { id: string; version: number; displayName: string }, action: ConnectionAction) => void) | undefined;
}

/** A connection as its operator looks at it: whether it works, and how long its certificates will. */
export function ConnectionCard({ connection, onAct }: ConnectionCardProps) {
  const found = readFragment(ConnectionCardFields, connection);
  const state = standing(found);
  const certificates = 'certificates' in found ? (found.certificates ?? []) : [];
  const health = worstOf(certificates);
  const act = (action: ConnectionAction) => () => onAct?.(found, action);
  const items = [
    found.enabled ? { name: 'Disable', danger: true, onChoose: act('disable') } : { name: 'Enable', onChoose: act('enable') },
    { name: 'Delete', danger: true, onChoose: act('delete') },
  ];
  return (
    <Card>
      <div className={styles['head']}>
        <div>
          <div className={styles['title']}>
            <h2>{found.displayName}</h2>
            <Badge tone={state.tone}>{state.text}</Badge>
            {health && <Badge tone={health.tone}>Certificate: {health.text.toLowerCase()}</Badge>}
          </div>
          <p className={styles['note']}>
            {found.protocol === 'SAML' ? 'SAML 2.0' : 'OpenID Connect'} · {titleOf(found.provider)} · changed {day(found.updatedAt)}
          </p>
        </div>
        {onAct && <Menu label={`Actions for ${found.displayName}`} items={items} />}
      </div>
      <Details summary={certificates.length > 0 ? 'Settings and certificates' : 'Settings'}>
        <Facts of={settingsOf(found)} />
        {certificates.length > 0 && <CertificateList certificates={certificates} />}
      </Details>
    </Card>
  );
}

type Found = ResultOf<typeof ConnectionCardFields>;

function settingsOf(found: Found): [string, string | null | undefined][] {
  const mapping = Object.entries(found.attributeMapping).map(([ours, theirs]) => `${ours} = ${theirs}`);
  const common: [string, string | null][] = [
    ['ID', found.id],
    ['Attributes', mapping.join(', ') || null],
  ];
  if ('issuer' in found)
    return [
      ...common,
      ['Issuer', found.issuer],
      ['Client ID', found.clientId],
      ['Client secret', found.clientSecretSuffix && `ends with ${found.clientSecretSuffix}`],
      ['Scopes', found.scopes?.join(' ')],
    ];
  if ('ssoUrl' in found) return [...common, ['Entity ID', found.idpEntityId], ['Sign-on URL', found.ssoUrl]];
  return common;
}
