import { afterAll, beforeAll, expect, test } from 'vitest';
import { EMAIL_TEMPLATES } from '../../server/notify/template.ts';
import * as operations from '../../shared/sign-in/operations.ts';
import { operatorEnvironment, runCommand } from '../support/operator.ts';
import type { SignInApi, TestPerson } from '../support/sign-in.ts';
import { aDevice, passwordBody, startSignInApi } from '../support/sign-in.ts';

const SYSTEM = { kind: 'system' } as const;
/** As temporary passwords are written. */
const TEMPORARY = /[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}/;

let vu: SignInApi;
beforeAll(async () => {
  vu = await startSignInApi();
});
afterAll(() => vu.close());

const mailsTo = (person: Pick<TestPerson, 'email'>) => vu.api.notify.outbox().filter(({ to }) => to === person.email);

test('every security notice goes by e-mail as well, also to people without a number', async () => {
  const person = await vu.person();
  await vu.withAuthenticator(person);
  await vu.api.sendEmails();
  const [first] = mailsTo(person);
  expect(first).toMatchObject({
    subject: EMAIL_TEMPLATES.alert.en.subject,
    body: EMAIL_TEMPLATES.alert.en.content.replace('((event))', 'a way to get codes was added to your account'),
  });
  await vu.admin.setPassword(SYSTEM, person.id, 'heron-tide-wall-3');
  await vu.api.sendEmails();
  expect(mailsTo(person).map(({ body }) => /: (.*)\./.exec(body)?.[1])).toEqual([
    'your password was changed',
    'a way to get codes was added to your account',
  ]);
  const texted = vu.phones.alerts.filter(({ phoneNumber }) => phoneNumber === person.phone);
  expect(texted).toEqual([]);
});

test('a sign-in on a computer that wasn’t used before is told by e-mail, in the person’s language', async () => {
  const person = await vu.person();
  await vu.withText(person);
  await vu.api.database.query(`update users set language = 'cy' where id = $1`, [person.id]);
  await vu.againByText({ ...person, device: aDevice() });
  await vu.api.sendEmails();
  const told = mailsTo(person).find(({ body }) => body.includes('mewngofnodwyd ar gyfrifiadur newydd'));
  expect(told?.subject).toBe(EMAIL_TEMPLATES.alert.cy.subject);
});

test('an invitation brings a temporary password that nobody else has seen, which is made as it is sent', async () => {
  const person = await vu.person();
  await vu.admin.setPassword(SYSTEM, person.id, 'heron-tide-wall-3', true);
  await vu.admin.invite(SYSTEM, person.id);
  await vu.admin.invite(SYSTEM, person.id);
  const [kept] = await vu.api.database.query('select row_to_json(emails)::text as row from emails where user_id = $1 and kind = $2', [
    person.id,
    'invitation',
  ]);
  expect(JSON.stringify(kept)).not.toMatch(TEMPORARY);
  await vu.api.sendEmails();
  const invitations = mailsTo(person).filter(({ subject }) => subject === EMAIL_TEMPLATES.invitation.en.subject);
  expect(invitations).toHaveLength(1);
  const password = TEMPORARY.exec(invitations[0]?.body ?? '')?.[0] ?? '';
  const signIn = (typed: string) => vu.client.call(operations.signInWithPassword, { body: passwordBody(person, { password: typed }) });
  expect((await signIn('heron-tide-wall-3')).ok).toBe(false);
  expect((await signIn(password)).ok).toBe(true);
  expect(await vu.trail(person)).toEqual(expect.arrayContaining(['invited', 'email']));
  expect(JSON.stringify(vu.api.log)).not.toContain(password);
});

test('a lost answer sends an invitation once, an outage sends it later, and what is refused is given up with an entry', async () => {
  const { notify } = vu.api;
  const invited = async () => {
    const person = await vu.person();
    await vu.admin.setPassword(SYSTEM, person.id, 'heron-tide-wall-3', true);
    await vu.admin.invite(SYSTEM, person.id);
    return person;
  };
  await vu.api.sendEmails();
  const first = await invited();
  notify.control.fail('accepted-cut');
  await vu.api.sendEmails();
  const later = await invited();
  notify.control.fail('server-error', 9, 'any');
  await vu.api.sendEmails();
  notify.control.clear();
  const before = (await vu.trail(later)).length;
  vu.clock.advance({ minutes: 5 });
  await vu.api.sendEmails();
  expect((await vu.trail(later)).length).toBeGreaterThan(before);
  const outcomes = async (person: TestPerson) =>
    (
      await vu.api.database.query<{ outcome: string }>(
        `select content::jsonb->'details'->>'outcome' as outcome from audit_entry where content::jsonb->>'userId' = $1 and content::jsonb->>'kind' = 'email'`,
        [person.id],
      )
    ).map(({ outcome }) => outcome);
  expect(await outcomes(first)).toContain('accepted');
  expect(await outcomes(later)).toContain('accepted');
  const stranger = await invited();
  await vu.api.database.query(`update emails set address = 'not an address' where user_id = $1`, [stranger.id]);
  await vu.api.sendEmails();
  expect(await outcomes(stranger)).toContain('address-refused');
  const left = await vu.api.database.query('select from emails');
  expect(left).toEqual([]);
});

test('two instances send each e-mail once', async () => {
  const person = await vu.person();
  await vu.admin.setPassword(SYSTEM, person.id, 'heron-tide-wall-3');
  const before = mailsTo(person).length;
  await Promise.all([vu.api.sendEmails(), vu.api.sendEmails(), vu.api.sendEmails()]);
  expect(mailsTo(person).length).toBe(before + 1);
});

test('with --send the operator’s commands print no password, and the person alone is sent one', async () => {
  const environment = operatorEnvironment(vu.api.database.url);
  const email = 'sioned.invited@porthaven.example';
  const create = ['user', 'create', '--email', email, '--name', 'Sioned Invited', '--applications', 'customer-service-vu', '--send'];
  const deliver = async () => {
    // The command goes by the computer's clock, and this API by its own.
    await vu.api.database.query('update emails set created_at = $1, due_at = $1', [vu.clock.now()]);
    await vu.api.sendEmails();
    return mailsTo({ email }).flatMap(({ body }) => TEMPORARY.exec(body)?.[0] ?? []);
  };
  const created = await runCommand(create, environment);
  expect([created.code, created.output.includes('e-mails them a temporary password'), TEMPORARY.test(created.output)]).toEqual([
    0,
    true,
    false,
  ]);
  expect(await deliver()).toHaveLength(1);
  const again = await runCommand(['user', 'set-password', email, '--send'], environment);
  expect([again.code, TEMPORARY.test(again.output)]).toEqual([0, false]);
  const [newest, first] = await deliver();
  expect(newest).not.toBe(first);
});
