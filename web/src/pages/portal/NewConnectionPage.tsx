import { Link, useLocation } from 'wouter';

import { NewConnection } from '../../features/connections/NewConnection';
import { Card } from '../../ui/layout';
import { Heading } from '../../ui/Notice';
import { useStillHere } from '../../ui/stillHere';

export function NewConnectionPage({ organizationId }: { organizationId: string }) {
  const [, goTo] = useLocation();
  const isHere = useStillHere();
  return (
    <>
      <p>
        <span aria-hidden="true">← </span>
        <Link href="/">Single sign-on</Link>
      </p>
      <Heading>Connect an identity provider</Heading>
      <Card>
        <NewConnection
          organizationId={organizationId}
          onMade={(id) => isHere() && goTo(`/connections/${id}/attributes`, { replace: true })}
        />
      </Card>
    </>
  );
}
