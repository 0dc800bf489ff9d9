import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import type { TestDatabase } from '../support/database.ts';
import { freshDatabase } from '../support/database.ts';
import { operatorEnvironment, runCommand } from '../support/operator.ts';

/** What the operator is told of the audit trail, and what the operator's own commands leave in it. */

const SAM = 'sam.lee@council.example';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(path.join(os.tmpdir(), 'vu-operator-'));
  await operator('group', 'create', 'Team', '--permissions', 'customer-service-access');
  await operator('user', 'create', '--email', SAM, '--name', 'Sam Lee', '--groups', 'Team');
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const operator = (...args: string[]) => runCommand(args, operatorEnvironment(database.url));

async function written(): Promise<number> {
  const [row] = await database.query<{ entries: number }>('select count(*)::int as entries from audit_entry');
  return row?.entries ?? 0;
}

test('before anything was recorded an empty trail is intact', async () => {
  const fresh = await freshDatabase();
  expect(await runCommand(['audit', 'verify'], operatorEnvironment(fresh.url))).toMatchObject({ code: 0, errors: '' });
  await fresh.drop();
});

test('a file that can’t be written is no lost database, and an earlier checkpoint is never overwritten', async () => {
  const out = (file: string) => operator('audit', 'checkpoint', '--out', file);
  const nowhere = path.join(folder, 'nowhere', 'x');
  expect(await out(nowhere)).toEqual({
    code: 1,
    output: '',
    errors: `operator: --out ${nowhere} can’t be written: there is no such folder\n`,
  });

  const file = path.join(folder, 'earlier.json');
  expect(await out(file)).toMatchObject({ code: 0 });
  const earlier = await readFile(file, 'utf8');
  expect(await out(file)).toEqual({
    code: 1,
    output: '',
    errors: `operator: --out ${file} exists already, and a checkpoint is never overwritten: name a new file\n`,
  });
  expect(await readFile(file, 'utf8')).toBe(earlier);
});

test('of a checkpoint that is no good it is the file that is said to be wrong, and not the trail', async () => {
  const good = path.join(folder, 'good.json');
  await operator('audit', 'checkpoint', '--out', good);
  const forged = path.join(folder, 'forged.json');
  const checkpoint = z
    .object({ seq: z.string() })
    .loose()
    .parse(JSON.parse(await readFile(good, 'utf8')));
  await writeFile(forged, JSON.stringify({ ...checkpoint, seq: '1' }));
  const damaged = path.join(folder, 'damaged.json');
  await writeFile(damaged, (await readFile(good, 'utf8')).slice(0, -20));

  for (const [file, wrong] of [
    [forged, 'is not signed by a key of VU_KEY_AUDIT: the file was changed, or is of another trail. The audit trail was not checked'],
    [damaged, 'is no checkpoint, or a damaged one. The audit trail was not checked'],
    [path.join(folder, 'none.json'), 'can’t be read'],
  ] as const) {
    expect(await operator('audit', 'verify', '--checkpoint', file)).toEqual({
      code: 2,
      output: '',
      errors: `operator: --checkpoint ${file} ${wrong}\n`,
    });
  }
  expect((await operator('audit', 'verify', '--checkpoint', good)).output).toMatch(
    new RegExp(`^The audit trail is intact: \\d+ rows in .*\nIt passes through row ${checkpoint.seq}, where it was at 2`),
  );
});

