import { afterAll, beforeAll, expect, test } from 'vitest';
import { EMAIL_MOST } from '../../shared/sign-in/limits.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import { authenticatorEnrolmentSchema } from '../../shared/sign-in/schemas.ts';
import { operatorEnvironment, runCommand } from '../support/operator.ts';
import type { SignInApi, TestPerson } from '../support/sign-in.ts';
import { startSignInApi } from '../support/sign-in.ts';

/** What an entry in an authenticator app is called: by what the council set, the person's address, and beside entries that are there. */

let vu: SignInApi;
beforeAll(async () => {
  vu = await startSignInApi();
});
afterAll(() => vu.close());

const operator = (...args: string[]) => runCommand(args, operatorEnvironment(vu.api.database.url));

/** Two whole letters, of which the second is of several characters. */
const FAMILY = '👨‍👩‍👧';

/** Names of councils that were taken before, and broke every link: 74 letters ŵ, 79 letters and an emoji, a long Arabic name. */
const TOO_LONG = [
  'ŵ'.repeat(74),
  'مجلس مدينة بورتهافن للخدمات الاجتماعية والصحية والتعليم والإسكان والنقل',
  `${'市'.repeat(40)}`,
  'e\u0301'.repeat(60),
  FAMILY.repeat(10),
  'a'.repeat(300),
];
const SHORT_ENOUGH = [
  'ŵ'.repeat(30),
  'مجلس مدينة بورتهافن',
  'Cyngor Bwrdeistref Sirol Pen-y-bont ar Ogwr – Gwasanaethau Cwsmeriaid',
  `${'a'.repeat(79)}🏛`,
  `Porthaven ${FAMILY}`,
  '山田市役所',
  'A & B? C=D#E%F+G/H',
];

/** Somebody whose address has as many characters as one can have, with signs that a link has to write out. */
async function withLongestAddress(): Promise<TestPerson> {
  const person = await vu.person();
  const end = `.${person.id.slice(0, 8)}@${'council.'.repeat(20)}example`;
  const email = `${'+%&'.repeat(EMAIL_MOST)}`.slice(0, EMAIL_MOST - end.length) + end;
  await vu.api.database.query('update users set email = $1 where id = $2', [email, person.id]);
  return { ...person, email };
}

async function link(person: TestPerson) {
  const { challengeToken: token } = await vu.challenge(person);
  const enrolment = await vu.client.answer(operations.enrolAuthenticator, { token });
  return { token, enrolment, uri: new URL(authenticatorEnrolmentSchema.parse(enrolment).uri) };
}

test.each(TOO_LONG)('the council’s name in apps that no link has room for is refused when it is set: %s', async (issuer) => {
  const before = await operator('organisation', 'show', '--json');
  const { code, output, errors } = await operator('organisation', 'set', '--issuer', issuer);
  expect([code, output]).toEqual([2, '']);
  expect(errors).toContain('--issuer is too long for the QR code that links an app');
  expect((await operator('organisation', 'show', '--json')).output).toBe(before.output);
});

test.each(SHORT_ENOUGH)('one that is taken links an app whole, for the longest address too: %s', async (issuer) => {
  expect(await operator('organisation', 'set', '--issuer', issuer)).toMatchObject({ code: 0 });
  for (const person of [await vu.person(), await withLongestAddress()]) {
    const { token, enrolment, uri } = await link(person);
    expect(enrolment.issuer).toBe(issuer);
    expect(uri.searchParams.get('issuer')).toBe(issuer);
    expect(decodeURIComponent(uri.pathname.slice(1))).toBe(`${issuer}:${enrolment.account}`);
    expect(person.email.startsWith(enrolment.account)).toBe(true);
    const done = await vu.client.answer(operations.verifyAuthenticator, { token, body: { code: vu.nextCode(enrolment.key) } });
    expect(done.outcome).toBe('signed-in');
  }
});

test.each(TOO_LONG)(
  'one that was set before that was judged is cut where a letter ends, and links an app all the same: %s',
  async (issuer) => {
    await vu.api.database.query('update organisation set issuer = $1', [issuer]);
    for (const person of [await vu.person(), await withLongestAddress()]) {
      const { enrolment, uri } = await link(person);
      expect(uri.searchParams.get('issuer')).toBe(enrolment.issuer);
      const letters = [...new Intl.Segmenter().segment(issuer)].map(({ segment }) => segment);
      const shown = [...new Intl.Segmenter().segment(enrolment.issuer)].map(({ segment }) => segment);
      expect(shown.length).toBeGreaterThanOrEqual(2);
      expect(letters.join('').startsWith(shown.join(''))).toBe(true);
      expect(letters.slice(0, shown.length)).toEqual(shown);
    }
    await vu.api.database.query("update organisation set issuer = 'Vu'");
  },
);

test('an app that takes the place of another is a new entry beside it, so that scanning overwrites nothing; the old one works until the first code', async () => {
  const person = await vu.person();
  const first = await vu.withAuthenticator(person);
  const entries = [`Vu:${person.email}`];
  let { secret } = first;
  for (let again = 0; again < 3; again += 1) {
    vu.clock.advance({ minutes: 1 });
    const entered = await vu.challenge(person);
    const signedIn = await vu.client.answer(operations.verifyAuthenticator, {
      token: entered.challengeToken,
      body: { code: vu.nextCode(secret) },
    });
    if (signedIn.outcome !== 'signed-in') throw new Error('not signed in');
    const begun = await vu.client.answer(operations.addAuthenticator, { token: signedIn.sessionToken });
    if (begun.enrolment === null) throw new Error('there is nothing to link');
    const { uri, account, issuer, key } = begun.enrolment;
    const entry = decodeURIComponent(new URL(uri).pathname.slice(1));
    expect(entry).toBe(`${issuer}:${account}`);
    // The day and time in London, which the person can tell it by.
    expect(account).toMatch(/^\S+@\S+ \(\d\d-\d\d-\d{4} \d\d\.\d\d\)$/);
    expect(entries).not.toContain(entry);
    entries.push(entry);
    // Asked for again it is the same, or the QR code on the screen would be of another entry than the one in the phone.
    const same = await vu.client.answer(operations.enrolAuthenticator, { token: begun.challengeToken });
    expect(same).toEqual(begun.enrolment);
    // Cancelled here: the old entry signs in.
    const meanwhile = await vu.challenge(person);
    const still = await vu.client.answer(operations.verifyAuthenticator, {
      token: meanwhile.challengeToken,
      body: { code: vu.nextCode(secret) },
    });
    expect(still.outcome).toBe('signed-in');
    const met = await vu.client.answer(operations.verifyAuthenticator, { token: begun.challengeToken, body: { code: vu.nextCode(key) } });
    expect(met.outcome).toBe('met');
    secret = key;
  }
  expect(new Set(entries).size).toBe(4);
});
