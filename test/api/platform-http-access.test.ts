import { expect, test } from 'vitest';
import type { Implementation } from '../../server/http/implementation.ts';
import { implement } from '../../server/http/implementation.ts';
import type { Operation } from '../../shared/operation.ts';
import { done, listen, look, open, post, serveMadeUp, signedIn, TOKEN } from '../support/made-up-operations.ts';

/** Who may call what, as an operation declares it. */

test.each([
  ['challenged', undefined, 401, 'challenge-gone'],
  ['challenged', TOKEN.session, 401, 'challenge-gone'],
  ['challenged', TOKEN.challenge, 200, undefined],
  ['signedIn', undefined, 401, 'not-signed-in'],
  ['signedIn', 'short', 401, 'not-signed-in'],
  ['signedIn', TOKEN.challenge, 401, 'not-signed-in'],
  ['signedIn', TOKEN.locked, 423, 'session-locked'],
  ['signedIn', TOKEN.plain, 200, undefined],
  ['evenLocked', TOKEN.locked, 200, undefined],
  ['evenLocked', TOKEN.challenge, 401, 'not-signed-in'],
  ['steppedUp', TOKEN.plain, 403, 'step-up-needed'],
  ['steppedUp', TOKEN.session, 200, undefined],
  ['reporting', TOKEN.plain, 403, 'not-permitted'],
  ['reporting', TOKEN.locked, 423, 'session-locked'],
  ['reporting', TOKEN.session, 200, undefined],
])('%s with token %s answers %i %s', async (name, token, status, code) => {
  const { url } = await listen();

  expect(await post(url, `/v1/${name}`, token)).toMatchObject({ status, code });
});

test('an operation that declares no access is refused to everyone', async () => {
  const slipped = { ...signedIn, name: 'slipped', path: '/v1/slipped', access: { kind: 'everyone' } } as unknown as Operation;
  const { url } = await listen([{ operation: slipped, run: done }]);

  for (const token of [undefined, ...Object.values(TOKEN)])
    expect(await post(url, '/v1/slipped', token)).toMatchObject({ status: 403, code: 'not-permitted' });
});

test('an operation without an implementation, with two, or outside the contract stops the start', () => {
  const start = (operations: Operation[], list: Implementation[]) => () => serveMadeUp(operations, list);
  const one = implement(open, 'public', done);

  expect(start([open, look], [one])).toThrow('operation look has 0 implementations');
  expect(start([open], [one, implement(open, 'public', done)])).toThrow('operation open has 2 implementations');
  expect(start([], [one])).toThrow('open is implemented but not in the contract');
  expect(() => implement(signedIn, 'public', done)).toThrow('signedIn is for session callers');
});

test('a stranger is told nothing about what would have fitted', async () => {
  const { url } = await listen();

  expect(await post(url, '/v1/signedIn', undefined, '{"surplus":1}')).toMatchObject({ status: 401, code: 'not-signed-in' });
});

test('a method that an operation does not have runs nothing', async () => {
  let runs = 0;
  const counted = implement(look, 'public', async () => {
    runs += 1;
    return {};
  });
  const { url } = await listen([counted]);
  const address = `${url}/v1/look/7b5d4d0e-6b44-4f0f-9d3a-0d6a5c1c2f11`;

  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expect((await fetch(address, { method })).status, method).toBe(404);
  expect(runs).toBe(0);
});
