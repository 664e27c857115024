import { useState } from 'react';

import { Button } from '../../ui/Button';
import { Form, TextField } from '../../ui/Form';
import { Alert } from '../../ui/Notice';
import type { Refusal } from './session';

const EXPLAINED: Readonly<Record<Exclude<Refusal, 'UNREACHABLE'> | 'EMPTY', string>> = {
  EMPTY: 'Give an API key or a token.',
  UNKNOWN: 'This credential is not known, has expired or was revoked.',
  PORTAL_SESSION: 'This is the token of a portal session. It opens the Admin Portal only.',
  NO_ORGANIZATION: 'This token names no organization that its user is an active member of.',
  NO_PERMISSION: 'This credential lacks the permission organizations:read, which the dashboard needs.',
};

/** Asks for an API key or a member's token; a password manager may keep and fill it. */
export function SignInForm({ onSignIn }: { onSignIn: (credential: string) => Promise<Refusal | null> }) {
  const [credential, setCredential] = useState('');
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | 'EMPTY' | null>(null);
  const submit = async () => {
    const given = credential.trim().replace(/^Bearer\s+/iu, '');
    if (given === '') {
      setRefusal('EMPTY');
      return;
    }
    setBusy(true);
    setRefusal(null);
    const answer = await onSignIn(given);
    setBusy(false);
    setRefusal(answer);
  };
  const errors = refusal === null || refusal === 'UNREACHABLE' ? {} : { credential: [EXPLAINED[refusal]] };
  return (
    <Form errors={errors} onSubmit={() => void submit()}>
      <TextField
        name="credential"
        type="password"
        autoComplete="current-password"
        label="API key or token"
        hint="An API key begins with gwk_. A member signs in with the token of your identity provider."
        value={credential}
        onChange={setCredential}
        required
        takesFocus
      />
      {refusal === 'UNREACHABLE' && (
        <Alert tone="bad">
          <p>The gateway could not be reached. Check your connection and try again.</p>
        </Alert>
      )}
      <Button look="primary" type="submit" busy={busy}>
        Sign in
      </Button>
    </Form>
  );
}
