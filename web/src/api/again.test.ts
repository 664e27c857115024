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

/** A client whose requests are answered by hand, in any order. */
function asked() {
  const waiting: { readonly name: string; readonly answer: (name: string) => void }[] = [];
  const client = new Client({
    url: 'http://gateway.test/graphql',
    preferGetMethod: false,
    exchanges: [cacheExchange, againAfterChanges, fetchExchange],
    fetch: (_, init) =>
      new Promise((resolve) => {
        const { operationName } = JSON.parse(String(init?.body)) as { operationName: 'Ask' | 'Change' };
        const field = operationName === 'Ask' ? 'thing' : 'change';
        const answer = (name: string) =>
          resolve(Response.json({ data: { [field]: { __typename: 'Thing', name } } }));
        waiting.push({ name: operationName, answer });
      }),
  });
  const next = async (name: string) => {
    await expect.poll(() => waiting.length).toBeGreaterThan(0);
    const [first] = waiting.splice(0, 1);
    if (first?.name !== name) throw new Error(`${first?.name} was asked, not ${name}`);
    return first.answer;
  };
  return { client, next, waiting };
}

test('what was asked before a change was answered is asked again', async () => {
  const { client, next, waiting } = asked();
  const seen: unknown[] = [];
  client.query(ASK, {}).subscribe(({ data, stale }) => void seen.push([data.thing.name, stale]));
  const before = await next('Ask');
  const changing = client.mutation(CHANGE, {}).toPromise();
  (await next('Change'))('new');
  await changing;
  before('old');
  (await next('Ask'))('new');
  await expect.poll(() => seen).toEqual([['new', false]]);
  expect(waiting).toEqual([]);
});

test('what nobody waits for any more is not', async () => {
  const { client, next, waiting } = asked();
  const { unsubscribe } = client.query(ASK, {}).subscribe(() => {});
  const before = await next('Ask');
  const changing = client.mutation(CHANGE, {}).toPromise();
  (await next('Change'))('new');
  await changing;
  unsubscribe();
  before('old');
  const asking = client.query(ASK, {}).toPromise();
  (await next('Ask'))('new');
  expect((await asking).data.thing.name).toBe('new');
  expect(waiting).toEqual([]);
});

test('what is asked after a change is asked once', async () => {
  const { client, next, waiting } = asked();
  const changing = client.mutation(CHANGE, {}).toPromise();
  (await next('Change'))('new');
  await changing;
  const asking = client.query(ASK, {}).toPromise();
  (await next('Ask'))('new');
  expect((await asking).data).toEqual({ thing: { __typename: 'Thing', name: 'new' } });
  expect(waiting).toEqual([]);
});

test('who waits for one answer gets that of after the change', async () => {
  const { client, next } = asked();
  const asking = client.query(ASK, {}, { requestPolicy: 'network-only' }).toPromise();
  const before = await next('Ask');
  const changing = client.mutation(CHANGE, {}).toPromise();
  (await next('Change'))('new');
  await changing;
  before('old');
  (await next('Ask'))('new');
  expect((await asking).data.thing.name).toBe('new');
});
