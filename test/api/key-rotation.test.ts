import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Keyring } from '../../server/keys.ts';
import { readKeyring } from '../../server/keys.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import { testKeys } from '../support/api.ts';
import type { SignInApi } from '../support/sign-in.ts';
import { startSignInApi } from '../support/sign-in.ts';

/** An instance before a rotation, one after it, and one after the old key was taken away, on one database. */
const OLD = randomBytes(32).toString('base64');
const NEW = `2027:${randomBytes(32).toString('base64')}`;

let before: SignInApi;
let rotated: SignInApi;
let without: SignInApi;
beforeAll(async () => {
  const withCodes = (codes: string) => ({ keys: { ...testKeys(), codes: ring(codes) } });
  before = await startSignInApi(withCodes(OLD));
  const sameDatabase = () => before.api.database.url;
  rotated = await startSignInApi(withCodes(`${NEW},${OLD}`), sameDatabase);
  without = await startSignInApi(withCodes(NEW), sameDatabase);
});
afterAll(async () => {
  await without.close();
  await rotated.close();
  await before.close();
});

function ring(text: string): Keyring {
  const read = readKeyring(text);
  if (read === null) throw new Error('no key ring');
  return read;
}

test('recovery codes from before a rotation of their key work until it is taken away, and each once', async () => {
  const person = await before.person();
  const { sessionToken } = await before.withAuthenticator(person);
  const [code = '', another = ''] = await before.recoveryCodes(sessionToken);
  const use = async (vu: SignInApi, typed: string): Promise<string> => {
    const { challengeToken: token } = await vu.challenge(person);
    const answered = await vu.client.call(operations.verifyRecoveryCode, { token, body: { code: typed } });
    return answered.ok ? answered.answer.outcome : answered.error.code;
  };
  expect(await use(without, code)).toBe('code-wrong');
  expect(await use(rotated, code)).toBe('signed-in');
  expect(await use(rotated, code)).toBe('code-used');
  expect(await use(before, another)).toBe('signed-in');
});

test('recovery codes and text messages from after a rotation need the new key alone', async () => {
  const person = await before.person();
  const { sessionToken } = await rotated.withText(person);
  const [code = ''] = await rotated.recoveryCodes(sessionToken);
  const { challengeToken: token } = await without.challenge(person);
  expect(await without.client.answer(operations.verifyRecoveryCode, { token, body: { code } })).toMatchObject({ outcome: 'signed-in' });
});

test('a text message that was on its way when the key was rotated is still good', async () => {
  const person = await before.person();
  await before.withText(person);
  for (const { clock } of [before, rotated, without]) clock.advance({ minutes: 1 });
  const { challengeToken: token } = await before.challenge(person);
  await before.client.answer(operations.sendTextMessage, { token });
  const body = { code: before.phones.codeTo(person.phone) };
  expect((await without.client.refusal(operations.verifyTextMessage, { token, body })).code).toBe('code-wrong');
  expect(await rotated.client.answer(operations.verifyTextMessage, { token, body })).toMatchObject({ outcome: 'signed-in' });
});
