import { type FragmentOf, graphql, readFragment, type ResultOf } from '../../api/graphql';
import { clock, day } from '../session/time';
import { changesOf, nameIn } from './changes';
import styles from './EventList.module.css';
import { actorOf, typeOf } from './types';

export const EventItemFields = graphql(`
  fragment EventItem on Event {
    id
    sequence
    type
    actorType
    actorId
    subjectId
    before
    after
    createdAt
  }
`);

type Item = ResultOf<typeof EventItemFields>;

interface EventListProps {
  /** Newest first. */
  readonly events: readonly FragmentOf<typeof EventItemFields>[];
  /** Ids of those that came while one was looking. */
  readonly arrived: ReadonlySet<string>;
}

/** What has happened, day by day. */
export function EventList({ events, arrived }: EventListProps) {
  const days = new Map<string, Item[]>();
  for (const each of events) {
    const event = readFragment(EventItemFields, each);
    const name = day(event.createdAt);
    days.set(name, [...(days.get(name) ?? []), event]);
  }
  return [...days].map(([name, items]) => (
    <section key={name} aria-label={name}>
      <h2 className={styles['day']}>{name}</h2>
      <ol className={styles['list']}>
        {items.map((event) => (
          <li key={event.id} className={`${styles['event']} ${arrived.has(event.id) ? styles['new'] : ''}`}>
            <Event event={event} />
          </li>
        ))}
      </ol>
    </section>
  ));
}

function Event({ event }: { event: Item }) {
  const { type, before, after, subjectId, actorType, actorId, createdAt, sequence } = event;
  const { text, tone } = typeOf(type);
  return (
    <details>
      <summary className={styles['summary']}>
        <span className={`${styles['dot']} ${styles[tone] ?? ''}`} aria-hidden="true" />
        <span className={styles['what']}>
          <strong>{text}</strong> {nameIn(before, after) ?? subjectId}
        </span>{' '}
        <span className={styles['by']}>
          by {actorOf(actorType)}, <time dateTime={createdAt}>{clock(createdAt)}</time>
        </span>
      </summary>
      <div className={styles['content']}>
        <Changes before={before} after={after} />
        <p className={styles['foot']}>
          <span>{type}</span>
          <code>{subjectId}</code>
          {actorId !== null && (
            <span>
              by <code>{actorId}</code>
            </span>
          )}
          {sequence !== null && <span>No. {sequence}</span>}
        </p>
      </div>
    </details>
  );
}

/** What was changed, as it was and as it is. */
function Changes({ before, after }: Pick<Item, 'before' | 'after'>) {
  const changes = changesOf(before, after);
  if (changes.length === 0) return <p className={styles['foot']}>Nothing else was changed.</p>;
  const wasThere = before !== null;
  const isThere = after !== null;
  return (
    <table className={styles['changes']}>
      <thead>
        <tr>
          <th scope="col">What</th>
          {wasThere && <th scope="col">Before</th>}
          {isThere && <th scope="col">{wasThere ? 'After' : 'Value'}</th>}
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <tr key={change.name}>
            <th scope="row">{change.name}</th>
            {wasThere && <td>{change.before === null ? '–' : isThere ? <del>{change.before}</del> : change.before}</td>}
            {isThere && <td>{change.after === null ? '–' : wasThere ? <ins>{change.after}</ins> : change.after}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
