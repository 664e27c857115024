import { graphql } from '../../api/graphql';
import { useOperation } from '../../api/operations';
import { byField, ProblemDetails } from '../../api/problems';
import { Button } from '../../ui/Button';
import { FileField, Form, TextField } from '../../ui/Form';
import { Facts, Stack } from '../../ui/layout';
import { Alert } from '../../ui/Notice';
import { RestoredNotice, useDraft } from '../drafts/drafts';
import { day, useNow } from '../session/time';
import { CertificateFields, CertificateList } from './CertificateDetails';
import { type Editing, useSavingSaml } from './editing';
import { usePreview } from './preview';
import { Review } from './Review';
import { TroubleNotice } from './TroubleNotice';

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

const MINUTE = 60_000;
const LABELS = { idpMetadataXml: 'The document' };

/** The identity provider's values by its metadata document. */
export function MetadataForm({ editing }: { editing: Editing }) {
  const draft = useDraft(`${editing.id}/metadata`, { xml: '' });
  const { xml } = draft.value;
  const parsing = useOperation(PreviewSamlMetadata, 'query');
  const preview = usePreview(xml, (idpMetadataXml) => parsing.run({ idpMetadataXml }));
  const saving = useSavingSaml(editing);
  const trouble = parsing.trouble ?? saving.trouble;
  const { errors, rest } = byField(trouble?.faults ?? [], LABELS);
  const { found } = preview;
  const change = (text: string) => draft.change({ xml: text });
  const save = async () => {
    if (await saving.save({ idpMetadataXml: xml })) draft.forget();
  };
  return (
    <Stack>
      <RestoredNotice draft={draft} />
      <Form errors={errors} onSubmit={() => void preview.read(xml)}>
        <FileField label="Upload the metadata file" accept=".xml,application/xml,text/xml" onText={change} />
        <TextField name="idpMetadataXml" label="Or paste the metadata" value={xml} onChange={change} lines={5} />
        <TroubleNotice trouble={trouble} rest={rest} />
        {!found && (
          <div>
            <Button look="primary" type="submit" busy={parsing.busy}>
              Check the metadata
            </Button>
          </div>
        )}
      </Form>
      {found && (
        <Review busy={saving.busy} onSave={() => void save()}>
          {found.validUntil !== null && <Validity until={found.validUntil} />}
          <Facts of={[['Entity ID', found.entityId], ['Sign-on URL', found.ssoUrl], ['Sign-out URL', found.sloUrl]]} />
          <CertificateList certificates={found.certificates} />
        </Review>
      )}
    </Stack>
  );
}

function Validity({ until }: { until: string }) {
  return Date.parse(until) < useNow(MINUTE) ? (
    <Alert tone="warn">This document was valid until {day(until)} only. Get a new one from your identity provider.</Alert>
  ) : (
    <Facts of={[['Document valid until', day(until)]]} />
  );
}
