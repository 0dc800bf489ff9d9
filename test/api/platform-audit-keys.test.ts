import { randomBytes, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { keysInUse } from '../../server/audit/keys-in-use.ts';
import { CHAIN_START, chainMac, entryMac } from '../../server/audit/seal.ts';
import { sealPending, startSealer, takeCheckpoint } from '../../server/audit/sealer.ts';
import { auditTrail } from '../../server/audit/trail.ts';
import { verifyTrail } from '../../server/audit/verify.ts';
import type { AuditKeyring, NamedKey } from '../../server/keys.ts';
import { readAuditKeyring } from '../../server/keys.ts';
import type { Log, LogFields } from '../../server/log.ts';
import { silentLog } from '../../server/log.ts';
import { frozenClock } from '../support/clock.ts';
import { runCommand } from '../support/operator.ts';
import type { TestTrail } from '../support/trail.ts';
import { auditEvent, openTrail } from '../support/trail.ts';

/** Whoever has the whole database, and a key of the trail that was replaced, tries to write history with it. */

const MORNING = '2026-03-27T09:00:00.000Z';
let clock: ReturnType<typeof frozenClock>;
let audit: TestTrail;
const OLD: NamedKey = { id: 'old', key: randomBytes(32) };
const NEW: NamedKey = { id: 'new', key: randomBytes(32) };
const NEWER: NamedKey = { id: 'newer', key: randomBytes(32) };

const textOf = (...keys: readonly NamedKey[]): string => keys.map(({ id, key }) => `${id}:${key.toString('base64')}`).join(',');
function ringOf(text: string): AuditKeyring {
  const read = readAuditKeyring(text);
  if (read === null) throw new Error('no key ring');
  return read;
}
const ring = (...keys: readonly NamedKey[]): AuditKeyring => ringOf(textOf(...keys));

beforeEach(async () => {
  clock = frozenClock(MORNING);
  audit = await openTrail(clock);
});
afterEach(() => audit.close());

/** As an instance of the API seals with those keys. */
const seal = (keys: AuditKeyring, log: Log = silentLog) =>
  sealPending(audit.database, keys, log, { replaces: true, clock, hasSealed: false });
const write = async (keys: AuditKeyring, count = 1) => {
  for (let made = 0; made < count; made += 1)
    await audit.database.transaction().execute((transaction) => auditTrail(keys, clock).append(transaction, auditEvent()));
};
const verify = (keys: AuditKeyring, checkpoint?: Parameters<typeof verifyTrail>[2]) => verifyTrail(audit.database, keys, checkpoint);

/** Four rows under the old key, the change at the fifth, and three under the new one. */
async function replaced(): Promise<void> {
  await write(ring(OLD), 4);
  await seal(ring(OLD));
  await write(ring(NEW, OLD), 3);
  // What waited under the new key until then is sealed under the old one as well: the change is behind it.
  await seal(ring(NEW, OLD));
  await write(ring(NEW, OLD), 3);
  await seal(ring(NEW, OLD));
}
const CHANGE = 8;

interface StoredRow {
  readonly seq: string;
  readonly content: string;
}

/** Writes the trail on from a row, under a key, as it would be had it never been otherwise. */
async function rewrite(from: number, to: number, by: NamedKey, content = (was: string) => was): Promise<void> {
  const rows = await audit.file.query<StoredRow>('select seq::text, content from audit_trail order by audit_trail.seq');
  const [before] = await audit.file.query<{ chain: string }>(
    `select encode(chain, 'hex') as chain from audit_trail where seq = ${from - 1}`,
  );
  await audit.tamper(`delete from audit_trail where seq between ${from} and ${to}`);
  let previous = before?.chain ?? CHAIN_START;
  for (let seq = from; seq <= to; seq += 1) {
    const id = randomUUID();
    const was = rows.find((row) => row.seq === String(seq))?.content ?? rows[0]?.content ?? '';
    const text = content(was).replace(/"id":"[^"]+"/, `"id":"${id}"`);
    const mac = entryMac(by.key, text);
    const chain = chainMac(by.key, String(seq), previous, mac);
    await audit.file.query(
      `insert into audit_trail (seq, content, key_id, mac, previous, chain, chain_key_id)
       values ($1, $2, $3, decode($4, 'hex'), decode($5, 'hex'), decode($6, 'hex'), $3)`,
      [seq, text, by.id, mac, previous, chain],
    );
    previous = chain;
  }
}
const lie = (text: string): string => text.replace('192.0.2.1', '203.0.113.9');

/** What a key that was replaced is to be written as in the setting, as `audit verify` says. */
async function bounded(): Promise<AuditKeyring> {
  const verdict = await verify(ring(NEW, OLD));
  if (!verdict.intact) throw new Error(`broken: ${verdict.fault}`);
  return ringOf(`${textOf(NEW)},${verdict.unbounded[0]}:${OLD.key.toString('base64')}`);
}

test('a replaced key vouches for what it sealed, and the trail says where another took over', async () => {
  await replaced();
  const verdict = await verify(ring(NEW, OLD));
  expect(verdict).toMatchObject({ intact: true, rows: 11, waiting: 0, unbounded: [expect.stringMatching(/^old@7\/[0-9a-f]{32}$/)] });
  const changes = await audit.file.query(`select seq::int, chain_key_id from audit_trail where kind = 'audit-key-changed'`);
  expect(changes).toEqual([{ seq: CHANGE, chain_key_id: 'new' }]);
  expect(await verify(await bounded())).toMatchObject({ intact: true, unbounded: [] });
  // Without the old key nothing of before can be read.
  expect(await verify(ring(NEW))).toMatchObject({ intact: false, fault: 'key-unknown', row: '1' });
});

describe.each([
  ['as it is found in the trail', async () => ring(NEW, OLD)],
  ['as the setting says it', () => bounded()],
])('with the place where the key was replaced %s', (_, keysAfter) => {
  test.each<[string, () => Promise<void>, string]>([
    ['rows at the end, in place of those under the new one', () => rewrite(10, 11, OLD, lie), 'key-replaced'],
    ['one row more at the end', () => rewrite(12, 12, OLD, lie), 'key-replaced'],
    ['many more at the end', () => rewrite(12, 20, OLD, lie), 'key-replaced'],
    ['all rows from the change on', () => rewrite(CHANGE, 11, OLD, lie), 'not-taken-over'],
    ['the end of what it signed itself, and the change after it', () => rewrite(6, 11, OLD, lie), 'not-taken-over'],
    ['a shorter past', () => rewrite(3, 4, OLD, lie).then(() => audit.tamper('delete from audit_trail where seq > 4')), 'not-taken-over'],
    ['everything', () => rewrite(1, 11, OLD, lie), 'not-taken-over'],
    ['rows of its own time, leaving all that came after', () => rewrite(5, 7, OLD, lie), 'order-changed'],
  ])('a rewrite under it is found: %s', async (_what, attack, fault) => {
    await replaced();
    const keys = await keysAfter();
    await attack();
    const verdict = await verify(keys);
    expect(verdict).toMatchObject({ intact: false });
    const named = [fault, ...(keys.retired?.size === 1 ? ['key-replaced', 'replaced-missing', 'replaced-differs'] : [])];
    expect(named).toContain(verdict.intact ? '' : verdict.fault);
  });

  test('an entry that was put among those that wait is not taken, by the API or by the command line', async () => {
    await replaced();
    const keys = await keysAfter();
    clock.advance({ minutes: 1 });
    await write(ring(OLD));
    expect(await sealPending(audit.database, keys, silentLog)).toBe(0);
    expect(await verify(keys)).toMatchObject({ intact: false, fault: 'key-replaced', row: null });
    const events: string[] = [];
    await seal(keys, collecting(events));
    expect(events).toContain('audit-entry-altered');
    expect(await verify(keys)).toMatchObject({ intact: false, fault: 'key-replaced', row: '12' });
  });

  test('a checkpoint that it signs for what came after is not taken', async () => {
    await replaced();
    const keys = await keysAfter();
    const forged = await takeCheckpoint(audit.database, { current: OLD, byId: new Map([[OLD.id, OLD.key]]) }, clock);
    expect(forged.keyId).toBe('old');
    expect(await verify(keys, forged)).toMatchObject({ intact: false, fault: 'checkpoint-forged' });
    // One of before the change goes on being good.
    await audit.tamper('create table kept as select * from audit_trail where seq = 0');
    expect(await verify(keys, await takeCheckpoint(audit.database, keys, clock))).toMatchObject({ intact: true });
  });
});

function collecting(events: string[]): Log {
  const note = (event: string, _fields?: LogFields) => void events.push(event);
  return { info: note, warn: note, error: note };
}

test('once the setting says where it was replaced, an instance that starts on a trail that was cut off and rewritten seals nothing over it', async () => {
  await replaced();
  const keys = await bounded();
  await rewrite(6, 11, OLD, lie);
  await write(keys);
  const events: string[] = [];
  const sealing = { replaces: true, clock, hasSealed: false, refused: (event: string) => void events.push(event) };
  expect(await sealPending(audit.database, keys, silentLog, sealing)).toBe(0);
  expect(events).toEqual(['audit-trail-rewritten']);
  expect(await verify(keys)).toMatchObject({ intact: false });
  // Also where the rewritten past is exactly as long as the true one was.
  await audit.tamper('delete from audit_trail where seq > 7');
  expect(await sealPending(audit.database, keys, silentLog, sealing)).toBe(0);
});

test('an instance that has sealed under the new key says so when the trail is under the old one again, and does not take over twice', async () => {
  await write(ring(OLD), 4);
  await seal(ring(OLD));
  const events: string[] = [];
  const first = startSealer(audit.database, keysInUse(ring(NEW, OLD)), clock, collecting(events));
  await expect.poll(() => events).toContain('audit-key-changed');
  await rewrite(3, 5, OLD, lie);
  await expect.poll(() => events).toContain('audit-trail-rewritten');
  await first.stop();
  expect(events.filter((each) => each === 'audit-key-changed')).toHaveLength(1);
  expect(await verify(ring(NEW, OLD))).toMatchObject({ intact: false, fault: 'not-taken-over' });
});

test('while instances are given the new key one after another, none writes what would not count, and none waits for another', async () => {
  await write(ring(OLD), 2);
  await seal(ring(OLD));
  const [early, later] = [keysInUse(ring(NEW, OLD)), keysInUse(ring(OLD, NEW))];
  await write(later);
  await seal(early);
  // On its way under the old key while the new one took over.
  await write(later);
  await seal(early);
  expect(await verify(ring(NEW, OLD))).toMatchObject({ intact: true, rows: 5, waiting: 0 });
  // The other follows as soon as it looks.
  expect(later.current.id).toBe('old');
  await seal(later);
  expect(later.current.id).toBe('new');
  clock.advance({ minutes: 5 });
  await write(later, 2);
  await seal(later);
  expect(await verify(ring(NEW, OLD))).toMatchObject({ intact: true, rows: 7, waiting: 0 });
  expect(await verify(ring(OLD, NEW))).toMatchObject({ intact: true, rows: 7 });
});

test('an instance that was not given the new key writes nothing that would not count', async () => {
  await replaced();
  const without = keysInUse(ring(OLD));
  const events: string[] = [];
  await sealPending(audit.database, without, silentLog, {
    replaces: true,
    clock,
    hasSealed: true,
    refused: (event) => void events.push(event),
  });
  expect(events).toEqual(['audit-key-unknown']);
  expect(() => auditTrail(without, clock).prepare(auditEvent())).toThrow(/under a key that VU_KEY_AUDIT does not have/);
});

test('the middle key of three can write neither before its time nor after it', async () => {
  await replaced();
  const all = ring(NEWER, NEW, OLD);
  await seal(all);
  await write(all, 2);
  await seal(all);
  expect(await verify(all)).toMatchObject({ intact: true, rows: 14 });
  await rewrite(10, 11, NEW, lie);
  expect(await verify(all)).toMatchObject({ intact: false, fault: 'order-changed', row: '12' });
  await rewrite(10, 14, NEW, lie);
  expect(await verify(all)).toMatchObject({ intact: false, fault: 'not-taken-over' });
  await rewrite(13, 14, OLD, lie);
  expect(await verify(all)).toMatchObject({ intact: false, fault: 'key-replaced', row: '13' });
});

test('the operator is told what is wrong, and what the setting should say', async () => {
  await replaced();
  const environment = (text: string) => ({ DATABASE_URL: audit.file.apiUrl, VU_KEY_AUDIT: text });
  const plain = environment(textOf(NEW, OLD));
  const { output } = await runCommand(['audit', 'verify'], plain);
  const [, bound = ''] = /In VU_KEY_AUDIT put (old@7\/[0-9a-f]{32}) in place of old:/.exec(output) ?? [];
  const good = environment(`${textOf(NEW)},${bound}:${OLD.key.toString('base64')}`);
  expect(await runCommand(['audit', 'verify'], good)).toMatchObject({ code: 0, output: expect.not.stringContaining('In VU_KEY_AUDIT') });
  expect(await runCommand(['audit', 'verify'], environment(`${bound}:${OLD.key.toString('base64')},${textOf(NEW)}`))).toMatchObject({
    code: 3,
    errors: expect.stringMatching(/^operator: VU_KEY_AUDIT must be name:key/),
  });
  await rewrite(11, 11, OLD, lie);
  expect(await runCommand(['audit', 'verify'], plain)).toMatchObject({
    code: 1,
    output: expect.stringContaining('Row 11 is under a key that another had replaced'),
  });
  await rewrite(CHANGE, 11, OLD, lie);
  // Nor does the command line itself put the new key behind it.
  for (let round = 0; round < 2; round += 1)
    expect(await runCommand(['audit', 'verify'], plain)).toMatchObject({
      code: 1,
      output: expect.stringContaining('has not taken over yet'),
    });
  await rewrite(6, 11, OLD, lie);
  expect(await runCommand(['audit', 'verify'], good)).toMatchObject({
    code: 1,
    output: expect.stringContaining('is not the one at which VU_KEY_AUDIT says'),
  });
});
