import { type FragmentOf, graphql, readFragment } from '../../api/graphql';
import { Card, Facts } from '../../ui/layout';
import { momentOf } from '../session/time';

export const UserDetailsFields = graphql(`
  fragment UserDetails on User {
    id
    email
    externalId
    givenName
    familyName
    metadata
    createdAt
    updatedAt
  }
`);

/** What is known of a user, whatever the organization. */
export function UserDetails({ user }: { user: FragmentOf<typeof UserDetailsFields> }) {
  const { id, email, externalId, givenName, familyName, metadata, createdAt, updatedAt } = readFragment(UserDetailsFields, user);
  return (
    <>
      <Card>
        <h2>Identity</h2>
        <Facts
          of={[
            ['E-mail', email],
            ['Given name', givenName],
            ['Family name', familyName],
            ['ID', <code key="id">{id}</code>],
            ['External ID', externalId === null ? null : <code key="external">{externalId}</code>],
            ['Created', momentOf(createdAt)],
            ['Changed', momentOf(updatedAt)],
          ]}
        />
      </Card>
      {Object.keys(metadata).length > 0 && (
        <Card>
          <h2>Metadata</h2>
          <Facts of={Object.entries(metadata)} />
        </Card>
      )}
    </>
  );
}
