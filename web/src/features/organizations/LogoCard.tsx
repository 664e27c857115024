import { useRef, useState } from 'react';

import { type FragmentOf, graphql, readFragment } from '../../api/graphql';
import { useOperation } from '../../api/operations';
import { byField, ProblemDetails } from '../../api/problems';
import { Button } from '../../ui/Button';
import { Card, Row, Soft, Stack } from '../../ui/layout';
import { isForeign, Marked } from '../../ui/Mark';
import { FieldError } from '../../ui/Pairs';
import { ProblemNotice } from '../problems/ProblemNotice';
import { faultOfPicture, PICTURE_TYPES } from './picture';

export const LogoFields = graphql(`
  fragment LogoCard on Organization {
    id
    version
    displayName
    logoUrl
  }
`);

const UploadLogo = graphql(
  `
    mutation UploadLogo($input: UploadOrganizationLogoInput!) {
      uploadOrganizationLogo(input: $input) {
        __typename
        ... on Organization {
          ...LogoCard
        }
        ...ProblemDetails
      }
    }
  `,
  [LogoFields, ProblemDetails],
);

const RemoveLogo = graphql(
  `
    mutation RemoveLogo($input: UpdateOrganizationInput!) {
      updateOrganization(input: $input) {
        __typename
        ... on Organization {
          ...LogoCard
        }
        ...ProblemDetails
      }
    }
  `,
  [LogoFields, ProblemDetails],
);

const EXPLAINED: Readonly<Record<string, string>> = {
  VERSION_CONFLICT: 'The organization was changed meanwhile. Look at it as it is now, and try again.',
};

interface LogoCardProps {
  readonly organization: FragmentOf<typeof LogoFields>;
  readonly mayChange: boolean;
  /** The organization has another version than the one in sight. */
  readonly onStale: () => void;
}

/** The logo: shown where we serve it ourselves, named where somebody else does. */
export function LogoCard({ organization, mayChange, onStale }: LogoCardProps) {
  const { id, version, displayName, logoUrl } = readFragment(LogoFields, organization);
  const uploading = useOperation(UploadLogo);
  const removing = useOperation(RemoveLogo);
  const [unfit, setUnfit] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const uploadButton = useRef<HTMLButtonElement>(null);
  const trouble = uploading.trouble ?? removing.trouble;
  const { errors, rest } = byField(trouble?.faults ?? [], { file: 'The picture' });
  const upload = async (file: File) => {
    const fault = faultOfPicture(file);
    removing.clear();
    uploading.clear();
    setUnfit(fault);
    if (fault === null && !(await uploading.run({ input: { organizationId: id, file, expectedVersion: version } }))) onStale();
  };
  const remove = async () => {
    uploading.clear();
    setUnfit(null);
    const focused = document.activeElement;
    if (!(await removing.run({ input: { id, logoUrl: null, expectedVersion: version } }))) onStale();
    else if (document.activeElement === focused) uploadButton.current?.focus(); // there is nothing to remove any more
  };
  return (
    <Card>
      <h2>Logo</h2>
      <Marked name={displayName} logoUrl={logoUrl} size="large">
        <Stack gap="tight">
          {logoUrl !== null && isForeign(logoUrl) ? (
            <Soft>
              Served by somebody else, and so not shown:{' '}
              <a href={logoUrl} target="_blank" rel="noreferrer">
                {new URL(logoUrl).host}
              </a>
            </Soft>
          ) : (
            <Soft>{logoUrl === null ? 'None yet; the initials stand for it.' : 'Shown in the Admin Portal.'}</Soft>
          )}
        </Stack>
      </Marked>
      {mayChange && (
        <>
          <Soft>PNG, JPEG or WebP, up to 512 KB.</Soft>
          <input
            ref={input}
            type="file"
            hidden
            aria-label="Logo"
            accept={PICTURE_TYPES.join(',')}
            onChange={(event) => {
              const [file] = event.target.files ?? [];
              event.target.value = '';
              if (file) void upload(file);
            }}
          />
          <Row>
            <Button ref={uploadButton} busy={uploading.busy} onClick={() => input.current?.click()}>
              {logoUrl === null ? 'Upload a logo' : 'Replace the logo'}
            </Button>
            {logoUrl !== null && (
              <Button look="quiet" busy={removing.busy} onClick={() => void remove()}>
                Remove
              </Button>
            )}
          </Row>
          {[...(unfit === null ? [] : [unfit]), ...(errors['file'] ?? [])].map((text) => (
            <FieldError key={text}>{text}</FieldError>
          ))}
        </>
      )}
      <ProblemNotice trouble={trouble} rest={rest} explained={EXPLAINED} />
    </Card>
  );
}
