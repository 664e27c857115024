import { type FragmentOf, graphql, readFragment } from '../../api/graphql';
import { useOperation } from '../../api/operations';
import { byField, ProblemDetails } from '../../api/problems';
import { Button } from '../../ui/Button';
import { FileField, Form, TextField } from '../../ui/Form';
import { Stack } from '../../ui/layout';
import { RestoredNotice, useDraft } from '../drafts/drafts';
import { CertificateFields, CertificateList } from './CertificateDetails';
import { certificateText } from './certificateText';
import { type Editing, useSavingSaml } from './editing';
import { usePreview } from './preview';
import { Review } from './Review';
import { TroubleNotice } from './TroubleNotice';

export const ByHandFields = graphql(`
  fragment ByHandForm on SamlIdentityProvider {
    idpEntityId
    ssoUrl
    sloUrl
    certificates {
      pem
    }
  }
`);

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

const LABELS = {
  idpEntityId: 'The entity ID',
  ssoUrl: 'The sign-on URL',
  sloUrl: 'The sign-out URL',
  certificates: 'The text',
  certificate: 'The text',
};

interface ByHandFormProps {
  readonly connection: FragmentOf<typeof ByHandFields>;
  readonly editing: Editing;
}

/** The identity provider's values, one by one. */
export function ByHandForm({ connection, editing }: ByHandFormProps) {
  const saved = readFragment(ByHandFields, connection);
  const draft = useDraft(`${editing.id}/by-hand`, {
    idpEntityId: saved.idpEntityId ?? '',
    ssoUrl: saved.ssoUrl ?? '',
    sloUrl: saved.sloUrl ?? '',
    pem: saved.certificates.map(({ pem }) => pem).join(''),
  });
  const { idpEntityId, ssoUrl, sloUrl, pem } = draft.value;
  const parsing = useOperation(PreviewCertificate, 'query');
  const preview = usePreview(pem, (certificate) => parsing.run({ certificate }));
  const saving = useSavingSaml(editing);
  const trouble = parsing.trouble ?? saving.trouble;
  const { errors, rest } = byField(trouble?.faults ?? [], LABELS);
  const ofText = [...(errors['certificate'] ?? []), ...(errors['certificates'] ?? [])];
  const changeText = (text: string) => draft.change({ pem: text });
  const save = async () => {
    if (await saving.save({ idpEntityId, ssoUrl, sloUrl: sloUrl || null, certificates: [pem] })) draft.forget();
  };
  return (
    <Stack>
      <RestoredNotice draft={draft} />
      <Form errors={{ ...errors, certificates: ofText }} onSubmit={() => void preview.read(pem)}>
        <TextField
          name="idpEntityId"
          label="Entity ID"
          hint="Also called issuer."
          value={idpEntityId}
          onChange={(value) => draft.change({ idpEntityId: value })}
          required
        />
        <TextField
          name="ssoUrl"
          label="Sign-on URL"
          hint="Also called SSO URL or login URL."
          type="url"
          value={ssoUrl}
          onChange={(value) => draft.change({ ssoUrl: value })}
          required
        />
        <TextField
          name="sloUrl"
          label="Sign-out URL"
          hint="May be left empty."
          type="url"
          value={sloUrl}
          onChange={(value) => draft.change({ sloUrl: value })}
        />
        <FileField
          label="Upload an X.509 certificate"
          accept=".pem,.cer,.crt,.cert,.der,.txt"
          read={certificateText}
          onText={changeText}
        />
        <TextField
          name="certificates"
          label="Or paste X.509 certificates"
          hint="In PEM format; several one below another."
          value={pem}
          onChange={changeText}
          lines={6}
          required
        />
        <TroubleNotice trouble={trouble} rest={rest} saving={saving} onTakeTheirs={draft.discard} />
        {!preview.found && (
          <div>
            <Button look="primary" type="submit" busy={parsing.busy}>
              Check the certificates
            </Button>
          </div>
        )}
      </Form>
      {preview.found && (
        <Review busy={saving.busy} onSave={() => void save()}>
          <CertificateList certificates={preview.found.certificates} />
        </Review>
      )}
    </Stack>
  );
}
