import { Link } from 'wouter';

import { type FragmentOf, graphql, readFragment } from '../../api/graphql';
import { useOperation } from '../../api/operations';
import { Button } from '../../ui/Button';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { Card, Row, Soft, Stack } from '../../ui/layout';
import { Alert } from '../../ui/Notice';
import { Subheading } from '../../ui/Subheading';
import { useParent } from '../embedding/context';
import { stepOf } from './steps';
import { DeleteConnection, DisableConnection, EnableConnection, MISSING } from './switching';
import { TroubleNotice } from './TroubleNotice';

export const EnableFields = graphql(`
  fragment EnableStep on IdentityProvider {
    id
    version
    displayName
    status
    enabled
  }
`);

const EXPLAINED = {
  VERSION_CONFLICT: 'Somebody else has changed this connection meanwhile. Nothing was overwritten: look at it as it is now, and try again.',
};

interface EnableStepProps {
  readonly connection: FragmentOf<typeof EnableFields>;
  /** It has another version by now, which is about to be read. */
  readonly isOld: boolean;
  /** Told the version it has since. */
  readonly onSwitched: (version: number) => void;
  /** Nothing was done, and what is shown may be old. */
  readonly onRefused: () => void;
  readonly onDeleted: () => void;
}

/** The last step: people sign in with the connection, or no longer do. */
export function EnableStep({ connection, isOld, onSwitched, onRefused, onDeleted }: EnableStepProps) {
  const { id, version, displayName, status, enabled } = readFragment(EnableFields, connection);
  const parent = useParent();
  const enabling = useOperation(EnableConnection);
  const disabling = useOperation(DisableConnection);
  const deleting = useOperation(DeleteConnection);
  const trouble = enabling.trouble ?? disabling.trouble ?? deleting.trouble;
  const missing = trouble?.missing ?? [];
  const input = { id, expectedVersion: version };
  const clear = () => [enabling, disabling, deleting].forEach((each) => each.clear());
  const change = async (switching: typeof enabling | typeof disabling, type: 'sso-enabled' | 'sso-disabled') => {
    clear();
    const now = await switching.run({ input });
    if (!now) return onRefused();
    onSwitched(now.version);
    parent.tell({ type, connectionId: id });
  };
  const enable = () => change(enabling, 'sso-enabled');
  const disable = () => change(disabling, 'sso-disabled');
  const remove = async () => {
    clear();
    if (!(await deleting.run({ input }))) return onRefused();
    if (enabled) parent.tell({ type: 'sso-disabled', connectionId: id });
    onDeleted();
  };
  return (
    <Stack gap="loose">
      <Card>
        <Subheading level={2} initially={false}>
          {enabled ? 'Single sign-on is enabled' : 'Enable single sign-on'}
        </Subheading>
        {missing.length === 0 && !isOld && <State enabled={enabled} ready={status === 'COMPLETED'} />}
        <TroubleNotice trouble={trouble} explained={EXPLAINED}>
          {missing.length > 0 && (
            <ul>
              {missing.map((setting) => (
                <li key={setting}>
                  <Link href={`/connections/${id}/${stepOf(setting)}`}>{MISSING[setting] ?? setting}</Link>
                </li>
              ))}
            </ul>
          )}
        </TroubleNotice>
        <Row>
          {enabled ? (
            <ConfirmDialog action="Disable" title={`Disable ${displayName}?`} busy={isOld} onConfirm={disable}>
              <p>Nobody can sign in through it until it is enabled again. Its settings stay.</p>
            </ConfirmDialog>
          ) : (
            <Button look="primary" busy={isOld || enabling.busy} onClick={() => void enable()}>
              Enable
            </Button>
          )}
        </Row>
      </Card>
      <Card>
        <h2>Delete this connection</h2>
        <Soft>Its settings are lost. To use it again, set it up anew.</Soft>
        <div>
          <ConfirmDialog action="Delete" title={`Delete ${displayName}?`} busy={isOld} onConfirm={remove}>
            <p>{enabled ? 'Nobody can sign in through it any more. ' : ''}This cannot be undone.</p>
          </ConfirmDialog>
        </div>
      </Card>
    </Stack>
  );
}

function State({ enabled, ready }: { enabled: boolean; ready: boolean }) {
  if (enabled) return <Alert tone="good">Your people can sign in through this connection.</Alert>;
  if (ready) return <Soft>Everything is filled in. Once enabled, your people can sign in through this connection.</Soft>;
  return <Alert tone="warn">Something is still missing. Finish the steps before this one.</Alert>;
}
