import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AuditEvent } from '../../server/audit/events.ts';
import { sealPending, takeCheckpoint } from '../../server/audit/sealer.ts';
import { auditTrail, readTrail } from '../../server/audit/trail.ts';
import { verifyTrail } from '../../server/audit/verify.ts';
import { openDatabase } from '../../server/database/database.ts';
import type { Keyring } from '../../server/keys.ts';
import { silentLog } from '../../server/log.ts';
import { frozenClock } from '../support/clock.ts';
import type { TestTrail } from '../support/trail.ts';
import { auditEvent, openTrail } from '../support/trail.ts';

/** Of so many PostgreSQL would rather read all than look some up. */
const LONG_TRAIL = 3_000;

const clock = frozenClock('2026-03-27T09:00:00.000Z');
let audit: TestTrail;
beforeEach(async () => {
  audit = await openTrail(clock);
});
afterEach(() => audit.close());

test('entries are sealed in the order they were written, and the trail verifies', async () => {
  await audit.recordSealed(5);
  await audit.record(2);

  expect(await verifyTrail(audit.database, audit.keys)).toMatchObject({ intact: true, rows: 5, waiting: 2 });
  const written = await readTrail(audit.database, 10);
  expect(written).toHaveLength(7);
  const ids = await audit.file.query('select id from audit_trail order by seq');
  expect(ids).toEqual([...ids].sort((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1)));
});

test('the chain goes on over many sealings', async () => {
  for (let round = 0; round < 13; round += 1) await audit.recordSealed(1);

  expect(await verifyTrail(audit.database, audit.keys)).toMatchObject({ intact: true, rows: 13, waiting: 0 });
});

test('sealing a few entries reads no more of a trail that is long', async () => {
  const one = openDatabase({ url: audit.file.url, poolSize: 1, log: silentLog });
  const read = async () => {
    // On the connection that sealed, which otherwise tells what it read when it likes.
    await sql`select pg_stat_force_next_flush()`.execute(one);
    const [row] = await audit.file.query<{ rows: number }>(
      `select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::integer as rows from pg_stat_all_tables where relname like 'audit%'`,
    );
    return row?.rows ?? Number.NaN;
  };
  const sealFew = async () => {
    await audit.record(3);
    const before = await read();
    expect(await sealPending(one, audit.keys, silentLog)).toBe(3);
    return (await read()) - before;
  };
  try {
    const short = await sealFew();
    // PostgreSQL plans for the many of the last round, knowing those before, and keeps that plan for the few that follow.
    for (let round = 0; round < 3; round += 1) {
      await audit.file.query('analyze');
      await one.transaction().execute((transaction) => audit.trail.append(transaction, ...Array.from({ length: LONG_TRAIL }, auditEvent)));
      await sealPending(one, audit.keys, silentLog);
    }
    expect(await sealFew()).toBeLessThan(2 * short);
  } finally {
    await one.destroy();
  }
});

test('an entry exists only when the change it records does', async () => {
  await expect(
    audit.database.transaction().execute(async (transaction) => {
      await audit.trail.append(transaction, auditEvent());
      throw new Error('the change failed');
    }),
  ).rejects.toThrow('the change failed');

  expect(await readTrail(audit.database, 10)).toEqual([]);
});

test('several sealers at once chain every entry exactly once', async () => {
  await Promise.all(Array.from({ length: 8 }, () => audit.record(25)));
  const sealed = await Promise.all(Array.from({ length: 4 }, () => sealPending(audit.database, audit.keys, silentLog)));
  const rest = await sealPending(audit.database, audit.keys, silentLog);

  expect(sealed.reduce((sum, each) => sum + each, rest)).toBe(200);
  expect(await verifyTrail(audit.database, audit.keys)).toMatchObject({ intact: true, rows: 200, waiting: 0 });
});

test('a changed row is found and named', async () => {
  await audit.recordSealed(6);
  await audit.tamper(`update audit_trail set content = replace(content, '192.0.2.1', '192.0.2.9') where seq = 4`);

  expect(await verifyTrail(audit.database, audit.keys)).toMatchObject({ intact: false, fault: 'content-changed', row: '4' });
});

test('a removed row is found and named', async () => {
  await audit.recordSealed(6);
  await audit.tamper('delete from audit_trail where seq = 3');

  expect(await verifyTrail(audit.database, audit.keys)).toMatchObject({ intact: false, fault: 'row-missing', row: '3' });
});

