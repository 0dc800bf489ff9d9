import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import type { ApplicationId } from '../../shared/applications.ts';
import {
  readSession,
  sendTextMessage,
  signInWithPassword,
  trustThisComputer,
  verifyAuthenticator,
  verifyTextMessage,
} from '../../shared/sign-in/operations.ts';
import type { Device, SignedIn } from '../../shared/sign-in/schemas.ts';
import type { StartedApi } from '../support/api.ts';
import { startApi } from '../support/api.ts';
import { runningClock } from '../support/clock.ts';
import { emptyDatabase, freshDatabase } from '../support/database.ts';
import type { Ended } from '../support/ended-program.ts';
import { runProgram } from '../support/ended-program.ts';
import { operatorEnvironment, runCommand as run } from '../support/operator.ts';

/** The operator's own process goes by the computer's clock, so the API does too. */
let api: StartedApi;
let file: string;
beforeAll(async () => {
  api = await startApi({ clock: runningClock() });
  file = path.join(await mkdtemp(path.join(os.tmpdir(), 'vu-operator-')), 'operator.env');
  await writeFile(file, environmentOf(api.database.url));
});
afterAll(() => api.close());

const environmentOf = (url: string) =>
  Object.entries(operatorEnvironment(url))
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
const PROGRAM = fileURLToPath(new URL('../../server/control/operator.ts', import.meta.url));

/** As `npm run operator` starts it. */
const start = (args: readonly string[], input: string): Promise<Ended> => runProgram(PROGRAM, { args, input });

const operator = (...args: string[]) => run([...args, '--env-file', file]);

function device(): Device {
  return { id: crypto.randomUUID(), name: 'Desk 4', platform: 'linux' };
}

async function password(key: string, application: ApplicationId, on: Device, trustToken: string | null = null, given?: string) {
  const person = api.person(key);
  return api.client.call(signInWithPassword, {
    body: { email: person.email, password: given ?? person.password, application, device: on, language: 'en', trustToken },
  });
}

/** Signs in with whichever of the two methods the person is to use. */
async function signIn(key: string, method: 'text-message' | 'authenticator', on: Device): Promise<SignedIn> {
  const person = api.person(key);
  const started = await password(key, 'customer-service-vu', on);
  if (!started.ok || started.answer.outcome !== 'second-factor-needed') throw new Error('a second factor was not asked for');
  const token = started.answer.challengeToken;
  if (method === 'text-message') await api.client.answer(sendTextMessage, { token });
  const verified =
    method === 'text-message'
      ? await api.client.answer(verifyTextMessage, { token, body: { code: api.textCode(person.phone ?? '') } })
      : await api.client.answer(verifyAuthenticator, { token, body: { code: api.authenticatorCode(person) } });
  if (verified.outcome !== 'signed-in') throw new Error('not signed in');
  return verified;
}

test('the program ends with the code of what it did, and takes no password that somebody chose', async () => {
  const create = ['user', 'create', '--env-file', file, '--email', 'piped@council.example', '--name', 'Piped', '--applications', 'control'];

  expect(await start(create, '')).toMatchObject({ code: 0, errors: '' });
  expect(await start(create, '')).toMatchObject({ code: 1, output: '' });
  expect(await start([...create, '--password-stdin'], 'ferry-gull-otter-9\n')).toMatchObject({ code: 2, output: '' });
  expect(await operator('user', 'set-password', 'piped@council.example', '--password', 'ferry-gull-otter-9')).toMatchObject({ code: 2 });
});

test('help says what there is, in words, and needs no settings', async () => {
  const { code, output } = await run(['--help']);

  expect(code).toBe(0);
  for (const command of ['two-factor', 'policy set', 'user create', 'user reset-factors', 'user unlock', 'audit verify'])
    expect(output).toContain(`  ${command} `);
});

