import { Link } from 'wouter';

import { Soft } from '../../ui/layout';
import { Heading } from '../../ui/Notice';

export function NotFoundPage() {
  return (
    <>
      <Heading>There is no such page</Heading>
      <Soft>
        The address may be mistyped. <Link href="/">Go to the start</Link>.
      </Soft>
    </>
  );
}
