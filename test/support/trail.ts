import { randomBytes, randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { expect } from 'vitest';
import type { AuditEvent } from '../../server/audit/events.ts';
import { sealPending } from '../../server/audit/sealer.ts';
import type { AuditTrail } from '../../server/audit/trail.ts';
import { auditTrail } from '../../server/audit/trail.ts';
import type { Clock } from '../../server/clock.ts';
import { openDatabase } from '../../server/database/database.ts';
import type { Tables } from '../../server/database/tables.ts';
import type { Keyring } from '../../server/keys.ts';
import { silentLog } from '../../server/log.ts';
import type { TestDatabase } from './database.ts';
import { freshDatabase } from './database.ts';

/** An audit trail in a database of its own, with nothing around it. */
export interface TestTrail {
  readonly keys: Keyring;
  readonly file: TestDatabase;
  readonly database: Kysely<Tables>;
  readonly trail: AuditTrail;
  /** Entries that wait to be sealed, each of a transaction of its own. */
  record(count: number): Promise<void>;
  recordSealed(count: number): Promise<void>;
  /** What someone who owns the database can do, triggers or not. */
  tamper(statement: string): Promise<void>;
  close(): Promise<void>;
}

export const auditEvent = (): AuditEvent => ({
  kind: 'signed-out',
  actor: { kind: 'system' },
  userId: null,
  application: 'control',
  network: '192.0.2.1',
  reference: null,
  details: { sessionId: randomUUID() },
});

export async function openTrail(clock: Clock): Promise<TestTrail> {
  const key = randomBytes(32);
  const keys: Keyring = { current: { id: 'test', key }, byId: new Map([['test', key]]) };
  const file = await freshDatabase();
  const database = openDatabase({ url: file.url, log: silentLog });
  const trail = auditTrail(keys, clock);
  const record: TestTrail['record'] = async (count) => {
    for (let made = 0; made < count; made += 1)
      await database.transaction().execute((transaction) => trail.append(transaction, auditEvent()));
  };
  return {
    keys,
    file,
    database,
    trail,
    record,
    recordSealed: async (count) => {
      await record(count);
      expect(await sealPending(database, keys, silentLog)).toBe(count);
    },
    tamper: async (statement) => {
      await file.query(`set session_replication_role = replica; ${statement}`);
    },
    close: async () => {
      await database.destroy();
      await file.drop();
    },
  };
}
