import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TEXT_CODE_ALPHABET } from '../../shared/sign-in/limits.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import * as recovery from '../../shared/sign-in/recovery-operations.ts';
import type { SignInApi, TestPerson } from '../support/sign-in.ts';
import { aDevice, passwordBody, startSignInApi } from '../support/sign-in.ts';

const SYSTEM = { kind: 'system' } as const;
const NEW = 'heron-tide-wall-3';

let vu: SignInApi;
beforeAll(async () => {
  vu = await startSignInApi({ trustedProxies: ['127.0.0.1/32', '::1/128'] });
});
afterAll(() => vu.close());

let networks = 0;
/** Each test asks from networks of its own. */
const elsewhere = () => {
  networks += 1;
  return { 'x-forwarded-for': `198.51.${Math.floor(networks / 250)}.${(networks % 250) + 1}` };
};

const asking = (person: Pick<TestPerson, 'email' | 'device'>) =>
  ({ email: person.email, application: 'customer-service-vu', device: person.device, language: 'en' }) as const;

const ask = async (person: Pick<TestPerson, 'email' | 'device'>, headers: Record<string, string> = elsewhere()) =>
  await vu.client.call(recovery.askForPasswordCode, { body: asking(person), headers });

async function asked(person: Pick<TestPerson, 'email' | 'device'>, headers?: Record<string, string>): Promise<string> {
  const answer = await ask(person, headers);
  if (!answer.ok) throw new Error(`asking was refused: ${answer.error.code}`);
  return answer.answer.recoveryToken;
}

const mailsTo = (person: Pick<TestPerson, 'email'>) => vu.api.notify.outbox().filter(({ to }) => to === person.email);
const CODE = new RegExp(`^[${TEXT_CODE_ALPHABET}]{8}(?= )`);
const codesTo = (person: Pick<TestPerson, 'email'>) => mailsTo(person).flatMap(({ body }) => CODE.exec(body)?.[0] ?? []);

async function codeTo(person: Pick<TestPerson, 'email'>): Promise<string> {
  await vu.api.sendEmails();
  const [code] = codesTo(person);
  if (code === undefined) throw new Error('no code was sent');
  return code;
}

const give = (recoveryToken: string, code: string) => vu.client.call(recovery.givePasswordCode, { body: { recoveryToken, code } });

async function given(recoveryToken: string, code: string) {
  const answer = await give(recoveryToken, code);
  if (!answer.ok) throw new Error(`the code was refused: ${answer.error.code}`);
  return answer.answer;
}

const refusalOf = (answer: { ok: boolean; error?: { code: string } }) => (answer.ok ? 'ok' : answer.error?.code);
const opens = async (person: TestPerson, password: string) =>
  (await vu.client.call(operations.signInWithPassword, { body: passwordBody(person, { password }), headers: elsewhere() })).ok;

async function otherCodeThan(code: string): Promise<string> {
  return code === 'CCCCCCC2' ? 'DDDDDDD3' : 'CCCCCCC2';
}

test('with the code by e-mail and an app somebody sets a new password; sessions and trust end, and they are told', async () => {
  const person = await vu.person();
  const { secret, sessionToken } = await vu.withAuthenticator(person);
  const { trustToken } = await vu.client.answer(operations.trustThisComputer, { token: sessionToken });
  const token = await asked(person);
  const code = await codeTo(person);
  const { challengeToken, challenge } = await given(token, ` ${code.slice(0, 4).toLowerCase()}-${code.slice(4)} `);
  expect(challenge).toMatchObject({ purpose: 'new-password', methods: [{ method: 'authenticator', enrolled: true }], mustEnrol: false });
  const choose = (newPassword: string) => vu.client.call(recovery.chooseNewPassword, { token: challengeToken, body: { newPassword } });
  expect(refusalOf(await choose(NEW))).toBe('step-up-needed');
  const proved = await vu.client.answer(operations.verifyAuthenticator, { token: challengeToken, body: { code: vu.nextCode(secret) } });
  expect(proved.outcome).toBe('proved');
  expect(refusalOf(await choose('Midnight1!'))).toBe('password-weak');
  expect((await choose(NEW)).ok).toBe(true);
  expect(refusalOf(await choose('otter-slate-canal-9'))).toBe('challenge-gone');
  expect([await opens(person, person.password), await opens(person, NEW)]).toEqual([false, true]);
  expect((await vu.client.refusal(operations.readSession, { token: sessionToken })).code).toBe('not-signed-in');
  const again = await vu.client.answer(operations.signInWithPassword, { body: passwordBody(person, { password: NEW, trustToken }) });
  expect(again).toMatchObject({ outcome: 'second-factor-needed', trust: 'refused' });
  await vu.api.sendEmails();
  expect(mailsTo(person).some(({ body }) => body.includes('your password was changed'))).toBe(true);
  expect((await vu.trail(person)).filter((kind) => /^password-c|trust-revoked|sessions-ended/.test(kind))).toEqual([
    'password-code',
    'password-code-accepted',
    'password-changed',
    'sessions-ended',
    'trust-revoked',
  ]);
});

