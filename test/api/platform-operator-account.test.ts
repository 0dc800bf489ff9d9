import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import type { TestDatabase } from '../support/database.ts';
import { freshDatabase } from '../support/database.ts';
import type { Ended } from '../support/ended-program.ts';
import { endedCommand } from '../support/ended-program.ts';
import { operatorEnvironment } from '../support/operator.ts';

/** Who is recorded as having done it, whatever whoever runs the command line makes of their environment. */

const PROGRAM = fileURLToPath(new URL('../../server/control/operator.ts', import.meta.url));
const LOGIN_UID = '/proc/self/loginuid';
const UNSET = '4294967295';
/** What sudo sets, and anybody can; programs first, so that no other `getent` is found. */
const CLAIMS = (folder: string) => ({
  SUDO_USER: 'mallory',
  SUDO_UID: '4711',
  USER: 'mallory',
  LOGNAME: 'mallory',
  USERNAME: 'mallory',
  HOME: folder,
  PATH: `${folder}:/usr/bin:/bin`,
});

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(path.join(os.tmpdir(), 'vu-account-'));
  for (const name of ['getent', 'id', 'whoami'])
    await writeFile(path.join(folder, name), '#!/bin/sh\necho mallory:x:4711:4711::/:/bin/sh\n', { mode: 0o755 });
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const actorSchema = z.object({ entries: z.array(z.object({ actor: z.looseObject({ kind: z.string(), name: z.string() }) })).min(1) });

/** Runs the command line behind what a shell does first, and answers who the newest entry says that it was. */
async function actorAfter(before: string, at: string) {
  const shell = (...args: string[]): Promise<Ended> =>
    endedCommand('/bin/sh', ['-c', `${before} exec "$@"`, 'sh', process.execPath, PROGRAM, ...args], {
      ...CLAIMS(folder),
      ...operatorEnvironment(database.url),
    });
  expect(await shell('organisation', 'set', '--issuer', 'Vu', '--shift-ends', at)).toMatchObject({ code: 0, errors: '' });
  const shown = await shell('audit', 'show', '--most', '1', '--json');
  const words = await shell('audit', 'show', '--most', '1');
  const [entry] = actorSchema.parse(JSON.parse(shown.output)).entries;
  return { actor: entry?.actor, words: words.output };
}

test('without a login it is the account that the process runs as, which is said, and nothing that the environment claims', async (context) => {
  if (process.platform === 'linux' && (await readFile(LOGIN_UID, 'utf8')).trim() !== UNSET) context.skip();
  const { actor, words } = await actorAfter('', '19:00');
  expect(actor).toEqual({ kind: 'operator', name: os.userInfo().username, known: 'process' });
  expect(words).toContain(`operator:${os.userInfo().username} (no login) `);
  expect(words).not.toContain('mallory');
});

test.runIf(process.platform === 'linux')('who logged in is recorded, whatever account they have become', async () => {
  // What pam_loginuid does at a login; the uid of one who has done so already can't be changed, and is then who is recorded.
  const { actor, words } = await actorAfter(`echo 1 > ${LOGIN_UID} 2>/dev/null;`, '19:30');
  const before = (await readFile(LOGIN_UID, 'utf8')).trim();
  const uid = before === UNSET ? '1' : before;
  const [name] = execFileSync('/usr/bin/getent', ['passwd', uid], { encoding: 'utf8' }).split(':');
  expect(actor).toEqual({ kind: 'operator', name, known: 'login' });
  expect(words).toContain(`operator:${name} `);
  expect(words).not.toContain('(no login)');
});

test.runIf(process.platform === 'linux')('a login of an account that no list has is recorded by its number', async (context) => {
  if ((await readFile(LOGIN_UID, 'utf8')).trim() !== UNSET) context.skip();
  const { actor } = await actorAfter(`echo 54321 > ${LOGIN_UID};`, '20:30');
  expect(actor).toEqual({ kind: 'operator', name: 'uid-54321', known: 'login' });
});
