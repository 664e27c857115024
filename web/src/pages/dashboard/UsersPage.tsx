import { UserList } from '../../features/users/UserList';
import { Heading } from '../../ui/Notice';
import { PageHead } from '../../ui/Shell';

export function UsersPage() {
  return (
    <>
      <PageHead>
        <Heading>Users</Heading>
      </PageHead>
      <UserList />
    </>
  );
}
