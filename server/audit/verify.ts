import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Tables } from '../database/tables.ts';
import type { AuditKeyring, Keyring } from '../keys.ts';
import { RETIREMENT_DIGITS } from '../keys.ts';
import type { Checkpoint } from './seal.ts';
import { CHAIN_START, chainMac, checkpointIsOurs, entryMac, lateChainMac, sameMac } from './seal.ts';

/** Rows fetched at once: enough that the way there and back doesn't count, few enough to stay in memory. */
const BATCH_ROWS = 10_000;

export type AuditFault =
  | 'row-missing'
  | 'trail-empty'
  | 'content-changed'
  | 'order-changed'
  | 'key-unknown'
  | 'key-replaced'
  | 'replaced-differs'
  | 'replaced-missing'
  | 'not-taken-over'
  | 'waiting-entry-changed'
  | 'waiting-entry-copied'
  | 'checkpoint-forged'
  | 'checkpoint-missing'
  | 'checkpoint-differs';

export type AuditVerdict =
  | {
      readonly intact: true;
      readonly rows: number;
      readonly waiting: number;
      readonly seconds: number;
      /** Keys that were replaced, of which the setting doesn't say where: as it should have them, without the key itself. */
      readonly unbounded: readonly string[];
    }
  /** `row` is the place of the first broken one; null for an entry that is still waiting to be sealed. */
  | { readonly intact: false; readonly fault: AuditFault; readonly row: string | null; readonly id: string | null };

type Row = [seq: string, id: string, content: string, keyId: string, mac: string, previous: string, chain: string, chainKeyId: string];

/**
 * Reads the whole trail and checks each row's content, place and link, then what is waiting to be sealed.
 * @param checkpoint one that was taken earlier and kept elsewhere: the trail must still pass through it
 * @returns the first fault, if there is any
 */
export async function verifyTrail(
  database: Kysely<Tables>,
  keys: AuditKeyring,
  checkpoint: Checkpoint | null = null,
): Promise<AuditVerdict> {
  const started = performance.now();
  if (checkpoint !== null) {
    const key = keys.byId.get(checkpoint.keyId);
    if (key === undefined || !checkpointIsOurs(key, checkpoint)) return broken('checkpoint-forged', checkpoint.seq, null);
  }
  const walk = new Walk(keys);
  for (;;) {
    const rows = await fetchRows(database, String(walk.seq));
    for (const row of rows) {
      const fault = walk.faultOf(row);
      if (fault !== null)
        return broken(fault, fault === 'row-missing' ? String(walk.seq) : row[0], fault === 'row-missing' ? null : row[1]);
      if (checkpoint?.seq === row[0] && checkpoint.chain !== row[6]) return broken('checkpoint-differs', row[0], row[1]);
    }
    if (rows.length < BATCH_ROWS) break;
  }
  const { seq } = walk;
  const end = walk.faultOfEnd();
  if (end !== null) return end;
  if (checkpoint !== null && !walk.counts(checkpoint.keyId, BigInt(checkpoint.seq)))
    return broken('checkpoint-forged', checkpoint.seq, null);
  if (checkpoint !== null && BigInt(checkpoint.seq) > seq) return broken('checkpoint-missing', String(seq + 1n), null);
  const waiting = await verifyWaiting(database, keys, walk);
  if (typeof waiting !== 'number') return waiting;
  if (seq === 0n && waiting === 0 && (await somethingWasRecorded(database))) return broken('trail-empty', '1', null);
  return { intact: true, rows: Number(seq), waiting, seconds: (performance.now() - started) / 1000, unbounded: walk.unbounded() };
}

function broken(fault: AuditFault, row: string | null, id: string | null): AuditVerdict {
  return { intact: false, fault, row, id };
}

/**
 * From the first row to the last, and under which key the trail is. The first row that another key seals is the last word of the
 * one before: through the chain, the new key vouches for all that the old one signed until then, and the old one for nothing from
 * then on. So whoever has the database and a key that was replaced can rewrite neither what it signed nor what came after.
 * What they can do is to cut off the trail before the change and go on under the old key. That the current key has no row is then
 * what shows it, for as long as no instance puts one there; and for good the place of the change, which the setting keeps.
 */
