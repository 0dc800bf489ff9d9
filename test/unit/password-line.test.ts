import { expect, test } from 'vitest';
import type { Rest, Waiting } from '../../server/sign-in/password-line.ts';
import { passwordLine, WAIT_MOST_MS } from '../../server/sign-in/password-line.ts';

/** The line of passwords, with a clock that is moved and work that is done when it is told to be. */

const HASH_MS = 20;

function bench({ places = 2 }: { readonly places?: number } = {}) {
  let now = 0;
  const timers = new Set<{ at: number; fn: () => void }>();
  const line = passwordLine({
    now: () => now,
    after: (ms, fn) => {
      const timer = { at: now + ms, fn };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    places,
  });
  const begun: string[] = [];
  const refused: string[] = [];
  const finish = new Map<string, () => void>();
  const settled = async () => {
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  return {
    begun,
    refused,
    line,
    atWork: () => [...finish.keys()],
    join(name: string, whose: Partial<Waiting> & { readonly known?: boolean; readonly networks?: readonly string[] }, rest?: Rest): void {
      const { known = false, networks = ['192.0.2.1'], account = name, connection = { destroyed: false } } = whose;
      const waiting: Waiting = known ? { known, account, connection } : { known: false, networks, account, connection };
      line
        .inTurn(waiting, (takeRest) => {
          begun.push(name);
          if (rest !== undefined) takeRest(rest);
          return new Promise<void>((resolve) => finish.set(name, resolve));
        })
        .catch(() => refused.push(name));
    },
    async done(name: string): Promise<void> {
      finish.get(name)?.();
      finish.delete(name);
      await settled();
    },
    /** Serves until nobody is left who may begin. */
    async serve(most = Number.POSITIVE_INFINITY): Promise<void> {
      for (let count = 0; finish.size > 0 && count < most; count += 1) {
        now += HASH_MS;
        const [first = ''] = finish.keys();
        finish.get(first)?.();
        finish.delete(first);
        await settled();
      }
    },
    async pass(ms: number): Promise<void> {
      const until = now + ms;
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= until).sort((one, other) => one.at - other.at);
        if (next === undefined) break;
        timers.delete(next);
        now = Math.max(now, next.at);
        next.fn();
        await settled();
      }
      now = until;
    },
  };
}

test('a known computer has a place at once however many strangers wait: one is kept', async () => {
  const { join, serve, atWork } = bench();
  for (let count = 0; count < 450; count += 1) join(`stranger ${count}`, {});
  await serve(1);
  expect(atWork()).toHaveLength(1);
  join('known', { known: true });
  expect(atWork()).toContain('known');
});

test('strangers have a turn after three known computers, so that neither starves', async () => {
  const { join, begun, serve } = bench({ places: 1 });
  join('first', { known: true });
  for (let count = 0; count < 20; count += 1) join(`known ${count}`, { known: true });
  join('stranger', {});
  await serve(5);
  expect(begun.slice(0, 5)).toContain('stranger');
});

test('networks take turns: whoever comes from elsewhere waits for one of a flood, not for all', async () => {
  const { join, begun, serve } = bench({ places: 1 });
  for (let count = 0; count < 100; count += 1) join(`flood ${count}`, { networks: ['203.0.113.1'], account: `name ${count % 50}` });
  join('elsewhere', { networks: ['198.51.100.1'] });
  await serve(3);
  expect(begun.slice(0, 4)).toContain('elsewhere');
});

test('a whole /48 of networks is one in the order of turns', async () => {
  const { join, begun, serve } = bench({ places: 1 });
  for (let count = 0; count < 100; count += 1) join(`flood ${count}`, { networks: ['2001:db8:1::/48', `2001:db8:1:${count}::/64`] });
  join('elsewhere', { networks: ['2001:db8:2::/48', '2001:db8:2:1::/64'] });
  await serve(3);
  expect(begun.slice(0, 4)).toContain('elsewhere');
});

test('at one address, whoever comes over a connection that has not had a turn comes before those that ask again and again', async () => {
  const { join, begun, serve } = bench({ places: 1 });
  const connections = Array.from({ length: 50 }, () => ({ destroyed: false }));
  for (const [at, connection] of connections.entries()) join(`first ${at}`, { connection });
  await serve(50);
  for (const [at, connection] of connections.entries()) join(`again ${at}`, { connection });
  join('colleague', {});
  await serve(3);
  expect(begun.slice(50, 54)).toContain('colleague');
});

test('whoever’s name is guessed at as well comes before a flood of made-up names', async () => {
  const { join, begun, serve } = bench({ places: 1 });
  const connections = Array.from({ length: 50 }, () => ({ destroyed: false }));
  for (const [at, connection] of connections.entries())
    join(`guess ${at}`, { connection, account: at < 5 ? 'colleague' : `made up ${at}` });
  await serve(50);
  for (const [at, connection] of connections.entries()) join(`more ${at}`, { connection, account: `made up again ${at}` });
  join('in person', { account: 'colleague' });
  await serve(4);
  expect(begun.slice(50, 55)).toContain('in person');
});

test('two turns of three are those of whoever has waited longest, so that nobody waits for ever', async () => {
  const { join, begun, serve } = bench({ places: 1 });
  join('at work', { networks: ['one'] });
  join('old', { networks: ['one'], account: 'at work' });
  for (let count = 0; count < 10; count += 1) join(`new ${count}`, { networks: [`other ${count}`] });
  await serve(3);
  expect(begun.slice(0, 4)).toContain('old');
});

test('of one account there is one at work, known or not', async () => {
  const { join, atWork, serve, begun } = bench();
  for (let count = 0; count < 30; count += 1) join(`again ${count}`, { account: 'one', known: count % 2 === 0 });
  expect(atWork()).toHaveLength(1);
  await serve();
  expect(begun).toHaveLength(30);
});

test('strangers at an account or from a network that rests wait until it has rested, and known computers don’t', async () => {
  const { join, begun, done, pass } = bench();
  join('first', { account: 'one' }, { account: 250, networks: [0] });
  await done('first');
  join('second', { account: 'one' });
  join('other account', {});
  expect(begun).toEqual(['first', 'other account']);
  join('known', { account: 'one', known: true });
  expect(begun).toContain('known');
  await done('known');
  await pass(249);
  expect(begun).not.toContain('second');
  await pass(2);
  expect(begun).toContain('second');
});

test('nobody waits longer than the limit, and whoever has gone is passed over', async () => {
  const { join, begun, refused, serve, pass } = bench({ places: 1 });
  const gone = { destroyed: false };
  join('at work', {});
  join('gone', { connection: gone });
  join('late', {});
  Object.assign(gone, { destroyed: true });
  await pass(WAIT_MOST_MS - 1);
  expect(refused).toEqual([]);
  join('in time', {});
  await pass(1);
  expect(refused).toEqual(['gone', 'late']);
  await serve();
  expect(begun).toEqual(['at work', 'in time']);
});

test('in a line that is full, the longest network makes room for whoever comes from another', () => {
  const { join, refused } = bench({ places: 1 });
  join('at work', {});
  for (let count = 0; count < 2_000; count += 1) join(`flood ${count}`, { networks: ['203.0.113.1'] });
  join('elsewhere', { networks: ['198.51.100.1'] });
  return Promise.resolve()
    .then(() => Promise.resolve())
    .then(() => expect(refused).toEqual(['flood 0']));
});