test('whoever holds an app needs it, and a text message will not do; whoever holds a number alone is texted', async () => {
  const person = await vu.person();
  await vu.withText(person);
  vu.clock.advance({ minutes: 1 });
  const first = await given(await asked(person), await codeTo(person));
  expect(first.challenge.methods.map(({ method }) => method)).toEqual(['text-message']);
  await vu.client.answer(operations.sendTextMessage, { token: first.challengeToken });
  const proved = await vu.client.answer(operations.verifyTextMessage, {
    token: first.challengeToken,
    body: { code: vu.phones.codeTo(person.phone) },
  });
  expect(proved.outcome).toBe('proved');
  const both = await vu.person();
  await vu.withText(both);
  await vu.api.database.query(
    `insert into authenticator_factors (user_id, secret, key_id, last_step, confirmed_at) select $1, '\\x00', 'authenticator', 0, now()`,
    [both.id],
  );
  const second = await given(await asked(both), await codeTo(both));
  expect(second.challenge.methods.map(({ method }) => method)).toEqual(['authenticator']);
  expect((await vu.client.refusal(operations.sendTextMessage, { token: second.challengeToken })).code).toBe('method-not-allowed');
});

test('whoever has no second factor goes to the help desk, and a challenge of another purpose changes no password', async () => {
  const person = await vu.person();
  expect(refusalOf(await give(await asked(person), await codeTo(person)))).toBe('second-factor-not-set-up');
  const other = await vu.person();
  await vu.withText(other);
  vu.clock.advance({ seconds: 60 });
  const { challengeToken } = await vu.challenge(other);
  expect((await vu.client.refusal(recovery.chooseNewPassword, { token: challengeToken, body: { newPassword: NEW } })).code).toBe(
    'method-not-allowed',
  );
});

test('an address that nobody has, and one of somebody denied, are answered alike at every step, and sent nothing', async () => {
  const person = await vu.person();
  const denied = await vu.person();
  await vu.admin.setAccess(SYSTEM, denied.id, 'denied');
  const nobody = { email: `nobody.${randomUUID()}@porthaven.example`, device: aDevice() };
  const answers = [];
  for (const each of [person, denied, nobody]) {
    const answer = await ask(each);
    if (!answer.ok) throw new Error('refused');
    await vu.api.sendEmails();
    const { recoveryToken, ...rest } = answer.answer;
    const tries = [];
    for (let count = 0; count < 6; count += 1) {
      const tried = await give(recoveryToken, count === 0 ? '!' : 'CCCCCCC2');
      if (tried.ok) throw new Error('guessed');
      tries.push([tried.status, tried.error.code, tried.error.details]);
    }
    answers.push({ rest, tries });
  }
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[2]).toEqual(answers[0]);
  expect([codesTo(person).length, codesTo(denied).length, codesTo(nobody).length]).toEqual([1, 0, 0]);
  const rows = await vu.api.database.query('select address from password_recoveries where address is not null');
  expect(rows).toEqual([]);
});

test('asking does the same statements for everybody: whose address it is is looked up when nobody waits', async () => {
  const person = await vu.person();
  const nobody = { email: `nobody.${randomUUID()}@porthaven.example`, device: aDevice() };
  for (const each of [person, nobody]) await asked(each);
  const rows = await vu.api.database.query<{ address: string; user_id: string | null; code_mac: Buffer | null }>(
    'select address, user_id, code_mac from password_recoveries where address is not null order by created_at',
  );
  expect(rows.map(({ user_id, code_mac }) => [user_id, code_mac])).toEqual([
    [null, null],
    [null, null],
  ]);
  await vu.api.sendEmails();
});

