import { randomBytes } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';
import * as z from 'zod';
import type { Clock } from '../clock.ts';
import { later } from '../database/statement-hints.ts';
import type { Tables } from '../database/tables.ts';
import type { Origin } from '../http/implementation.ts';
import type { Keyring } from '../keys.ts';
import type { AuditEvent } from './events.ts';
import { EVENT_DETAILS, eventFrameSchema } from './events.ts';
import { entryMac } from './seal.ts';

/**
 * One append-only trail. How it keeps three promises that pull against each other:
 *
 * - *In the change's own transaction.* An entry is inserted where the change is, so neither exists without the other.
 * - *Chained.* Each row carries the hash of the one before, so nothing can be taken out or put between unseen.
 * - *No queue.* Chaining while writing would need every transaction to wait for the one before it to commit: at 1,500
 *   verifications a second, one lock held over a commit each is the whole budget.
 *
 * So an entry is first inserted unchained into `audit_pending`, already carrying a MAC, and shortly afterwards the
 * sealer (sealer.ts), of which one runs at a time, moves committed entries to `audit_trail` in order and chains them.
 * What a thief of the database could do to an entry before it is sealed (within about a second) is limited to taking
 * it out altogether, against the triggers; changing or inventing one would need the key.
 *
 * An entry is stored as the exact text that its MAC covers. What the database searches by is generated from that
 * text by the database itself, so the two can't disagree.
 */
export interface AuditTrail {
  /** Writes events in the caller's transaction, in the order given. Throws when one doesn't fit its schema. */
  append(transaction: Transaction<Tables>, ...events: readonly AuditEvent[]): Promise<void>;
  /**
   * An entry ready to be inserted into `audit_pending (id, content, key_id, mac)`, for a statement that makes a change
   * and records it at once. `mac` is hex: insert it with `decode(…, 'hex')`.
   */
  prepare(event: AuditEvent): PreparedEntry;
}

export interface PreparedEntry {
  readonly id: string;
  readonly content: string;
  readonly keyId: string;
  readonly mac: string;
}

/** The frame's fields that come from a request; spread into an event. */
export function from(origin: Origin): Pick<AuditEvent, 'network' | 'reference'> {
  return { network: origin.network, reference: origin.reference };
}

/** The version of an entry's text, so that later readers know what they read. */
const ENTRY_VERSION = 1;

/** What an entry's text holds. Parsed again on reading: stored JSON outlives the code that wrote it. */
export const entrySchema = z.strictObject({
  version: z.literal(ENTRY_VERSION),
  id: z.uuid(),
  /** Milliseconds since the epoch, by the server's clock. */
  at: z.int(),
  ...eventFrameSchema.shape,
  details: z.record(z.string(), z.unknown()),
});
export type Entry = z.infer<typeof entrySchema>;

export function auditTrail(keys: Keyring, clock: Clock): AuditTrail {
  const nextId = risingIds();
  const prepare = (event: AuditEvent): PreparedEntry => {
    const { details, ...frame } = event;
    const id = nextId();
    const content = JSON.stringify({
      version: ENTRY_VERSION,
      id,
      at: clock.now().getTime(),
      ...eventFrameSchema.parse(frame),
      details: EVENT_DETAILS[event.kind].parse(details),
    });
    return { id, content, keyId: keys.current.id, mac: entryMac(keys.current.key, content) };
  };
  return {
    prepare,
    append: async (transaction, ...events) => {
      const rows = events.map(prepare);
      const insert = sql`
        insert into audit_pending (id, content, key_id, mac)
        select id, content, key_id, decode(mac, 'hex')
        from unnest(
          ${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.content)}::text[],
          ${rows.map((row) => row.keyId)}::text[], ${rows.map((row) => row.mac)}::text[]
        ) as entry (id, content, key_id, mac)`;
      await later(transaction, insert);
    },
  };
}

/**
 * Version-7 uuids (RFC 9562) that rise within a process, so that the sealer keeps the order in which one transaction
 * wrote. By the process's own clock and not the injected one: it orders, it doesn't date.
 */
function risingIds(): () => string {
  /** The 12 bits after the time count within a millisecond (RFC 9562 section 6.2, method 1). */
  const COUNTER_MOST = 0xfff;
  let lastAt = 0;
  let counter = 0;
  return () => {
    const now = Date.now();
    if (now > lastAt) {
      lastAt = now;
      counter = 0;
    } else if (counter < COUNTER_MOST) {
      counter += 1;
    } else {
      lastAt += 1;
      counter = 0;
    }
    const time = lastAt.toString(16).padStart(12, '0');
    const random = randomBytes(8);
    random[0] = ((random[0] ?? 0) & 0x3f) | 0x80;
    const tail = random.toString('hex');
    return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${tail.slice(0, 4)}-${tail.slice(4)}`;
  };
}

/** The newest entries first, sealed or not; for programs that show the trail. `most` rows at the most. */
export async function readTrail(database: Kysely<Tables>, most: number, userId: string | null = null): Promise<Entry[]> {
  const rows = await sql<{ content: string }>`
    select content from audit_entry
    where ${userId}::uuid is null or user_id = ${userId}::uuid
    order by at desc, id desc limit ${most}`.execute(database);
  return rows.rows.map((row) => entrySchema.parse(JSON.parse(row.content)));
}