test('what does not change anything leaves nothing in the trail, and says so', async () => {
  await operator('user', 'enrolment', SAM, 'open');
  const before = await written();
  for (const [args, said] of [
    [['group', 'join', SAM, 'team'], `${SAM} is in the group team.`],
    [['user', 'enable', SAM], `${SAM} can sign in.`],
    [['user', 'unlock', SAM], `${SAM} can use codes.`],
    [['user', 'enrolment', SAM, 'open'], `${SAM} may set up a second factor.`],
    [['policy', 'set', 'forms-portal', '--methods', 'text-message,authenticator'], 'it was so already.'],
    [['organisation', 'set', '--issuer', 'Vu', '--shift-ends', '20:00'], 'it was so already.'],
  ] as const) {
    const { code, output } = await operator(...args);
    expect({ code, last: output.trim().split('\n').at(-1) }).toEqual({ code: 0, last: `Nothing to change: ${said}` });
  }
  expect(await operator('policy', 'set', 'control')).toMatchObject({
    code: 2,
    errors: expect.stringContaining('there is nothing to change'),
  });
  expect(await written()).toBe(before);

  // Each with what undoes it, and what it says the second time.
  for (const [args, kind] of [
    [['group', 'leave', SAM, 'Team'], 'group-left'],
    [['group', 'join', SAM, 'Team'], 'group-joined'],
    [['user', 'disable', SAM], 'user-disabled'],
    [['user', 'enable', SAM], 'user-enabled'],
    [['user', 'enrolment', SAM, 'closed'], 'enrolment-allowed'],
    [['policy', 'set', 'forms-portal', '--idle-lock-minutes', '1'], 'policy-changed'],
    [['organisation', 'set', '--issuer', 'Vu', '--shift-ends', '19:30'], 'organisation-changed'],
  ] as const) {
    const [first, second] = [await operator(...args), await operator(...args)];
    expect([kind, first.code, second.code]).toEqual([kind, 0, 0]);
    expect(first.output).not.toContain('Nothing to change');
    expect(second.output).toContain('Nothing to change');
    const [entries] = await database.query<{ count: number }>('select count(*)::int from audit_entry where kind = $1', [kind]);
    expect([kind, entries?.count]).toEqual([kind, 1]);
  }
  expect((await operator('audit', 'show')).output).toContain('{"facts":["shift-ends"]}');
});

test('somebody’s wrong codes are forgotten once, which is in the trail once', async () => {
  await database.query('update users set wrong_codes = 3 where email = $1', [SAM]);
  const before = await written();
  expect((await operator('user', 'unlock', SAM)).output).toBe(`${SAM} can use codes again.\n`);
  expect((await operator('user', 'unlock', SAM)).output).toBe(`Nothing to change: ${SAM} can use codes.\n`);
  expect(await written()).toBe(before + 1);
});

test('the trail is shown with the names of groups beside their ids', async () => {
  await operator('group', 'leave', SAM, 'Team');
  await operator('group', 'join', SAM, 'Team');
  const [group] = await database.query<{ id: string }>(`select id from groups where name = 'Team'`);
  const { output } = await operator('audit', 'show', '--user', SAM);
  expect(output).toMatch(new RegExp(`user-created .*\\{"groups":\\["Team \\(${group?.id}\\)"\\]\\}`));
  expect(output).toMatch(new RegExp(`group-left .*\\{"groupId":"Team \\(${group?.id}\\)"\\}`));
});

test('one of anything is not said to be many', async () => {
  await operator('policy', 'set', 'forms-portal', '--idle-lock-minutes', '1', '--trust-days', '1');
  const { output } = await operator('policy', 'show');
  expect(output).toMatch(/forms-portal .* 1 day +1 minute /);
});

test('a trail that was cut off is only found by a checkpoint, which is said; one that was emptied is found by what it should hold', async () => {
  const checkpoint = path.join(folder, 'before.json');
  await operator('audit', 'checkpoint', '--out', checkpoint);
  const rows = await written();
  await database.query(`set session_replication_role = replica; delete from audit_trail where seq > 2`);
  const cut = await operator('audit', 'verify');
  expect(cut).toMatchObject({ code: 0, errors: '' });
  expect(cut.output.split('\n')[1]).toBe('No checkpoint was given, so whether its end was cut off can’t be seen.');
  expect((await operator('audit', 'verify', '--checkpoint', checkpoint)).output).toContain('BROKEN. Row 3 is missing: the checkpoint');
  expect(rows).toBeGreaterThan(2);

  await database.query(`set session_replication_role = replica; delete from audit_trail`);
  expect(await operator('audit', 'verify')).toMatchObject({
    code: 1,
    output:
      'The audit trail is BROKEN. Row 1 is missing, and so is every other: there are people or groups, whose creation was recorded.\n',
  });
});
