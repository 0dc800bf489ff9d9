import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueHelpDeskCode, useHelpDeskCode } from '../../server/sign-in/help-desk-code.ts';
import * as control from '../../shared/control/operations.ts';
import type { HelpDeskCodePurpose } from '../../shared/control/schemas.ts';
import { HELP_DESK_CODE_ALPHABET, HELP_DESK_CODE_HOURS, HELP_DESK_CODE_TRIES } from '../../shared/sign-in/limits.ts';
import { operatorEnvironment, runCommand } from '../support/operator.ts';
import { resultOf } from '../support/passes.ts';
import type { SignInApi, TestPerson } from '../support/sign-in.ts';
import { startSignInApi } from '../support/sign-in.ts';

/** Codes that the help desk reads out: who may make one, and what one is good for. */

const REASON = 'Rang from the known number, lost the phone';
const frame = { actor: { kind: 'system' }, application: null, network: null, reference: null } as const;

let vu: SignInApi;
beforeAll(async () => {
  vu = await startSignInApi();
});
afterAll(() => vu.close());

async function issued(person: TestPerson, purpose: HelpDeskCodePurpose = 'enrol'): Promise<string> {
  const { database } = vu.api.services;
  const asked = { userId: person.id, purpose, issuer: null, reason: REASON };
  const { code } = await database
    .transaction()
    .execute((transaction) => issueHelpDeskCode(vu.api.services, transaction, asked, frame, vu.clock.now()));
  return code;
}

const use = (person: TestPerson, typed: string, purpose: HelpDeskCodePurpose = 'enrol') =>
  vu.api.services.database
    .transaction()
    .execute((transaction) => useHelpDeskCode(vu.api.services, transaction, { userId: person.id, purpose }, typed, frame, vu.clock.now()));

/** A code of the right form that isn't this one. */
const wrongCode = (right: string): string => (right.startsWith('2') ? '3' : '2') + right.slice(1);

test('a code from the help desk works once, in small letters and with spaces, for its person and its purpose', async () => {
  const [person, other] = [await vu.person(), await vu.person()];
  const code = await issued(person);
  expect(code).toMatch(new RegExp(`^([${HELP_DESK_CODE_ALPHABET}]{4}-?){3}$`));
  await issued(other);
  await issued(person, 'new-computer');
  expect(await use(other, code)).toBe('wrong');
  expect(await use(person, code, 'new-computer')).toBe('wrong');
  expect(await use(person, code.toLowerCase().replaceAll('-', ' '))).toBe('right');
  expect(await use(person, code)).toBe('used');
  expect(await use(person, wrongCode(code))).toBe('wrong');
});

test('of many who give the same code at once, one is let through', async () => {
  const person = await vu.person();
  const code = await issued(person);
  const verdicts = await Promise.all(Array.from({ length: 12 }, () => use(person, code)));
  expect(verdicts.filter((each) => each === 'right')).toHaveLength(1);
  expect(verdicts.filter((each) => each === 'used')).toHaveLength(11);
});

test('guesses at a code end it, also when they all come at once', async () => {
  const person = await vu.person();
  const code = await issued(person);
  for (let tries = 1; tries < HELP_DESK_CODE_TRIES; tries += 1) expect(await use(person, wrongCode(code))).toBe('wrong');
  expect(await use(person, 'not a code')).toBe('malformed');
  expect(await use(person, code)).toBe('right');

  const again = await issued(person);
  await Promise.all(Array.from({ length: HELP_DESK_CODE_TRIES + 7 }, () => use(person, wrongCode(again))));
  const [row] = await vu.api.database.query<{ tries: number }>('select tries from help_desk_codes where user_id = $1', [person.id]);
  expect(row?.tries).toBe(HELP_DESK_CODE_TRIES);
  expect(await use(person, again)).toBe('expired');
});

test('a code is over after its time, and when another one is made', async () => {
  const person = await vu.person();
  const first = await issued(person);
  const second = await issued(person);
  expect(await use(person, first)).toBe('wrong');
  vu.clock.advance({ hours: HELP_DESK_CODE_HOURS });
  expect(await use(person, second)).toBe('expired');
  expect(await use(person, await issued(person))).toBe('right');
});

test('what is kept of a code is a hash under a key, and who was given one is told', async () => {
  const person = await vu.person();
  const code = await issued(person);
  const rows = await vu.api.database.query<{ row: string }>('select help_desk_codes::text as row from help_desk_codes where user_id = $1', [
    person.id,
  ]);
  const plain = code.replaceAll('-', '');
  for (const kept of [plain, Buffer.from(plain).toString('hex'), createHash('sha256').update(plain).digest('hex')])
    expect(rows[0]?.row).not.toContain(kept);
  const alerts = await vu.api.database.query('select kind from alerts where user_id = $1', [person.id]);
  expect(alerts).toContainEqual({ kind: 'help-desk-code' });
  const trail = await vu.api.database.query('select audit_entry::text from audit_entry where user_id = $1', [person.id]);
  expect(JSON.stringify(trail)).not.toContain(code.slice(0, 4));
  expect(await vu.trail(person)).toContain('help-desk-code-issued');
});

test('a manager makes a code for somebody else with a fresh second factor, and never for themself', async () => {
  const manager = await vu.person();
  const { sessionToken: token } = await vu.withAuthenticator(manager, { application: 'control' });
  const person = await vu.person();
  const give = async (body: object, by = token) =>
    await vu.client.call(control.issueHelpDeskCode, {
      token: by,
      body: { email: person.email, purpose: 'enrol', reason: REASON, ...body },
    });
  const given = await vu.client.answer(control.issueHelpDeskCode, {
    token,
    body: { email: ` ${person.email.toUpperCase()} `, purpose: 'enrol', reason: REASON },
  });
  expect(given.person.email).toBe(person.email);
  expect(await use(person, given.code)).toBe('right');
  expect(resultOf(await give({ email: manager.email.toUpperCase() }))).toBe('not-permitted');
  expect(await vu.trail(manager)).toContain('help-desk-code-not-issued');
  expect(resultOf(await give({ email: 'nobody@porthaven.example' }))).toBe('not-found');
  expect(resultOf(await give({ reason: 'Call 07700 900123 about it' }))).toBe('reason-refused');
  expect(resultOf(await give({ reason: 'phone' }))).toBe('reason-refused');
  const agent = await vu.person({ permissions: ['customer-service-access'] });
  const { sessionToken } = await vu.withAuthenticator(agent);
  expect(resultOf(await give({}, sessionToken))).toBe('not-permitted');
  vu.clock.advance({ minutes: 5 });
  expect(resultOf(await give({}))).toBe('step-up-needed');
});

test('the operator makes a code with a reason, shown once, and needs the key of codes for it', async () => {
  const person = await vu.person();
  const environment = operatorEnvironment(vu.api.database.url);
  const command = ['user', 'code', person.email, '--for', 'enrolment', '--reason', REASON];
  const made = await runCommand([...command, '--json'], environment);
  expect(made.errors).toBe('');
  const { code } = JSON.parse(made.output) as { code: string };
  expect((await use(person, code)) === 'right').toBe(true);
  const { VU_KEY_CODES: _, ...without } = environment;
  expect(await runCommand(command, without)).toMatchObject({ code: 1, errors: expect.stringContaining('VU_KEY_CODES is missing') });
  expect(await runCommand(['user', 'code', person.email, '--for', 'anything', '--reason', REASON], environment)).toMatchObject({ code: 2 });
  expect(await runCommand(['user', 'code', person.email, '--for', 'enrolment'], environment)).toMatchObject({ code: 2 });
});
