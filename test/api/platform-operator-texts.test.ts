import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditTrail } from '../../server/audit/trail.ts';
import { systemClock } from '../../server/clock.ts';
import { openDatabase } from '../../server/database/database.ts';
import { silentLog } from '../../server/log.ts';
import { administration } from '../../server/sign-in/administration.ts';
import { testKeys } from '../support/api.ts';
import type { TestDatabase } from '../support/database.ts';
import { freshDatabase } from '../support/database.ts';
import { operatorEnvironment, runCommand } from '../support/operator.ts';

/** What people type at the operator's command line, and what it shows of what is kept. */

const ESCAPE = '\u001b[31m';
const OVERRIDE = '\u202e';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const operator = (...args: string[]) => runCommand(args, operatorEnvironment(database.url));
const create = (email: string, name: string) => ['user', 'create', '--applications', 'control', '--email', email, '--name', name];
const GOOD = 'sam.lee@council.example';
const KNOWN = "o'neill+vu@council.example";
const AN_ADDRESS = 'must be an e-mail address, e.g. sam.lee@council.example';
const UNSEEN = 'must not have characters that can’t be seen or that control a screen';

test.each([
  [create('bad', 'Sam'), `--email ${AN_ADDRESS}`],
  [create('sam@council', 'Sam'), `--email ${AN_ADDRESS}`],
  [create('sam lee@council.example', 'Sam'), `--email ${AN_ADDRESS}`],
  [create(`${ESCAPE}sam@council.example`, 'Sam'), `--email ${AN_ADDRESS}`],
  [create(`${'s'.repeat(250)}@council.example`, 'Sam'), '--email must have at most 254 characters'],
  [create('', 'Sam'), `--email ${AN_ADDRESS}`],
  [create(GOOD, ''), '--name must have at least one letter'],
  [create(GOOD, ' \u00a0 '), '--name must have at least one letter'],
  [create(GOOD, 'Sam\nLee'), '--name must be one line'],
  [create(GOOD, 'Sam\u2028Lee'), '--name must be one line'],
  [create(GOOD, `Sam${ESCAPE}`), `--name ${UNSEEN}`],
  [create(GOOD, `Sam${OVERRIDE}`), `--name ${UNSEEN}`],
  [create(GOOD, 'S'.repeat(201)), '--name must have at most 200 characters'],
  [['group', 'create', `Team${OVERRIDE}`, '--permissions', 'management-access'], `NAME ${UNSEEN}`],
  [['group', 'create', 'Team', '--permissions', 'management-access', '--description', 'a\nb'], '--description must be one line'],
  [['organisation', 'set', '--help-email', 'not an email'], `--help-email ${AN_ADDRESS}`],
  [['organisation', 'set', '--name', `Port${ESCAPE}haven`], `--name ${UNSEEN}`],
  [['organisation', 'set', '--help-hours', 'h'.repeat(301)], '--help-hours must have at most 300 characters'],
  [['user', 'reset-factors', GOOD, '--reason', 'no'], '--reason must have at least 3 characters'],
  [['user', 'reset-factors', GOOD, '--reason', 'no '.repeat(101)], '--reason must have at most 300 characters'],
])('%j is refused with what is wrong with it', async (args, line) => {
  expect(await runCommand(args)).toEqual({ code: 2, output: '', errors: `operator: ${line}\n` });
});

test('names of any language and addresses of any usual form are taken', async () => {
  for (const [email, name] of [
    [KNOWN, 'Siân O’Neill-Ó Súilleabháin'],
    ['x@a-b.council.example', '山田'],
    ['  k.perera@council.example ', 'ක්‍රිෂ්ණ'],
  ] as const) {
    expect(await operator(...create(email, name)), name).toMatchObject({ code: 0, errors: '' });
    expect((await operator('user', 'list')).output).toContain(name);
  }
  expect(await operator('organisation', 'set', '--help-email', 'help@council.example')).toMatchObject({ code: 0 });
  expect(await operator('organisation', 'set', '--help-email', '')).toMatchObject({ code: 0 });
});

test('no program of administrators’ can keep an unfit name or address, not the command line alone', async () => {
  const open = openDatabase({ url: database.url, log: silentLog });
  const admin = administration({ database: open, clock: systemClock, audit: auditTrail(testKeys().audit, systemClock) });
  const person = { email: GOOD, name: 'Sam Lee', password: 'ferry-gull-otter-9', language: 'en', groups: [] } as const;
  const group = { name: 'Team', description: '', permissions: [] };
  const system = { kind: 'system' } as const;
  await expect(admin.createUser(system, { ...person, email: 'bad' })).rejects.toThrow(`The address ${AN_ADDRESS}`);
  await expect(admin.createUser(system, { ...person, name: OVERRIDE })).rejects.toThrow(`The name ${UNSEEN}`);
  await expect(admin.createGroup(system, { ...group, name: 'a\nb' })).rejects.toThrow('The name must be one line');
  await expect(admin.createGroup(system, { ...group, description: 'a\nb' })).rejects.toThrow('The description must be one line');
  await open.destroy();
});

