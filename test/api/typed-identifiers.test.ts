import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACCOUNT_LIMIT } from '../../server/sign-in/guess-allowance.ts';
import { listComputers } from '../../shared/control/operations.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import type { SignInApi, TestPerson } from '../support/sign-in.ts';
import { aDevice, passwordBody, startSignInApi } from '../support/sign-in.ts';

/** What comes along invisibly with an address or a computer's name, and what phones and word processors make of it. */

let vu: SignInApi;
beforeAll(async () => {
  vu = await startSignInApi();
});
afterAll(() => vu.close());

/** Somebody whose address has an apostrophe and a hyphen. */
async function anONeill(): Promise<TestPerson> {
  const person = await vu.person();
  const email = `mary-ann.o'neill.${person.id.slice(0, 8)}@porthaven.example`;
  await vu.api.database.query('update users set email = $1 where id = $2', [email, person.id]);
  return { ...person, email };
}

/** Each is the same as what is typed plainly, to whoever looks at it. */
const WAYS: readonly (readonly [string, (address: string) => string])[] = [
  ['a zero-width space before it', (address) => `\u200b${address}`],
  ['a soft hyphen in it', (address) => `${address.slice(0, 4)}\u00ad${address.slice(4)}`],
  [
    'zero-width joiners, a word joiner and a byte-order mark',
    (address) => `\ufeff${address.slice(0, 2)}\u200d\u200c\u2060${address.slice(2)}`,
  ],
  ['direction marks and isolates around it', (address) => `\u2068\u202a${address}\u202c\u2069\u200e\u061c`],
  ['variation selectors, tags, fillers and a blank of Braille', (address) => `${address}\ufe0f\u{e0041}\u3164\u115f\u2800`],
  ['no-break and ideographic spaces around it, and a line break', (address) => `\u00a0\u3000${address}\u202f\r\n`],
  ['control characters', (address) => `\u0000${address}\u0007\u0085`],
  ['a typographic apostrophe', (address) => address.replace("'", '\u2019')],
  ['an opening quote', (address) => address.replace("'", '\u2018')],
  ['an acute accent', (address) => address.replace("'", '\u00b4')],
  ['a modifier letter', (address) => address.replace("'", '\u02bc')],
  ['a no-break hyphen', (address) => address.replace('-', '\u2011')],
  ['an en dash', (address) => address.replace('-', '\u2013')],
  ['full-width letters and signs', (address) => address.replace('@', '\uff20').replace('mary', '\uff4d\uff41\uff52\uff59')],
  ['capitals', (address) => address.toUpperCase()],
];

test('somebody signs in with their address written in any way that looks the same', async () => {
  const person = await anONeill();
  for (const [way, written] of WAYS) {
    const answer = await vu.client.call(operations.signInWithPassword, { body: passwordBody(person, { email: written(person.email) }) });
    expect([way, answer.ok]).toEqual([way, true]);
  }
});

test('all ways to write an address share its tries, however each was written', async () => {
  const person = await anONeill();
  await vu.api.database.query('delete from guess_allowances');
  for (const [, written] of WAYS)
    await vu.client.refusal(operations.signInWithPassword, {
      body: passwordBody(person, { email: written(person.email), password: 'wrong-ferry-quay-50' }),
    });
  const accounts = await vu.api.database.query('select from guess_allowances where name = $1', [ACCOUNT_LIMIT.name]);
  expect(accounts).toHaveLength(1);
});

test('somebody is found for a manager or the operator by their address written in any way that looks the same', async () => {
  const person = await anONeill();
  for (const [way, written] of WAYS) expect([way, await vu.admin.findUser(written(person.email))]).toEqual([way, person.id]);
});

/** The name that a computer gives itself → what others are shown of it. */
const NAMES: readonly (readonly [string, string])[] = [
  ['RECEPTION-1\u202e1-NOITPECER', 'RECEPTION-11-NOITPECER'],
  ['\u2067PC-7\u2069\u200f', 'PC-7'],
  ['PC\u200b-\u00ad8\ufe0f', 'PC-8'],
  ['Siân’s\u00a0laptop\n\t2', 'Siân’s laptop 2'],
  ['שולחן קבלה', 'שולחן קבלה'],
  ['\u202e\u200b', 'windows'],
];

test('the name of a computer turns no line of a list round and hides nothing, for whoever is shown it', async () => {
  const devices = NAMES.map(([name]) => aDevice(name));
  for (const device of devices) await vu.withText({ ...(await vu.person()), device });
  const admin = await vu.withAuthenticator(await vu.person(), { application: 'control', device: aDevice('ADMIN-01') });
  const { computers } = await vu.client.answer(listComputers, { token: admin.sessionToken });
  for (const [at, [, shown]] of NAMES.entries()) expect(computers.find(({ deviceId }) => deviceId === devices[at]?.id)?.name).toBe(shown);
  const kept = await vu.api.database.query<{ readonly name: string }>(
    `select device_name as name from sessions union select device_name from sign_ins union select device_name from challenges
      union select detail from alerts where detail is not null`,
  );
  expect(kept.length).toBeGreaterThan(NAMES.length);
  for (const { name } of kept) expect(name).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});
