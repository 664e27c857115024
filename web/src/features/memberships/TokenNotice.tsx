import { CopyField } from '../../ui/CopyField';
import { Soft } from '../../ui/layout';
import { Alert } from '../../ui/Notice';

/** What to do with an invitation that was just made: the gateway itself sends no mail. */
export function TokenNotice({ email, token }: { email: string; token: string | null }) {
  if (token === null)
    return (
      <p>
        {email} is invited. Your application&#39;s server hands the invitation on.
      </p>
    );
  return (
    <>
      <Alert tone="good">
        <p>{email} is invited for 15 days.</p>
      </Alert>
      <Soft>
        The gateway sends no mail: your application does, and accepts with this token once it knows that the address is
        theirs (<code>acceptInvitation</code>). The token is shown this once.
      </Soft>
      <CopyField label="Invitation token" value={token} />
    </>
  );
}
