import type { TypedDocumentNode } from '@urql/core';
import { Link } from 'wouter';

import type { Trouble } from '../../api/problems';
import { Alert } from '../../ui/Notice';
import { useOrganizationRights } from '../organizations/rights';
import { useLinkRights } from '../portal-links/rights';
import { ActionDialog } from '../problems/ActionDialog';
import { DeleteConnection, DisableConnection, EnableConnection, MISSING } from './switching';

export type ConnectionAction = 'enable' | 'disable' | 'delete';

const EXPLAINED: Readonly<Record<string, string>> = {
  VERSION_CONFLICT: 'Somebody else has changed this connection meanwhile. Nothing was overwritten: close this, look at it as it is now, and try again.',
  NOT_FOUND: 'This connection is no longer there: somebody has deleted it.',
};

const DOCUMENTS: Readonly<Record<ConnectionAction, TypedDocumentNode<object, { input: { id: string; expectedVersion: number } }>>> = {
  enable: EnableConnection,
  disable: DisableConnection,
  delete: DeleteConnection,
};

const WORDS = {
  enable: {
    action: 'Enable',
    done: 'was enabled',
    text: 'The organization’s people sign in with it from now on.',
  },
  disable: {
    action: 'Disable',
    done: 'was disabled',
    text: 'Nobody can sign in through it until it is enabled again. Its settings stay.',
  },
  delete: {
    action: 'Delete',
    done: 'was deleted',
    text: 'Its settings are lost, and nobody can sign in through it any more. The administrator would have to set it up anew.',
  },
} as const;

interface ConnectionDialogProps {
  readonly connection: { readonly id: string; readonly version: number; readonly displayName: string };
  readonly organizationId: string;
  readonly action: ConnectionAction;
  /** Told what was done, in words. */
  readonly onDone: (said: string) => void;
  /** The connection may be another by now. */
  readonly onStale: () => void;
  readonly onClose: () => void;
}

/** Asks before a connection is switched or deleted. */
export function ConnectionDialog({ connection, organizationId, action, onDone, onStale, onClose }: ConnectionDialogProps) {
  const { id, version, displayName } = connection;
  const words = WORDS[action];
  return (
    <ActionDialog
      title={`${words.action} ${displayName}?`}
      action={words.action}
      danger={action !== 'enable'}
      document={DOCUMENTS[action]}
      input={{ id, expectedVersion: version }}
      explained={EXPLAINED}
      instead={cannotEnable(organizationId)}
      onDone={() => onDone(`${displayName} ${words.done}`)}
      onStale={onStale}
      onClose={onClose}
    >
      <p>{words.text}</p>
    </ActionDialog>
  );
}

const UNFIT: ReadonlySet<string> = new Set(['FEATURE_OFF', 'CONNECTION_INCOMPLETE']);

function cannotEnable(organizationId: string) {
  return (trouble: Trouble) =>
    UNFIT.has(trouble.code) ? <CannotEnable trouble={trouble} organizationId={organizationId} /> : undefined;
}

/** Why a connection cannot be enabled yet, and where that is changed, for who may. */
function CannotEnable({ trouble, organizationId }: { trouble: Trouble; organizationId: string }) {
  const base = `/organizations/${organizationId}`;
  const { mayWriteAll } = useOrganizationRights();
  const { mayMake } = useLinkRights();
  if (trouble.code === 'FEATURE_OFF')
    return (
      <Alert tone="bad">
        <p>
          Single sign-on is switched off for this organization.{' '}
          {mayWriteAll ? (
            <>
              Switch it on among its <Link href={base}>features</Link> first.
            </>
          ) : (
            'Whoever runs the application can switch it on.'
          )}
        </p>
      </Alert>
    );
  return (
    <Alert tone="bad">
      <p>It is not complete yet. Missing: {trouble.missing.map((setting) => MISSING[setting] ?? setting).join(', ')}.</p>
      <p>
        The organization’s administrator fills it in, in the Admin Portal
        {mayMake && (
          <>
            : <Link href={`${base}/portal-links?new=yes`}>generate a portal link</Link>
          </>
        )}
        .
      </p>
    </Alert>
  );
}
