import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keysInUse } from '../../server/audit/keys-in-use.ts';
import type { Checkpoint } from '../../server/audit/seal.ts';
import { sealPending, startSealer } from '../../server/audit/sealer.ts';
import { verifyTrail } from '../../server/audit/verify.ts';
import type { LogFields } from '../../server/log.ts';
import { silentLog } from '../../server/log.ts';
import type { AdjustableClock } from '../support/clock.ts';
import { frozenClock } from '../support/clock.ts';
import type { TestTrail } from '../support/trail.ts';
import { auditEvent, openTrail } from '../support/trail.ts';

/** The trail while several are at it: those who write, and the sealer in the background. */

let clock: AdjustableClock;
let audit: TestTrail;
beforeEach(async () => {
  clock = frozenClock('2026-03-27T09:00:00.000Z');
  audit = await openTrail(clock);
});
afterEach(() => audit.close());

/** One entry in a transaction of its own, which fails rather than waits for anybody's lock. */
const writeWithoutWaiting = () =>
  audit.database.transaction().execute(async (transaction) => {
    await sql`set local lock_timeout = '1s'`.execute(transaction);
    await audit.trail.append(transaction, auditEvent());
  });

/** Until a statement waits for a lock, as the database sees it. */
async function someoneWaits(): Promise<void> {
  for (;;) {
    const [row] = await audit.file.query<{ waiting: boolean }>(
      "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as waiting",
    );
    if (row?.waiting) return;
  }
}

test('whoever writes waits for nobody else who writes: an entry is committed while another’s transaction is open', async () => {
  await audit.database.transaction().execute(async (open) => {
    await audit.trail.append(open, auditEvent());
    for (let written = 0; written < 3; written += 1) await writeWithoutWaiting();
    expect(await sealPending(audit.database, audit.keys, silentLog)).toBe(3);
  });
  expect(await sealPending(audit.database, audit.keys, silentLog)).toBe(1);
  expect(await verifyTrail(audit.database, audit.keys)).toMatchObject({ intact: true, rows: 4 });
});

test('whoever writes doesn’t wait for the sealer, however long that is at it', async () => {
  await audit.record(2);
  const sealed = await audit.database.transaction().execute(async (holding) => {
    // Stops the sealer at the end of the trail, with its own lock in its hands and what it seals read.
    await sql`lock table audit_trail in exclusive mode`.execute(holding);
    const sealed = sealPending(audit.database, audit.keys, silentLog);
    await someoneWaits();
    for (let written = 0; written < 3; written += 1) await writeWithoutWaiting();
    return { sealed };
  });
  expect(await sealed.sealed).toBe(2);
  expect(await sealPending(audit.database, audit.keys, silentLog)).toBe(3);
});

/** A log that keeps checkpoints, and says when the next one comes. */
function checkpointLog() {
  const checkpoints: Checkpoint[] = [];
  let came: () => void = () => {};
  const info = (event: string, fields?: LogFields): void => {
    if (event !== 'audit-checkpoint') return;
    checkpoints.push(fields as unknown as Checkpoint);
    came();
  };
  const next = () =>
    new Promise<void>((resolve) => {
      came = resolve;
    });
  return { checkpoints, next, log: { ...silentLog, info } };
}

test('every hour a signed checkpoint goes to the log, from which a tail that was cut off later is found', async () => {
  const { checkpoints, next, log } = checkpointLog();
  await audit.recordSealed(4);
  const early = startSealer(audit.database, keysInUse(audit.keys), clock, log);
  clock.advance({ minutes: 59, seconds: 59 });
  await early.stop();
  expect(checkpoints).toEqual([]);

  const sealer = startSealer(audit.database, keysInUse(audit.keys), clock, log);
  const first = next();
  clock.advance({ hours: 1 });
  await first;
  // Nothing has come since, so the next hour has nothing to say.
  clock.advance({ hours: 1 });
  await sealer.stop();
  expect(checkpoints).toMatchObject([{ seq: '4', keyId: 'test', at: '2026-03-27T10:59:59.000Z' }]);

  const [checkpoint] = checkpoints;
  expect(await verifyTrail(audit.database, audit.keys, checkpoint)).toMatchObject({ intact: true, rows: 4 });
  await audit.tamper('delete from audit_trail where seq > 3');
  expect(await verifyTrail(audit.database, audit.keys, checkpoint)).toMatchObject({ intact: false, fault: 'checkpoint-missing', row: '4' });
});
