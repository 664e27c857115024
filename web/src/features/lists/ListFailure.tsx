import type { CombinedError } from 'urql';

import { isMalformedCursor, troubleOfRequest } from '../../api/problems';
import { Failure } from '../../ui/Failure';
import type { Address } from './address';

interface ListFailureProps {
  readonly error: CombinedError;
  readonly address: Pick<Address, 'change'>;
  readonly onRetry: () => void;
}

/** In place of a list that could not be loaded; from a page that it does not have to its first, under the same conditions. */
export function ListFailure({ error, address, onRetry }: ListFailureProps) {
  return isMalformedCursor(error) ? (
    <Failure
      message="The address leads to no page of this list in this order."
      action="Go to the first page"
      onRetry={() => address.change({})}
    />
  ) : (
    <Failure message={troubleOfRequest(error).message} onRetry={onRetry} />
  );
}
