import { Client, cacheExchange, fetchExchange, gql } from 'urql';
import { expect, test } from 'vitest';

import { againAfterChanges } from './again';

const ASK = gql`
  query Ask {
    thing {
      name
    }
  }
`;
const CHANGE = gql`
  mutation Change {
    change {
      name
    }
  }
`;

const FAILED = { errors: [{ message: 'internal error' }] };
/** Answers with a thing of this name, or with an error. */
type Answer = (name: string | null) => void;

/** A client whose requests are answered by hand, in any order. */
function asked() {
  const waiting: { readonly name: string; readonly answer: Answer }[] = [];
  const client = new Client({
    url: 'http://gateway.test/graphql',
    preferGetMethod: false,
    exchanges: [cacheExchange, againAfterChanges, fetchExchange],
    fetch: (_, init) =>
      new Promise((resolve) => {
        const { operationName } = JSON.parse(String(init?.body)) as { operationName: 'Ask' | 'Change' };
        const field = operationName === 'Ask' ? 'thing' : 'change';
        const answer = (name: string | null) =>
          resolve(Response.json(name === null ? FAILED : { data: { [field]: { __typename: 'Thing', name } } }));
        waiting.push({ name: operationName, answer });
      }),
  });
  const next = async (name: string) => {
    await expect.poll(() => waiting.length).toBeGreaterThan(0);
    const [first] = waiting.splice(0, 1);
    if (first?.name !== name) throw new Error(`${first?.name} was asked, not ${name}`);
    return first.answer;
  };
  const change = async () => {
    const changing = client.mutation(CHANGE, {}).toPromise();
    (await next('Change'))('new');
    await changing;
  };
  return { client, next, change, waiting };
}

test('what was asked before a change was answered is asked again', async () => {
  const { client, next, change, waiting } = asked();
  const seen: unknown[] = [];
  client.query(ASK, {}).subscribe(({ data, stale }) => void seen.push([data.thing.name, stale]));
  const before = await next('Ask');
  await change();
  before('old');
  (await next('Ask'))('new');
  await expect.poll(() => seen).toEqual([['new', false]]);
  expect(waiting).toEqual([]);
});

test('what is being asked anew already is not asked once more', async () => {
  const { client, next, change, waiting } = asked();
  const seen: unknown[] = [];
  const ask = client.query(ASK, {});
  ask.subscribe(({ data, stale }) => void seen.push([data.thing.name, stale]));
  (await next('Ask'))('old');
  await expect.poll(() => seen).toEqual([['old', false]]);
  client.query(ASK, {}, { requestPolicy: 'network-only' }).subscribe(() => {});
  const before = await next('Ask');
  await change();
  const after = await next('Ask');
  before('old');
  after('new');
  await expect.poll(() => seen.at(-1)).toEqual(['new', false]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(waiting).toEqual([]);
});

test('what fails is told at once', async () => {
  const { client, next, change, waiting } = asked();
  const asking = client.query(ASK, {}).toPromise();
  const before = await next('Ask');
  await change();
  before(null);
  expect((await asking).error).toBeDefined();
  expect(waiting).toEqual([]);
});

test('what nobody waits for any more is not', async () => {
  const { client, next, change, waiting } = asked();
  const { unsubscribe } = client.query(ASK, {}).subscribe(() => {});
  const before = await next('Ask');
  await change();
  unsubscribe();
  before('old');
  const asking = client.query(ASK, {}).toPromise();
  (await next('Ask'))('new');
  expect((await asking).data.thing.name).toBe('new');
  expect(waiting).toEqual([]);
});

test('what is asked after a change is asked once', async () => {
  const { client, next, change, waiting } = asked();
  await change();
  const asking = client.query(ASK, {}).toPromise();
  (await next('Ask'))('new');
  expect((await asking).data).toEqual({ thing: { __typename: 'Thing', name: 'new' } });
  expect(waiting).toEqual([]);
});

test('who waits for one answer gets that of after the change', async () => {
  const { client, next, change } = asked();
  const asking = client.query(ASK, {}, { requestPolicy: 'network-only' }).toPromise();
  const before = await next('Ask');
  await change();
  before('old');
  (await next('Ask'))('new');
  expect((await asking).data.thing.name).toBe('new');
});
