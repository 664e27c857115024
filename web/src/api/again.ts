import { type Exchange, makeOperation, type Operation } from 'urql';
import { filter, makeSubject, map, merge, pipe } from 'wonka';

/**
 * A query's data is dropped, and asked for again, if a mutation was answered after the query was sent: it may be old.
 *
 * The cache asks again only for what it has by then.
 */
export const againAfterChanges: Exchange =
  ({ forward }) =>
  (operations) => {
    const again = makeSubject<Operation>();
    /** By a query's key: how many changes there had been when it was last sent. */
    const sent = new Map<number, number>();
    let changes = 0;
    const dated = (operation: Operation) => {
      if (operation.kind === 'teardown') sent.delete(operation.key);
      if (operation.kind !== 'query') return operation;
      sent.set(operation.key, changes);
      return makeOperation('query', operation, { ...operation.context, changes });
    };
    return pipe(
      merge([operations, again.source]),
      map(dated),
      forward,
      filter(({ operation, data }) => {
        if (operation.kind === 'mutation') changes += 1;
        if (operation.kind !== 'query' || !data || operation.context['changes'] === changes) return true;
        if (sent.get(operation.key) !== changes) again.next(operation);
        return false;
      }),
    );
  };
