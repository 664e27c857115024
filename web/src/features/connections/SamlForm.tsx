import { type FragmentOf, graphql, readFragment } from '../../api/graphql';
import { Button } from '../../ui/Button';
import { CopyField, download } from '../../ui/CopyField';
import { Card, Facts, Soft, Stack } from '../../ui/layout';
import { Tabs } from '../../ui/Tabs';
import { SamlGuide } from '../guides/Guide';
import { nameOf } from '../guides/providers';
import { ByHandFields, ByHandForm } from './ByHandForm';
import { CertificateFields, CertificateList } from './CertificateDetails';
import type { Editing } from './editing';
import { MetadataForm } from './MetadataForm';

export const SamlFields = graphql(
  `
    fragment SamlForm on SamlIdentityProvider {
      provider
      attributeMapping
      acsUrl
      spEntityId
      spMetadata
      idpEntityId
      ssoUrl
      sloUrl
      certificates {
        ...CertificateDetails
      }
      ...ByHandForm
    }
  `,
  [CertificateFields, ByHandFields],
);

interface SamlFormProps {
  readonly connection: FragmentOf<typeof SamlFields>;
  readonly editing: Editing;
}

/** The second step for SAML: our values for the identity provider, then its values for us. */
export function SamlForm({ connection, editing }: SamlFormProps) {
  const saml = readFragment(SamlFields, connection);
  const known = saml.idpEntityId !== null || saml.ssoUrl !== null || saml.certificates.length > 0;
  const metadata = () => download('service-provider-metadata.xml', 'application/samlmetadata+xml', saml.spMetadata);
  return (
    <Stack gap="loose">
      <Card>
        <h2>Service provider details, for {nameOf(saml.provider)}</h2>
        <CopyField label="ACS URL" value={saml.acsUrl} />
        <CopyField label="Entity ID" value={saml.spEntityId} />
        <CopyField label="Metadata" value={saml.spMetadata} />
        <div>
          <Button onClick={metadata}>Download metadata</Button>
        </div>
      </Card>
      <Card>
        <h2>How to set up {nameOf(saml.provider)}</h2>
        <SamlGuide
          provider={saml.provider}
          values={{ acsUrl: saml.acsUrl, entityId: saml.spEntityId, mapping: saml.attributeMapping }}
        />
      </Card>
      <Card>
        <h2>Identity provider details, from {nameOf(saml.provider)}</h2>
        {known && (
          <Stack>
            <Soft>Saved now:</Soft>
            <Facts of={[['Entity ID', saml.idpEntityId], ['Sign-on URL', saml.ssoUrl], ['Sign-out URL', saml.sloUrl]]} />
            <CertificateList certificates={saml.certificates} />
          </Stack>
        )}
        <Tabs
          label={known ? 'How to replace them' : 'How to give them'}
          tabs={[
            { name: 'Metadata', content: <MetadataForm editing={editing} /> },
            { name: 'By hand', content: <ByHandForm connection={saml} editing={editing} /> },
          ]}
        />
      </Card>
    </Stack>
  );
}