/** Each names the same as what is typed plainly, to whoever looks at it. */
const UNSEEN_WAYS: readonly (readonly [string, (address: string) => string])[] = [
  ['a zero-width space before it', (address) => `\u200b${address}`],
  ['a soft hyphen in it', (address) => `${address.slice(0, 4)}\u00ad${address.slice(4)}`],
  ['a byte-order mark and a no-break space', (address) => `\ufeff\u00a0${address}\u00a0`],
  ['direction marks around it, as a phone copies them', (address) => `\u2068${address}\u2069\u200e`],
  ['a variation selector, a tag and a filler', (address) => `${address}\ufe0f\u{e0041}\u3164`],
  ['a typographic apostrophe', (address) => address.replace("'", '\u2019')],
  ['an opening quote in place of one', (address) => address.replace("'", '\u2018')],
  ['a prime', (address) => address.replace("'", '\u2032')],
  ['full-width letters', (address) => address.replace('vu', '\uff56\uff55')],
  ['spaces and a line break at the end', (address) => ` ${address}\r\n`],
];

test.each(UNSEEN_WAYS)('somebody is found by their address with %s', async (_way, written) => {
  const { code, output } = await operator('user', 'unlock', written(KNOWN));
  expect([code, output]).toEqual([0, `Nothing to change: ${KNOWN} can use codes.\n`]);
});

test('an address is kept as it is typed plainly, and nobody can have it twice in another disguise', async () => {
  const plain = "mary-ann.o'shea@council.example";
  const created = await operator(...create('\u200bmary\u2010ann.o\u2019shea@council.example\u00ad', 'Mary-Ann O’Shea'), '--json');
  expect(JSON.parse(created.output)).toMatchObject({ email: plain });
  expect((await operator(...create(`\u2060${plain}`, 'Somebody Else'))).errors).toBe(
    `operator: Somebody has the address ${plain} already\n`,
  );
});

test('every other word that names something is read the same way: groups, applications, settings, computers, options', async () => {
  expect(await operator('group', 'create', 'Children’s services', '--permissions', '\u200bmanagement-access')).toMatchObject({ code: 0 });
  expect(await operator('group', 'join', KNOWN, "children's services\u00ad")).toMatchObject({ code: 0 });
  expect(
    await operator('policy\u200b', 'set', '\ufeffcontrol', '--trust-days', '\u200b0', '\u2014methods', 'authenticator\u00ad'),
  ).toMatchObject({
    code: 0,
  });
  expect(await operator('two-factor', 'show\u2060')).toMatchObject({ code: 0 });
  expect((await operator('computer', 'end', `\u200b${randomUUID()}`)).errors).toContain('nobody has ever signed in on that computer');
  expect(await operator('audit', 'show', '--user', `\u00ad${KNOWN}`)).toMatchObject({ code: 0 });
  expect(await operator('organisation', 'set', '\u2013\u2013help-email', '\u200bhelp@council.example')).toMatchObject({ code: 0 });
});

test('whatever the database holds, a terminal gets nothing that it would obey, and a row stays one line', async () => {
  const name = `Eve${ESCAPE}\u009b2J${OVERRIDE}\nroot\u2028x`;
  await database.query(
    `insert into users (id, email, name, password_hash, password_changed_at, created_at) values ($1, $2, $3, 'x', now(), now())`,
    [randomUUID(), `eve${ESCAPE}@council.example`, name],
  );

  const { output } = await operator('user', 'list');
  expect(
    output
      .split('\n')
      .find((line) => line.startsWith('eve'))
      ?.split(/ {2,}/)
      .slice(0, 2),
  ).toEqual(['eve\ufffd[31m@council.example', 'Eve\ufffd[31m\ufffd2J\ufffd\ufffdroot\ufffdx']);
  // Programs read it as it is.
  const listed = await operator('user', 'list', '--json');
  for (const obeyed of ['\u001b', '\u009b', OVERRIDE, '\u2028']) expect(listed.output).not.toContain(obeyed);
  expect(JSON.parse(listed.output)).toMatchObject({ users: expect.arrayContaining([expect.objectContaining({ name })]) });
  // Nor does it get it in a sentence, or of what was typed.
  expect((await operator('user', 'unlock', `\u001b${KNOWN}${OVERRIDE}`)).output).toContain(`${KNOWN} can use codes.`);
  expect((await operator('user', 'unlock', `${ESCAPE}a\nb`)).errors).toBe(
    'operator: there is nobody with the address \ufffd[31ma\ufffdb\n',
  );
  await database.query('delete from users where name = $1', [name]);
});