test.each([
  [['nonsense'], 2, 'there is no command "nonsense"'],
  [['two-factor', 'perhaps'], 2, '"perhaps" is no setting'],
  [['policy', 'set', 'control', '--methods', 'pigeon'], 2, '"pigeon" is no method'],
  [['policy', 'set', 'control', '--methods', ''], 2, '--methods must name at least one method'],
  [['policy', 'set', 'control', '--trust-days', '91'], 2, '--trust-days must be a whole number from 0 to 90'],
  [['policy', 'set', 'control', '--trust-days', '-1'], 2, '--trust-days must be a whole number from 0 to 90'],
  [['policy', 'set', 'control', '--trust-days'], 2, 'operator: --trust-days needs a value after it\n'],
  [['policy', 'set', 'control', '--methods', '--json'], 2, 'operator: --methods needs a value after it\n'],
  [['user', 'reset-factors', 'a@b.example', '--reason', 'x'], 2, '--reason must have at least 3 characters'],
  [['policy', 'set', 'control', '--surplus', '1'], 2, "Unknown option '--surplus'"],
  [['policy', 'set', 'control', '--reason', 'x'], 2, 'policy set has no option --reason'],
  [['user', 'unlock'], 2, 'it is: user unlock EMAIL'],
  [['user', 'unlock', 'nobody@porthaven.example'], 1, 'there is nobody with the address nobody@porthaven.example'],
  [['user', 'reset-factors', 'nia.bevan@porthaven.example'], 2, '--reason is missing'],
])('%j ends with %i and one line', async (args, code, line) => {
  const ended = await operator(...args);

  expect(ended).toMatchObject({ code, output: '' });
  expect(ended.errors).toMatch(/^operator: [^\n]+\n$/);
  expect(ended.errors).toContain(line);
  // A mistake in the command is said whether or not there are settings to go on with.
  if (code === 2) expect(await run(args)).toEqual(ended);
});

test('without settings, or without a database, it ends with 3 and one line', async () => {
  expect(await run(['policy', 'show'])).toEqual({ code: 3, output: '', errors: 'operator: DATABASE_URL is missing\n' });
  expect(await run(['policy', 'show'], operatorEnvironment('postgres://vu:x@127.0.0.1:1/vu'))).toMatchObject({
    code: 3,
    errors: 'operator: DATABASE_URL names a database that can’t be reached\n',
  });
});

test('the first person of an empty database is created with a temporary password, shown once', async () => {
  const fresh = await emptyDatabase();
  const environment = operatorEnvironment(fresh.url);
  const create = [
    'user',
    'create',
    '--email',
    'first@council.example',
    '--name',
    'Siân O’Neill',
    '--applications',
    'customer-service-vu,control',
  ];

  const created = await run(create, environment);
  expect(created).toMatchObject({ code: 0, errors: '' });
  expect(created.output).toMatch(/Temporary password, shown this once: (?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}/);
  expect(await run(create, environment)).toMatchObject({ code: 1, output: '' });
  const groups = await fresh.query('select permission from group_permissions order by 1');
  expect(groups.map((row) => row['permission'])).toEqual(['customer-service-access', 'management-access']);

  const second = await run([...create.slice(0, 3), 'second@council.example', ...create.slice(4)], environment);
  expect(second).toMatchObject({ code: 0 });
  const password = /once: (\S+)/.exec(second.output)?.[1] ?? '';
  expect(created.output).not.toContain(password);
  const trail = await run(['audit', 'show'], environment);
  expect(trail.output).toMatch(/user-created +second@council\.example +operator:/);
  expect(trail.output).not.toContain(password);
  expect(await run(['audit', 'verify'], environment)).toMatchObject({ code: 0 });
  await fresh.drop();
});

