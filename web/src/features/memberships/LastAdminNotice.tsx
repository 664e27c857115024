import { Alert } from '../../ui/Notice';

/** Why the last active admin stays one, and what to do first. */
export function LastAdminNotice({ name, organization }: { name: string; organization: string }) {
  return (
    <Alert tone="bad">
      <p>
        <strong>
          {name} is the last active admin of {organization}.
        </strong>
      </p>
      <p>
        An organization keeps at least one, or nobody in it could manage its members and connections any more. Nothing
        was changed. Make another active member an admin first, then try again.
      </p>
    </Alert>
  );
}
