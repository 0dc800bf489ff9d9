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
    ["o'neill+vu@council.example", 'Siân O’Neill-Ó Súilleabháin'],
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
  expect((await operator('user', 'unlock', `eve${ESCAPE}@council.example`)).output).toContain(
    'eve\ufffd[31m@council.example can use codes.',
  );
  expect((await operator('user', 'unlock', `${ESCAPE}a\nb`)).errors).toBe(
    'operator: there is nobody with the address \ufffd[31ma\ufffdb\n',
  );
  await database.query('delete from users where name = $1', [name]);
});
