import type { CombinedError } from 'urql';

import { isMalformedCursor, troubleOfRequest } from '../../api/problems';
import { Failure } from '../../ui/Failure';
import { focusContent } from '../../ui/focus';
import type { Address } from './address';

interface ListFailureProps {
  readonly error: CombinedError;
  readonly address: Pick<Address, 'change'>;
  readonly onRetry: () => void;
}

/** In place of a list that could not be loaded; from a page that it does not have to its first, under the same conditions. */
export function ListFailure({ error, address, onRetry }: ListFailureProps) {
  const [message, action, act] = isMalformedCursor(error)
    ? (['The address leads to no page of this list in this order.', 'Go to the first page', () => address.change({})] as const)
    : ([troubleOfRequest(error).message, 'Try again', onRetry] as const);
  const actAndReadOn = () => {
    act();
    focusContent();
  };
  return <Failure message={message} action={action} onRetry={actAndReadOn} />;
}
