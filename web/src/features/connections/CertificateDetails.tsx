import { type FragmentOf, graphql, readFragment } from '../../api/graphql';
import { Facts, Stack } from '../../ui/layout';
import { Badge } from '../../ui/Notice';
import { day } from '../session/time';
import styles from './CertificateDetails.module.css';
import { health } from './health';

export const CertificateFields = graphql(`
  fragment CertificateDetails on Certificate {
    subject
    issuer
    fingerprintSha256
    notBefore
    notAfter
    daysLeft
    status
    weaknesses
    keyAlgorithm
    keySizeBits
  }
`);

type CertificateFragment = FragmentOf<typeof CertificateFields>;

const WEAKNESSES: Readonly<Record<string, string>> = {
  WEAK_KEY: 'Its key is weaker than RSA with 2048 bits.',
  SHA1_SIGNATURE: 'It is signed with SHA-1, which is broken.',
  MD5_SIGNATURE: 'It is signed with MD5, which is broken.',
};

/** Certificates as an administrator compares them with the identity provider's console. */
export function CertificateList({ certificates }: { certificates: readonly CertificateFragment[] }) {
  return (
    <ul className={styles['list']}>
      {certificates.map((each) => {
        const certificate = readFragment(CertificateFields, each);
        const { tone, text } = health(certificate.status, certificate.daysLeft);
        return (
          <li key={certificate.fingerprintSha256} className={styles['certificate']}>
            <Stack gap="tight">
              <div>
                <Badge tone={tone}>{text}</Badge>
              </div>
              <Facts
                of={[
                  ['Subject', certificate.subject || 'nobody'],
                  ['Issuer', certificate.issuer === certificate.subject ? null : certificate.issuer],
                  ['Valid', `${day(certificate.notBefore)} to ${day(certificate.notAfter)}`],
                  ['Key', `${certificate.keyAlgorithm}, ${certificate.keySizeBits} bits`],
                  ['SHA-256 fingerprint', <code key="fingerprint">{certificate.fingerprintSha256}</code>],
                ]}
              />
              {certificate.weaknesses.map((weakness) =>
                WEAKNESSES[weakness] === undefined ? null : <p key={weakness}>{WEAKNESSES[weakness]}</p>,
              )}
            </Stack>
          </li>
        );
      })}
    </ul>
  );
}
