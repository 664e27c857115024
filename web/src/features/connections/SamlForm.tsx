import { type ReactNode, useState } from 'react';

import { type FragmentOf, graphql, readFragment } from '../../api/graphql';
import { useOperation } from '../../api/operations';
import { byField, ProblemDetails, type Trouble } from '../../api/problems';
import { Button } from '../../ui/Button';
import { CopyField, download } from '../../ui/CopyField';
import { FileField, Form, TextField } from '../../ui/Form';
import { Card, Facts, Row, Soft, Stack } from '../../ui/layout';
import { Tabs } from '../../ui/Tabs';
import { SamlGuide } from '../guides/Guide';
import { nameOf } from '../guides/providers';
import { CertificateFields, CertificateList } from './CertificateDetails';
import { TroubleNotice } from './TroubleNotice';

export const SamlFields = graphql(
  `
    fragment SamlForm on SamlIdentityProvider {
      id
      provider
      attributeMapping
      acsUrl
      spEntityId
      spMetadata
      idpEntityId
      ssoUrl
      sloUrl
      certificates {
        pem
        ...CertificateDetails
      }
    }
  `,
  [CertificateFields],
);

const PreviewSamlMetadata = graphql(
  `
    query PreviewSamlMetadata($idpMetadataXml: String!) {
      previewSamlMetadata(idpMetadataXml: $idpMetadataXml) {
        __typename
        ... on SamlMetadataPreview {
          entityId
          ssoUrl
          sloUrl
          validUntil
          certificates {
            ...CertificateDetails
          }
        }
        ...ProblemDetails
      }
    }
  `,
  [CertificateFields, ProblemDetails],
);

const PreviewCertificate = graphql(
  `
    query PreviewCertificate($certificate: String!) {
      previewCertificate(certificate: $certificate) {
        __typename
        ... on CertificatePreview {
          certificates {
            ...CertificateDetails
          }
        }
        ...ProblemDetails
      }
    }
  `,
  [CertificateFields, ProblemDetails],
);

export interface SamlSettings {
  readonly idpMetadataXml?: string;
  readonly idpEntityId?: string;
  readonly ssoUrl?: string;
  readonly sloUrl?: string | null;
  readonly certificates?: string[];
}

interface Saving {
  readonly busy: boolean;
  readonly trouble: Trouble | null;
  readonly onSave: (settings: SamlSettings) => void;
}

/** The second step for SAML: our values for the identity provider, then its values for us. */
export function SamlForm({ connection, ...saving }: Saving & { connection: FragmentOf<typeof SamlFields> }) {
  const saml = readFragment(SamlFields, connection);
  const known = saml.idpEntityId !== null || saml.ssoUrl !== null || saml.certificates.length > 0;
  const metadata = () => download('service-provider-metadata.xml', 'application/samlmetadata+xml', saml.spMetadata);
  return (
    <Stack gap="loose">
      <Card>
        <h2>Our values, for {nameOf(saml.provider)}</h2>
        <CopyField label="ACS URL" value={saml.acsUrl} />
        <CopyField label="Entity ID" value={saml.spEntityId} />
        <CopyField label="Metadata" value={saml.spMetadata} />
        <div>
          <Button onClick={metadata}>Download metadata</Button>
        </div>
      </Card>
      <Card>
        <h2>How to set it up</h2>
        <SamlGuide
          provider={saml.provider}
          values={{ acsUrl: saml.acsUrl, entityId: saml.spEntityId, mapping: saml.attributeMapping }}
        />
      </Card>
      <Card>
        <h2>Its values, for us</h2>
        {known && (
          <Stack>
            <Soft>Saved now:</Soft>
            <Facts of={[['Entity ID', saml.idpEntityId], ['Sign-on URL', saml.ssoUrl], ['Sign-out URL', saml.sloUrl]]} />
            <CertificateList certificates={saml.certificates} />
          </Stack>
        )}
        <Tabs
          label={known ? 'Replace them' : 'How to give them'}
          tabs={[
            { name: 'Metadata', content: <MetadataForm {...saving} /> },
            {
              name: 'By hand',
              content: (
                <ByHandForm
                  {...saving}
                  entityId={saml.idpEntityId ?? ''}
                  ssoUrl={saml.ssoUrl ?? ''}
                  sloUrl={saml.sloUrl ?? ''}
                  certificates={saml.certificates.map(({ pem }) => pem).join('')}
                />
              ),
            },
          ]}
        />
      </Card>
    </Stack>
  );
}

