import type { ReactNode } from 'react';

import styles from './Guide.module.css';
import type { OidcValues, SamlValues } from './pieces';
import type { Provider } from './providers';
import { OIDC_GUIDES, SAML_GUIDES } from './texts';

/** How to set up a SAML application at the identity provider, with our values to paste. */
export function SamlGuide({ provider, values }: { provider: Provider; values: SamlValues }) {
  return <Steps steps={(SAML_GUIDES[provider] ?? SAML_GUIDES.CUSTOM)(values)} />;
}

/** How to set up an OpenID Connect application at the identity provider, with our values to paste. */
export function OidcGuide({ provider, values }: { provider: Provider; values: OidcValues }) {
  return <Steps steps={(OIDC_GUIDES[provider] ?? OIDC_GUIDES.CUSTOM)(values)} />;
}

function Steps({ steps }: { steps: readonly ReactNode[] }) {
  return (
    <ol className={styles['steps']}>
      {steps.map((step, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a guide's steps never change places
        <li key={index}>{step}</li>
      ))}
    </ol>
  );
}
