import { CopyField } from '../../ui/CopyField';
import styles from './Guide.module.css';
import type { Mapping } from './providers';

/** What a guide's steps put in their places. */
export interface SamlValues {
  readonly acsUrl: string;
  readonly entityId: string;
  readonly mapping: Mapping;
}
export interface OidcValues {
  readonly redirectUri: string;
}

/** The values of one step, each under the name the provider gives it. */
export function Values({ of }: { of: Readonly<Record<string, string>> }) {
  return (
    <div className={styles['values']}>
      {Object.entries(of).map(([label, value]) => (
        <CopyField key={label} label={label} value={value} />
      ))}
    </div>
  );
}

/** The attributes to send, with what of the person each is to hold. */
export function Attributes({ mapping, sources }: { mapping: Mapping; sources: Mapping }) {
  return (
    <table className={styles['table']}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Value</th>
        </tr>
      </thead>
      <tbody>
        {Object.entries(mapping).map(([ours, theirs]) => (
          <tr key={ours}>
            <td>
              <code>{theirs}</code>
            </td>
            <td>
              <code>{Object.hasOwn(sources, ours) ? sources[ours] : ours}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