function MetadataForm({ busy, trouble, onSave }: Saving) {
  const preview = useOperation(PreviewSamlMetadata, 'query');
  const [xml, setXml] = useState('');
  const [seen, setSeen] = useState<{ xml: string; found: Awaited<ReturnType<typeof preview.run>> } | null>(null);
  const { errors, rest } = byField((preview.trouble ?? trouble)?.faults ?? [], { idpMetadataXml: 'The document' });
  const read = async (text: string) => {
    setXml(text);
    setSeen({ xml: text, found: await preview.run({ idpMetadataXml: text }) });
  };
  const found = seen?.xml === xml ? seen.found : null;
  return (
    <Stack>
      <FileField label="Upload the metadata file" accept=".xml,application/xml,text/xml" onText={(text) => void read(text)} />
      <Form errors={errors} onSubmit={() => void read(xml)}>
        <TextField name="idpMetadataXml" label="Or paste the metadata" value={xml} onChange={setXml} lines={5} />
        <TroubleNotice trouble={preview.trouble ?? trouble} rest={rest} />
        {!found && (
          <div>
            <Button type="submit" busy={preview.busy}>
              Check the metadata
            </Button>
          </div>
        )}
      </Form>
      {found && (
        <Review busy={busy} onSave={() => onSave({ idpMetadataXml: xml })}>
          <Facts
            of={[
              ['Entity ID', found.entityId],
              ['Sign-on URL', found.ssoUrl],
              ['Sign-out URL', found.sloUrl],
              ['Valid until', found.validUntil === null ? null : new Date(found.validUntil).toLocaleString()],
            ]}
          />
          <CertificateList certificates={found.certificates} />
        </Review>
      )}
    </Stack>
  );
}

interface ByHandProps extends Saving {
  readonly entityId: string;
  readonly ssoUrl: string;
  readonly sloUrl: string;
  readonly certificates: string;
}

const BY_HAND = { idpEntityId: 'The entity ID', ssoUrl: 'The sign-on URL', sloUrl: 'The sign-out URL', certificates: 'The text', certificate: 'The text' };

function ByHandForm({ busy, trouble, onSave, ...saved }: ByHandProps) {
  const preview = useOperation(PreviewCertificate, 'query');
  const [entityId, setEntityId] = useState(saved.entityId);
  const [ssoUrl, setSsoUrl] = useState(saved.ssoUrl);
  const [sloUrl, setSloUrl] = useState(saved.sloUrl);
  const [pem, setPem] = useState(saved.certificates);
  const [seen, setSeen] = useState<{ pem: string; found: Awaited<ReturnType<typeof preview.run>> } | null>(null);
  const shown = preview.trouble ?? trouble;
  const { errors, rest } = byField(shown?.faults ?? [], BY_HAND);
  const read = async (text: string) => {
    setPem(text);
    setSeen({ pem: text, found: await preview.run({ certificate: text }) });
  };
  const found = seen?.pem === pem ? seen.found : null;
  const save = () => onSave({ idpEntityId: entityId, ssoUrl, sloUrl: sloUrl || null, certificates: [pem] });
  return (
    <Stack>
      <Form
        errors={{ ...errors, certificates: [...(errors['certificate'] ?? []), ...(errors['certificates'] ?? [])] }}
        onSubmit={() => void read(pem)}
      >
        <TextField name="idpEntityId" label="Entity ID" hint="Also called issuer." value={entityId} onChange={setEntityId} required />
        <TextField name="ssoUrl" label="Sign-on URL" hint="Also called SSO or login URL." type="url" value={ssoUrl} onChange={setSsoUrl} required />
        <TextField name="sloUrl" label="Sign-out URL" hint="May be left empty." type="url" value={sloUrl} onChange={setSloUrl} />
        <FileField label="Upload an X.509 certificate" accept=".pem,.cer,.crt,.cert,.txt" onText={(text) => void read(text)} />
        <TextField
          name="certificates"
          label="Or paste X.509 certificates"
          hint="In PEM format; several one below another."
          value={pem}
          onChange={setPem}
          lines={6}
          required
        />
        <TroubleNotice trouble={shown} rest={rest} />
        {!found && (
          <div>
            <Button type="submit" busy={preview.busy}>
              Check the certificates
            </Button>
          </div>
        )}
      </Form>
      {found && (
        <Review busy={busy} onSave={save}>
          <CertificateList certificates={found.certificates} />
        </Review>
      )}
    </Stack>
  );
}

function Review({ children, busy, onSave }: { children: ReactNode; busy: boolean; onSave: () => void }) {
  return (
    <Stack>
      <div role="status">
        <Stack>
          <h3>Compare this with your identity provider</h3>
          {children}
        </Stack>
      </div>
      <Row>
        <Button look="primary" busy={busy} onClick={onSave}>
          Save and continue
        </Button>
      </Row>
    </Stack>
  );
}