test('a removed row is found when those after it were moved up', async () => {
  await audit.recordSealed(6);
  await audit.tamper('delete from audit_trail where seq = 3; update audit_trail set seq = seq + 100 where seq > 3');
  await audit.tamper('update audit_trail set seq = seq - 101 where seq > 100');

  expect(await verifyTrail(audit.database, audit.keys)).toMatchObject({ intact: false, fault: 'order-changed', row: '3' });
});

test('two rows that changed places are found', async () => {
  await audit.recordSealed(6);
  await audit.tamper(
    'update audit_trail set seq = 100 where seq = 2; update audit_trail set seq = 2 where seq = 5; update audit_trail set seq = 5 where seq = 100',
  );

  expect(await verifyTrail(audit.database, audit.keys)).toMatchObject({ intact: false, fault: 'order-changed', row: '2' });
});

test('a row invented without the key is found', async () => {
  await audit.recordSealed(3);
  await audit.tamper(`
    insert into audit_trail (seq, content, key_id, mac, previous, chain, chain_key_id)
    select 4, replace(content, substr(content, 20, 8), 'deadbeef'), key_id, mac, chain, chain, chain_key_id from audit_trail where seq = 3`);

  expect(await verifyTrail(audit.database, audit.keys)).toMatchObject({ intact: false, fault: 'content-changed', row: '4' });
});

test('a key that the verifier was not given is named as such', async () => {
  await audit.recordSealed(1);
  const other = randomBytes(32);

  expect(await verifyTrail(audit.database, { current: { id: 'other', key: other }, byId: new Map([['other', other]]) })).toMatchObject({
    intact: false,
    fault: 'key-unknown',
    row: '1',
  });
});

test('the trail still verifies after its key was rotated', async () => {
  await audit.recordSealed(2);
  await audit.record(1);
  const key = randomBytes(32);
  const rotated: Keyring = { current: { id: 'newer', key }, byId: new Map([...audit.keys.byId, ['newer', key]]) };
  // As an instance of the API does, by which a new key takes the place of the one before: in a row of its own.
  const sealing = { replaces: true, clock, hasSealed: false };
  await sealPending(audit.database, rotated, silentLog, sealing);
  await audit.database.transaction().execute((transaction) => auditTrail(rotated, clock).append(transaction, auditEvent()));
  await sealPending(audit.database, rotated, silentLog, sealing);

  expect(await verifyTrail(audit.database, rotated)).toMatchObject({ intact: true, rows: 5 });
});

test('a tail that was cut off is found by a checkpoint taken before', async () => {
  await audit.recordSealed(6);
  const checkpoint = await takeCheckpoint(audit.database, audit.keys, clock);
  await audit.tamper('delete from audit_trail where seq > 4');

  expect(await verifyTrail(audit.database, audit.keys)).toMatchObject({ intact: true, rows: 4 });
  expect(await verifyTrail(audit.database, audit.keys, checkpoint)).toMatchObject({ intact: false, fault: 'checkpoint-missing', row: '5' });
});

test('a tail that was rewritten by someone with the key is found by a checkpoint taken before', async () => {
  await audit.recordSealed(4);
  const checkpoint = await takeCheckpoint(audit.database, audit.keys, clock);
  await audit.tamper('delete from audit_trail where seq > 2');
  await audit.recordSealed(2);

  expect(await verifyTrail(audit.database, audit.keys)).toMatchObject({ intact: true, rows: 4 });
  expect(await verifyTrail(audit.database, audit.keys, checkpoint)).toMatchObject({ intact: false, fault: 'checkpoint-differs', row: '4' });
});

test('a row that was put in from another past of the same trail is found', async () => {
  await audit.recordSealed(4);
  await audit.file.query(
    'create table kept as select seq, content, key_id, mac, previous, chain, chain_key_id from audit_trail where seq = 4',
  );
  await audit.tamper('delete from audit_trail where seq > 2');
  await audit.recordSealed(2);
  await audit.tamper(
    'delete from audit_trail where seq = 4; insert into audit_trail (seq, content, key_id, mac, previous, chain, chain_key_id) select * from kept',
  );

  expect(await verifyTrail(audit.database, audit.keys)).toMatchObject({ intact: false, fault: 'order-changed', row: '4' });
});

