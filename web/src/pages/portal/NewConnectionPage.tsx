import { Link, useLocation } from 'wouter';

import { NewConnection } from '../../features/connections/NewConnection';
import { Card } from '../../ui/layout';
import { Heading } from '../../ui/Notice';

export function NewConnectionPage({ organizationId }: { organizationId: string }) {
  const [, goTo] = useLocation();
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
          onMade={(id) => goTo(`/connections/${id}/attributes`, { replace: true })}
        />
      </Card>
    </>
  );
}
