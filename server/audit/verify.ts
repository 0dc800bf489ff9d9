import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Tables } from '../database/tables.ts';
import type { Keyring } from '../keys.ts';
import type { Checkpoint } from './seal.ts';
import { CHAIN_START, chainMac, checkpointIsOurs, entryMac, sameMac } from './seal.ts';

/** Rows fetched at once: enough that the way there and back doesn't count, few enough to stay in memory. */
const BATCH_ROWS = 10_000;

export type AuditFault =
  | 'row-missing'
  | 'trail-empty'
  | 'content-changed'
  | 'order-changed'
  | 'key-unknown'
  | 'waiting-entry-changed'
  | 'waiting-entry-copied'
  | 'checkpoint-forged'
  | 'checkpoint-missing'
  | 'checkpoint-differs';

export type AuditVerdict =
  | { readonly intact: true; readonly rows: number; readonly waiting: number; readonly seconds: number }
  /** `row` is the place of the first broken one; null for an entry that is still waiting to be sealed. */
  | { readonly intact: false; readonly fault: AuditFault; readonly row: string | null; readonly id: string | null };

type Row = [seq: string, id: string, content: string, keyId: string, mac: string, previous: string, chain: string, chainKeyId: string];

/**
 * Reads the whole trail and checks each row's content, place and link, then what is waiting to be sealed.
 * @param checkpoint one that was taken earlier and kept elsewhere: the trail must still pass through it
 * @returns the first fault, if there is any
 */
export async function verifyTrail(database: Kysely<Tables>, keys: Keyring, checkpoint: Checkpoint | null = null): Promise<AuditVerdict> {
  const started = performance.now();
  if (checkpoint !== null) {
    const key = keys.byId.get(checkpoint.keyId);
    if (key === undefined || !checkpointIsOurs(key, checkpoint)) return broken('checkpoint-forged', checkpoint.seq, null);
  }
  let seq = 0n;
  let previous = CHAIN_START;
  for (;;) {
    const rows = await fetchRows(database, String(seq));
    for (const row of rows) {
      seq += 1n;
      const fault = faultOf(row, seq, previous, keys);
      if (fault !== null) return broken(fault, fault === 'row-missing' ? String(seq) : row[0], fault === 'row-missing' ? null : row[1]);
      previous = row[6];
      if (checkpoint?.seq === row[0] && checkpoint.chain !== row[6]) return broken('checkpoint-differs', row[0], row[1]);
    }
    if (rows.length < BATCH_ROWS) break;
  }
  if (checkpoint !== null && BigInt(checkpoint.seq) > seq) return broken('checkpoint-missing', String(seq + 1n), null);
  const waiting = await verifyWaiting(database, keys);
  if (typeof waiting !== 'number') return waiting;
  if (seq === 0n && waiting === 0 && (await somethingWasRecorded(database))) return broken('trail-empty', '1', null);
  return { intact: true, rows: Number(seq), waiting, seconds: (performance.now() - started) / 1000 };
}

function broken(fault: AuditFault, row: string | null, id: string | null): AuditVerdict {
  return { intact: false, fault, row, id };
}

function faultOf(
  [at, , content, keyId, mac, before, chain, chainKeyId]: Row,
  seq: bigint,
  previous: string,
  keys: Keyring,
): AuditFault | null {
  if (at !== String(seq)) return 'row-missing';
  const key = keys.byId.get(keyId);
  const chainKey = keys.byId.get(chainKeyId);
  if (key === undefined || chainKey === undefined) return 'key-unknown';
  if (!sameMac(entryMac(key, content), mac)) return 'content-changed';
  if (before !== previous || !sameMac(chainMac(chainKey, at, before, mac), chain)) return 'order-changed';
  return null;
}

async function fetchRows(database: Kysely<Tables>, after: string): Promise<Row[]> {
  // One array a row and hex made by PostgreSQL: a million rows spend their time in the MACs, not in reading.
  const { rows } = await sql<{ row: string }>`
    select seq::text || e'\\n' || id::text || e'\\n' || key_id || e'\\n' || encode(mac, 'hex') || e'\\n' || encode(previous, 'hex')
      || e'\\n' || encode(chain, 'hex') || e'\\n' || chain_key_id || e'\\n' || content as row
    from audit_trail where seq > ${after}::bigint order by audit_trail.seq limit ${BATCH_ROWS}`.execute(database);
  return rows.map(({ row }) => {
    const [seq = '', id = '', keyId = '', mac = '', previous = '', chain = '', chainKeyId = '', ...content] = row.split('\n');
    return [seq, id, content.join('\n'), keyId, mac, previous, chain, chainKeyId];
  });
}

/** Whether there is anything whose creation has an entry: a database that is only just made has nothing of the kind. */
async function somethingWasRecorded(database: Kysely<Tables>): Promise<boolean> {
  const { rows } = await sql<{ used: boolean }>`select exists (select from users) or exists (select from groups) as used`.execute(database);
  return rows[0]?.used === true;
}

/** How many entries wait, each with a good MAC; or what is wrong with the first that hasn't. */
async function verifyWaiting(database: Kysely<Tables>, keys: Keyring): Promise<number | AuditVerdict> {
  const { rows } = await sql<{ id: string; content: string; keyId: string; mac: string; sealed: boolean }>`
    select id, content, key_id as "keyId", encode(mac, 'hex') as mac,
      (select true from audit_trail where audit_trail.id = audit_pending.id limit 1) is true as sealed
    from audit_pending order by id`.execute(database);
  for (const row of rows) {
    const key = keys.byId.get(row.keyId);
    if (key === undefined) return broken('key-unknown', null, row.id);
    if (!sameMac(entryMac(key, row.content), row.mac)) return broken('waiting-entry-changed', null, row.id);
    if (row.sealed) return broken('waiting-entry-copied', null, row.id);
  }
  return rows.length;
}