test('a checkpoint that nobody signed is refused', async () => {
  await audit.recordSealed(2);
  const checkpoint = await takeCheckpoint(audit.database, audit.keys, clock);

  expect(await verifyTrail(audit.database, audit.keys, { ...checkpoint, seq: '1' })).toMatchObject({
    intact: false,
    fault: 'checkpoint-forged',
  });
});

test('an entry that was changed before it was sealed is found, waiting and sealed', async () => {
  await audit.record(3);
  const [second] = await audit.file.query(`select id from audit_pending order by id offset 1 limit 1`);
  await audit.tamper(`update audit_pending set content = replace(content, '192.0.2.1', '192.0.2.9') where id = '${second?.['id']}'`);

  expect(await verifyTrail(audit.database, audit.keys)).toMatchObject({
    intact: false,
    fault: 'waiting-entry-changed',
    id: second?.['id'],
  });
  await sealPending(audit.database, audit.keys, silentLog);
  expect(await verifyTrail(audit.database, audit.keys)).toMatchObject({
    intact: false,
    fault: 'content-changed',
    row: '2',
    id: second?.['id'],
  });
});

test('an entry leaves the waiting ones only when the very same text and MAC are sealed', async () => {
  await audit.recordSealed(1);
  for (const [content, mac] of [
    ["content || ' '", 'mac'],
    ['content', "decode(repeat('ab', 32), 'hex')"],
  ]) {
    await audit.file.query(`insert into audit_pending (id, content, key_id, mac) select id, ${content}, key_id, ${mac} from audit_trail`);
    await expect(audit.file.query('delete from audit_pending'), `${content}, ${mac}`).rejects.toThrow('before it is sealed');
    await audit.tamper('delete from audit_pending');
  }
  await audit.record(1);
  const inFront = 'create temp table audit_trail as select id, content, mac from audit_pending; delete from audit_pending';
  await expect(audit.file.query(inFront)).rejects.toThrow('before it is sealed');
});

test('a copy of what is sealed, under another id, can’t be put among the waiting ones, which could not be sealed with it', async () => {
  await audit.recordSealed(1);
  const copy = 'insert into audit_pending (id, content, key_id, mac) select gen_random_uuid(), content, key_id, mac from audit_trail';
  await expect(audit.file.query(copy)).rejects.toThrow('audit_pending_id_is_in_text');
  await audit.recordSealed(2);
});

test('the database itself refuses to change or remove what was recorded', async () => {
  await audit.recordSealed(2);
  await audit.record(1);

  for (const statement of [
    'update audit_trail set content = content',
    'delete from audit_trail',
    'truncate audit_trail',
    'update audit_pending set content = content',
    'truncate audit_pending',
  ]) {
    await expect(audit.file.query(statement), statement).rejects.toThrow('append-only');
  }
  await expect(audit.file.query('delete from audit_pending')).rejects.toThrow('before it is sealed');
  expect(await readTrail(audit.database, 10)).toHaveLength(3);
});

test.each([
  [
    'a text-message code',
    { kind: 'code-refused', details: { challengeId: randomUUID(), method: 'text-message', because: 'K7M4PX', attemptsLeft: 4 } },
  ],
  ['an authenticator code', { kind: 'codes-locked', details: { minutes: 15, wrongInARow: 492_039 } }],
  ['a token', { kind: 'signed-out', details: { sessionId: randomBytes(32).toString('base64url') } }],
  ['a field that the event does not have', { kind: 'user-disabled', details: { note: 'x' } }],
  [
    'a phone number as a reason',
    { kind: 'factors-reset', details: { reason: 'new number is 07700 900123', factors: 1, trusts: 0, sessions: 0 } },
  ],
  [
    'a key as a reason',
    { kind: 'factors-reset', details: { reason: 'key JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', factors: 1, trusts: 0, sessions: 0 } },
  ],
])('an event that holds %s is not written', async (_, wrong) => {
  const holding = { ...auditEvent(), ...wrong } as unknown as AuditEvent;

  await expect(audit.database.transaction().execute((transaction) => audit.trail.append(transaction, holding))).rejects.toThrow();
  expect(await readTrail(audit.database, 10)).toEqual([]);
});
