import { useQuery } from 'urql';
import { Link } from 'wouter';

import { graphql } from '../../api/graphql';
import { troubleOfRequest } from '../../api/problems';
import { useMay } from '../../features/caller/context';
import { BackToList } from '../../features/lists/BackToList';
import { UserDetails, UserDetailsFields } from '../../features/users/UserDetails';
import { UserMemberships } from '../../features/users/UserMemberships';
import { Columns } from '../../ui/Columns';
import { Failure } from '../../ui/Failure';
import { Soft } from '../../ui/layout';
import { Mark } from '../../ui/Mark';
import { Heading, Loading } from '../../ui/Notice';
import { PageHead } from '../../ui/Shell';

const UserQuery = graphql(
  `
    query User($id: ID!) {
      user(by: { id: $id }) {
        id
        name
        email
        ...UserDetails
      }
    }
  `,
  [UserDetailsFields],
);

/** One user, with all memberships. */
export function UserPage({ id }: { id: string }) {
  const mayReadMemberships = useMay('memberships:read');
  const [{ data, error }, again] = useQuery({ query: UserQuery, variables: { id }, requestPolicy: 'cache-and-network' });
  if (error && !data)
    return <Failure message={troubleOfRequest(error).message} onRetry={() => again({ requestPolicy: 'network-only' })} />;
  if (!data) return <Loading what="the user" />;
  if (!data.user)
    return (
      <>
        <Heading>This user is not there</Heading>
        <Soft>
          It may have been deleted, or the address is mistyped. <Link href="/users">Look for users</Link>.
        </Soft>
      </>
    );
  const name = data.user.name ?? data.user.email;
  return (
    <>
      <BackToList path="/users">Users</BackToList>
      <PageHead>
        <Mark name={name} logoUrl={null} />
        <Heading of={id}>{name}</Heading>
      </PageHead>
      <Columns aside={<UserDetails user={data.user} />}>
        <h2>Memberships</h2>
        {mayReadMemberships ? <UserMemberships userId={id} /> : <Soft>Your key may not read memberships.</Soft>}
      </Columns>
    </>
  );
}