test('a policy that forbids a method ends the trust that it earned', async () => {
  const computer = device();
  const session = await signIn('text-message', 'text-message', computer);
  const { trustToken } = await api.client.answer(trustThisComputer, { token: session.sessionToken });

  const set = await operator('policy', 'set', 'customer-service-vu', '--methods', 'authenticator');
  expect(set).toMatchObject({ code: 0, errors: '' });
  expect(await password('text-message', 'customer-service-vu', computer, trustToken)).toMatchObject({
    answer: {
      outcome: 'second-factor-needed',
      trust: 'refused',
      challenge: { methods: [{ method: 'authenticator', enrolled: false }], mustEnrol: true },
    },
  });

  await operator('policy', 'set', 'customer-service-vu', '--methods', 'authenticator,text-message');
  expect(await password('text-message', 'customer-service-vu', computer, trustToken)).toMatchObject({ answer: { trust: 'refused' } });
});

test('an application limited to text messages is allowed with a warning', async () => {
  expect((await operator('policy', 'set', 'forms-portal', '--methods', 'text-message')).output).toContain('can be redirected');
});

test('two-factor is turned off and on for the whole organisation', async () => {
  expect((await operator('two-factor', 'off')).output).toContain('OFF');
  expect(await password('both', 'customer-service-vu', device())).toMatchObject({ ok: true, answer: { outcome: 'signed-in' } });

  expect((await operator('two-factor', 'on', '--json')).output).toBe('{"twoFactor":true}\n');
  expect(await password('both', 'customer-service-vu', device())).toMatchObject({ ok: true, answer: { outcome: 'second-factor-needed' } });
});

test('resetting someone’s factors ends their session and trust, and makes them set up again', async () => {
  const computer = device();
  const session = await signIn('authenticator', 'authenticator', computer);
  const { trustToken } = await api.client.answer(trustThisComputer, { token: session.sessionToken });
  const { email } = api.person('authenticator');

  expect(await operator('user', 'reset-factors', email, '--reason', 'Lost her phone; identity checked in person')).toMatchObject({
    code: 0,
  });
  expect(await api.client.refusal(readSession, { token: session.sessionToken })).toMatchObject({ code: 'not-signed-in' });
  expect(await password('authenticator', 'customer-service-vu', computer, trustToken)).toMatchObject({
    answer: { outcome: 'second-factor-needed', trust: 'refused', challenge: { mustEnrol: true, recoveryCodesLeft: 0 } },
  });
  expect((await operator('audit', 'show', '--user', email)).output).toMatch(/factors-reset .*operator:.*identity checked in person/);
});

test('a reason that holds a phone number is refused, since the trail keeps none', async () => {
  const { email } = api.person('both');

  expect(await operator('user', 'reset-factors', email, '--reason', 'rang from 07700 900123')).toMatchObject({
    code: 2,
    errors: 'operator: --reason must not hold a phone number or code\n',
  });
});

test('someone locked out of codes is let in again', async () => {
  const { email } = api.person('codes-locked');
  expect(await password('codes-locked', 'customer-service-vu', device())).toMatchObject({ ok: false, error: { code: 'codes-locked' } });

  expect(await operator('user', 'unlock', email)).toMatchObject({ code: 0 });
  expect(await password('codes-locked', 'customer-service-vu', device())).toMatchObject({ ok: true });
});

test('enrolment is opened for someone who was not set up', async () => {
  const { email } = api.person('enrolment-closed');
  expect(await password('enrolment-closed', 'customer-service-vu', device())).toMatchObject({
    error: { code: 'second-factor-not-set-up' },
  });

  expect(await operator('user', 'enrolment', email, 'open')).toMatchObject({ code: 0 });
  expect(await password('enrolment-closed', 'customer-service-vu', device())).toMatchObject({ answer: { challenge: { mustEnrol: true } } });
});

test('disabling someone ends what they have open, and enabling lets them in again', async () => {
  const { email } = api.person('agent');
  const session = await signIn('agent', 'text-message', device());

  expect(await operator('user', 'disable', email)).toMatchObject({ code: 0 });
  expect(await api.client.refusal(readSession, { token: session.sessionToken })).toMatchObject({ code: 'not-signed-in' });
  expect(await password('agent', 'customer-service-vu', device())).toMatchObject({ error: { code: 'credentials-refused' } });

  expect(await operator('user', 'enable', email)).toMatchObject({ code: 0 });
  expect(await password('agent', 'customer-service-vu', device())).toMatchObject({ ok: true });
});

