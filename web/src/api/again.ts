import { type Exchange, makeOperation, type Operation } from 'urql';
import { filter, makeSubject, map, merge, pipe, share } from 'wonka';

/**
 * What was asked before a change was answered is asked again, and its answer, perhaps of before the change, passed over.
 *
 * The cache asks again only for what it has by then.
 */
export const againAfterChanges: Exchange =
  ({ forward }) =>
  (operations) => {
    const again = makeSubject<Operation>();
    let changes = 0;
    const dated = (operation: Operation) =>
      operation.kind === 'query' ? makeOperation('query', operation, { ...operation.context, changes }) : operation;
    return pipe(
      merge([operations, again.source]),
      map(dated),
      share,
      forward,
      filter(({ operation }) => {
        if (operation.kind === 'mutation') changes += 1;
        const isOld = operation.kind === 'query' && operation.context['changes'] !== changes;
        if (isOld) again.next(operation);
        return !isOld;
      }),
    );
  };