test('a code is good once, for twenty minutes, five tries, and what it was asked for with alone', async () => {
  const person = await vu.person();
  await vu.withText(person);
  const first = await asked(person);
  const code = await codeTo(person);
  const strangers = await asked({ email: person.email, device: aDevice() });
  expect(refusalOf(await give(strangers, code))).toBe('code-wrong');
  const together = await Promise.all(Array.from({ length: 4 }, () => give(first, code)));
  expect(together.map(refusalOf).filter((each) => each === 'ok')).toHaveLength(1);
  expect(refusalOf(await give(first, code))).toBe('challenge-gone');

  const second = await asked(person);
  const late = await codeTo(person);
  vu.clock.advance({ minutes: 20 });
  expect(refusalOf(await give(second, late))).toBe('challenge-gone');

  const third = await asked(person);
  const right = await codeTo(person);
  const wrong = await otherCodeThan(right);
  const guesses = await Promise.all(Array.from({ length: 12 }, () => give(third, wrong)));
  expect(guesses.map(refusalOf).filter((each) => each === 'code-wrong')).toHaveLength(5);
  expect(refusalOf(await give(third, right))).toBe('challenge-gone');
});

test('strangers can’t flood somebody’s mailbox, nor use up what their own computer may ask for, nor lock anything', async () => {
  const person = await vu.person();
  const { sessionToken } = await vu.withText(person);
  for (let count = 0; count < 25; count += 1) {
    const token = await asked({ email: person.email, device: aDevice() });
    await vu.api.sendEmails();
    for (let guess = 0; guess < 5; guess += 1) await give(token, 'CCCCCCC2');
  }
  expect(codesTo(person)).toHaveLength(5);
  const answer = await given(await asked(person), await codeTo(person));
  expect(answer.challenge.methods).toHaveLength(1);
  expect(codesTo(person)).toHaveLength(6);
  expect((await vu.client.call(operations.readSession, { token: sessionToken })).ok).toBe(true);
  expect(await opens(person, person.password)).toBe(true);
  for (let count = 0; count < 10; count += 1) {
    await asked(person);
    await vu.api.sendEmails();
  }
  // Its own allowance of a day, after which the help desk is there.
  expect(codesTo(person)).toHaveLength(10);
  vu.clock.advance({ days: 1, minutes: 1 });
  await given(await asked(person), await codeTo(person));
});

test('a network has an allowance, which a computer that somebody signed in on before is not held up by', async () => {
  const person = await vu.person();
  await vu.withText(person);
  const headers = elsewhere();
  for (let count = 0; count < 30; count += 1)
    await asked({ email: `nobody${count}.${randomUUID()}@porthaven.example`, device: aDevice() }, headers);
  const refused = await ask({ email: person.email, device: aDevice() }, headers);
  expect(refused).toMatchObject({ ok: false, error: { code: 'too-many-requests', details: { retryAfterSeconds: expect.any(Number) } } });
  expect((await ask(person, headers)).ok).toBe(true);
  vu.clock.advance({ hours: 1, seconds: 1 });
  expect((await ask({ email: person.email, device: aDevice() }, headers)).ok).toBe(true);
  await vu.api.sendEmails();
});

test('wrong second factors lock codes as anywhere, and a factor that changes meanwhile ends it', async () => {
  const person = await vu.person();
  const { sessionToken, secret } = await vu.withAuthenticator(person);
  const { challengeToken: token } = await given(await asked(person), await codeTo(person));
  await vu.client.answer(operations.verifyAuthenticator, { token, body: { code: vu.nextCode(secret) } });
  await vu.admin.resetFactors(SYSTEM, person.id, 'Lost the phone on the train');
  expect((await vu.client.refusal(recovery.chooseNewPassword, { token, body: { newPassword: NEW } })).code).toBe('challenge-gone');
  expect((await vu.client.refusal(operations.readSession, { token: sessionToken })).code).toBe('not-signed-in');
});

test('the code is a keyed hash at rest, and neither it nor the address is logged', async () => {
  const person = await vu.person();
  await vu.withText(person);
  await asked(person);
  const code = await codeTo(person);
  const rows = await vu.api.database.query('select row_to_json(password_recoveries)::text as row from password_recoveries');
  expect(JSON.stringify(rows)).not.toContain(code);
  const trail = await vu.api.database.query('select content::text as row from audit_entry');
  const logged = JSON.stringify(vu.api.log);
  for (const secret of [code, person.email]) {
    expect(logged).not.toContain(secret);
    expect(JSON.stringify(trail)).not.toContain(secret);
  }
});

test('where the council sends no e-mails it says so, and no code can be asked for', async () => {
  const about = await vu.client.answer(operations.about);
  expect(about.passwordByEmail).toBe(true);
  const { emailTemplateIds: _none, ...notify } = vu.api.configuration.notify;
  const without = await startSignInApi({ notify });
  try {
    expect((await without.client.answer(operations.about)).passwordByEmail).toBe(false);
    const person = await without.person();
    expect((await without.client.refusal(recovery.askForPasswordCode, { body: asking(person) })).code).toBe('not-found');
  } finally {
    await without.close();
  }
});