class Walk {
  readonly #keys: AuditKeyring;
  seq = 0n;
  #previous = CHAIN_START;
  #reigning: string | null = null;
  /** The last row that each of them sealed before it was replaced. */
  readonly #replaced = new Map<string, { readonly row: bigint; readonly chain: string }>();

  constructor(keys: AuditKeyring) {
    this.#keys = keys;
  }

  /** Whether a key counts for a row, or for what is signed there. */
  counts(keyId: string, row: bigint): boolean {
    const said = this.#keys.retired?.get(keyId);
    const last = said === undefined ? this.#replaced.get(keyId)?.row : BigInt(said.row);
    return last === undefined || row <= last;
  }

  faultOf([at, , content, keyId, mac, before, chain, chainKeyId]: Row): AuditFault | null {
    this.seq += 1n;
    if (at !== String(this.seq)) return 'row-missing';
    const key = this.#keys.byId.get(keyId);
    const chainKey = this.#keys.byId.get(chainKeyId);
    if (key === undefined || chainKey === undefined) return 'key-unknown';
    if (!sameMac(entryMac(key, content), mac)) return 'content-changed';
    if (!this.counts(chainKeyId, this.seq)) return 'key-replaced';
    this.#reignOf(chainKeyId);
    const plain = this.counts(keyId, this.seq);
    if (before !== this.#previous || !sameMac((plain ? chainMac : lateChainMac)(chainKey, at, before, mac), chain)) {
      return plain || before !== this.#previous ? 'order-changed' : 'key-replaced';
    }
    this.#previous = chain;
    return this.#isAsSaid(chain) ? null : 'replaced-differs';
  }

  #reignOf(keyId: string): void {
    // One that the setting says was replaced takes nobody's place: instances of an earlier version took turns for a while.
    if (this.#reigning !== null && this.#reigning !== keyId && this.#keys.retired?.has(keyId) !== true) {
      this.#replaced.set(this.#reigning, { row: this.seq - 1n, chain: this.#previous });
    }
    this.#reigning = keyId;
  }

  /** Of a row at which the setting says that a key was replaced, whether it is that row. */
  #isAsSaid(chain: string): boolean {
    for (const { row, chain: said } of this.#keys.retired?.values() ?? [])
      if (BigInt(row) === this.seq && !chain.startsWith(said)) return false;
    return true;
  }

  faultOfEnd(): AuditVerdict | null {
    for (const { row } of this.#keys.retired?.values() ?? [])
      if (BigInt(row) >= this.seq) return broken('replaced-missing', String(this.seq + 1n), null);
    const current = this.#keys.current.id;
    if (this.#reigning === null || this.#reigning === current || this.#replaced.has(current)) return null;
    return broken('not-taken-over', String(this.seq), null);
  }

  unbounded(): string[] {
    return [...this.#replaced]
      .filter(([id]) => this.#keys.retired?.has(id) !== true)
      .map(([id, { row, chain }]) => `${id}@${row}/${chain.slice(0, RETIREMENT_DIGITS)}`);
  }
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
async function verifyWaiting(database: Kysely<Tables>, keys: Keyring, walk: Walk): Promise<number | AuditVerdict> {
  const { rows } = await sql<{ id: string; content: string; keyId: string; mac: string; sealed: boolean }>`
    select id, content, key_id as "keyId", encode(mac, 'hex') as mac,
      (select true from audit_trail where audit_trail.id = audit_pending.id limit 1) is true as sealed
    from audit_pending order by id`.execute(database);
  for (const row of rows) {
    const key = keys.byId.get(row.keyId);
    if (key === undefined) return broken('key-unknown', null, row.id);
    if (!sameMac(entryMac(key, row.content), row.mac)) return broken('waiting-entry-changed', null, row.id);
    if (!walk.counts(row.keyId, walk.seq + 1n)) return broken('key-replaced', null, row.id);
    if (row.sealed) return broken('waiting-entry-copied', null, row.id);
  }
  return rows.length;
}
