import { afterAll, beforeAll, expect, test } from 'vitest';
import * as operations from '../../shared/sign-in/operations.ts';
import type { CodesApi } from '../support/code-challenges.ts';
import { codeOf, startCodesApi } from '../support/code-challenges.ts';
import { aDevice } from '../support/sign-in.ts';

/** Setting a number or an app up at the first sign-in. */

let vu: CodesApi;
beforeAll(async () => {
  vu = await startCodesApi();
});
afterAll(() => vu.close());

test('a number is corrected during set-up, and a code sent to the first one doesn’t confirm the second', async () => {
  const person = await vu.person();
  const { challengeToken: token } = await vu.challenge(person);
  await vu.client.answer(operations.enrolPhoneNumber, { token, body: { phoneNumber: '07700 900901' } });
  const codeForFirst = vu.phones.codeTo('+447700900901');
  const corrected = await vu.client.answer(operations.enrolPhoneNumber, { token, body: { phoneNumber: '07700 900902' } });
  expect(corrected.textMessage).toMatchObject({ numberEnding: '902', firstTime: true });
  expect(codeOf(await vu.verifyText(token, codeForFirst))).toBe('code-expired');
  expect(codeOf(await vu.verifyText(token, vu.phones.codeTo('+447700900902')))).toBe('signed-in');
  const next = await vu.challenge(person);
  expect(next.challenge.numberEnding).toBe('902');
});

test('a number that Notify refuses is called invalid while it is set up', async () => {
  const person = await vu.person();
  const { challengeToken: token } = await vu.challenge(person);
  vu.phones.outcomes.push({ outcome: 'number-refused' });
  const refused = await vu.client.refusal(operations.enrolPhoneNumber, { token, body: { phoneNumber: person.phone } });
  expect(refused).toMatchObject({ code: 'phone-number-invalid', details: { phoneNumberFault: 'not-valid' } });
});

test('a phone number that can’t be used is refused with what is wrong with it', async () => {
  const { challengeToken: token } = await vu.challenge(await vu.person());
  for (const [typed, fault] of [
    ['', 'empty'],
    ['my phone', 'letters'],
    ['07700 9001', 'too-short'],
    ['07700 900 1234', 'too-long'],
    ['020 7946 0018', 'not-mobile'],
    ['+1 202 555 0104', 'international'],
  ] as const) {
    const refused = await vu.client.refusal(operations.enrolPhoneNumber, { token, body: { phoneNumber: typed } });
    expect(refused).toMatchObject({ code: 'phone-number-invalid', details: { phoneNumberFault: fault } });
  }
  expect(vu.phones.sent.every((message) => message.phoneNumber.startsWith('+447'))).toBe(true);
});

test('a colon in somebody’s address, or in the council’s name, leaves the link of their app whole: it signs in', async () => {
  const person = await vu.person();
  // A local part in quotes may have colons, and an address that was taken over from elsewhere anything.
  const email = `"nia:bevan:${person.id.slice(0, 8)}"@porthaven.example`;
  await vu.api.database.query('update users set email = $1 where id = $2', [email, person.id]);
  await vu.api.database.query("update organisation set name_en = 'Porthaven: the council', name_cy = 'Porthafan: y cyngor'");
  const { challengeToken: token } = await vu.challenge({ ...person, email });
  const { uri, key, issuer, account } = await vu.client.answer(operations.enrolAuthenticator, { token });
  const link = new URL(uri);
  // One colon parts the issuer from the account, and both are as the screen tells them.
  expect(decodeURIComponent(link.pathname.slice(1)).split(':')).toEqual([issuer, account]);
  expect(link.searchParams.get('issuer')).toBe(issuer);
  expect(account).toBe(email.replaceAll(':', ' '));
  expect(link.searchParams.get('secret')).toBe(key);
  expect(codeOf(await vu.verifyApp(token, vu.codeNow(link.searchParams.get('secret') ?? '')))).toBe('signed-in');
  // The issuer alone could bring one in from the council’s side, and the database itself keeps none.
  await expect(vu.api.database.query("update organisation set issuer = 'Porthaven: Vu'")).rejects.toThrow('organisation_issuer_check');
});

test('a second sign-in that was about to set up a phone can’t, once the first has', async () => {
  const person = await vu.person();
  const thief = await vu.challenge(person, { device: aDevice() });
  const enrolment = await vu.client.answer(operations.enrolAuthenticator, { token: thief.challengeToken });
  await vu.withText(person);
  expect(codeOf(await vu.verifyApp(thief.challengeToken, vu.codeNow(enrolment.key)))).toBe('challenge-gone');
});