test('the organisation’s words change what the sign-in screen is told', async () => {
  expect(await operator('organisation', 'set', '--help-phone', '01632 960 999', '--notice', '')).toMatchObject({
    code: 2,
    errors: 'operator: --notice and --notice-welsh go together\n',
  });
  expect(await operator('organisation', 'set', '--help-phone', '01632 960 999')).toMatchObject({ code: 0 });
  expect(await (await fetch(`${api.url}/v1/about`)).json()).toMatchObject({ help: { phone: '01632 960 999' } });
});

test('lists are for people, and for programs with --json', async () => {
  expect((await operator('user', 'list')).output).toMatch(/tomos\.rees@porthaven\.example +Tomos Rees +authenticator, text-message/);
  const listed = z
    .object({ groups: z.array(z.object({ name: z.string(), people: z.int() })) })
    .parse(JSON.parse((await operator('group', 'list', '--json')).output));
  expect(listed.groups.map((group) => group.name)).toEqual(
    expect.arrayContaining(['Contact centre', 'Control managers', 'Forms officers']),
  );
});

test('an end of the trail that was cut off, or written anew with the key, is found by a checkpoint and by nothing else', async () => {
  const fresh = await freshDatabase();
  const environment = operatorEnvironment(fresh.url);
  const create = (name: string) =>
    run(['user', 'create', '--email', `${name}@council.example`, '--name', name, '--applications', 'control'], environment);
  const checkpoint = path.join(path.dirname(file), 'kept-elsewhere.json');
  const verify = (...args: string[]) => run(['audit', 'verify', ...args], environment);
  await create('first');
  await create('second');
  expect(await run(['audit', 'checkpoint', '--out', checkpoint], environment)).toMatchObject({ code: 0 });
  const { seq } = JSON.parse(await readFile(checkpoint, 'utf8')) as { readonly seq: string };

  await fresh.query(`set session_replication_role = replica; delete from audit_trail where seq = ${seq}`);
  expect(await verify()).toMatchObject({ code: 0 });
  const cut = await verify('--checkpoint', checkpoint);
  expect(cut).toMatchObject({ code: 1, errors: '' });
  expect(cut.output).toContain(`BROKEN. Row ${seq} is missing: the checkpoint says`);

  await create('third');
  expect(await verify()).toMatchObject({ code: 0 });
  const rewritten = await verify('--checkpoint', checkpoint);
  expect(rewritten).toMatchObject({ code: 1, errors: '' });
  expect(rewritten.output).toContain(`BROKEN. Row ${seq} is not the one that the checkpoint saw`);
  await fresh.drop();
});

test('the trail verifies, and once something in it was changed the first such row is named', async () => {
  const checkpoint = path.join(path.dirname(file), 'checkpoint.json');
  expect(await operator('audit', 'checkpoint', '--out', checkpoint)).toMatchObject({ code: 0 });
  expect(JSON.parse(await readFile(checkpoint, 'utf8'))).toMatchObject({ keyId: 'audit' });
  expect((await operator('audit', 'verify', '--checkpoint', checkpoint)).output).toMatch(/^The audit trail is intact: \d+ rows/);

  await api.database.query(
    `set session_replication_role = replica; update audit_trail set content = replace(content, 'Lost', 'Sold') where kind = 'factors-reset'`,
  );
  const [row] = await api.database.query<{ seq: number }>(`select seq::int from audit_trail where kind = 'factors-reset'`);
  const broken = await operator('audit', 'verify');
  expect(broken).toMatchObject({ code: 1, errors: '' });
  expect(broken.output).toContain(`BROKEN. Row ${row?.seq} was changed`);
});
