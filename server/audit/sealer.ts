import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Tables } from '../database/tables.ts';
import type { Keyring } from '../keys.ts';
import type { Log } from '../log.ts';
import type { Checkpoint } from './seal.ts';
import { CHAIN_START, chainMac, entryMac, sameMac, signCheckpoint } from './seal.ts';

/** Advisory lock of the one sealer at work, over all instances. An arbitrary number; migrate.ts has another. */
const SEALER_LOCK = 7_203_001;
/** Rows sealed in one transaction: large enough to outrun any writer, small enough to take tens of milliseconds. */
const BATCH_ROWS = 2_000;
/** How long an entry may wait to be sealed while nothing else is to do, in milliseconds. */
const IDLE_MILLISECONDS = 500;
/** How often a signed checkpoint is written to the log, from where log collection takes it out of the database's reach. */
const CHECKPOINT_MILLISECONDS = 60 * 60_000;

/** The last sealed row, or what stands before the first. */
export async function trailHead(database: Kysely<Tables>): Promise<{ seq: string; chain: string }> {
  const { rows } = await sql<{ seq: string; chain: string }>`
    select audit_trail.seq::text as seq, encode(audit_trail.chain, 'hex') as chain from audit_trail order by audit_trail.seq desc limit 1`.execute(
    database,
  );
  return rows[0] ?? { seq: '0', chain: CHAIN_START };
}

/**
 * Chains one batch of committed entries, in the order of their ids. Answers how many; null when another instance is
 * at it. An entry whose MAC is wrong is chained all the same, so that the trail shows it and `verify` names it.
 */
async function sealBatch(database: Kysely<Tables>, keys: Keyring, log: Log): Promise<number | null> {
  return database.transaction().execute(async (transaction) => {
    const lock = await sql<{ ours: boolean }>`select pg_try_advisory_xact_lock(${SEALER_LOCK}) as ours`.execute(transaction);
    if (lock.rows[0]?.ours !== true) return null;
    const { rows } = await sql<{ id: string; content: string; keyId: string; mac: string; sealed: boolean }>`
      select id, content, key_id as "keyId", encode(mac, 'hex') as mac,
        -- Row by row: with \`exists\`, the ids of the whole trail may be read for a handful.
        (select true from audit_trail where audit_trail.id = audit_pending.id limit 1) is true as sealed
      from audit_pending order by id limit ${BATCH_ROWS}`.execute(transaction);
    if (rows.length === 0) return 0;

    let { seq, chain } = await trailHead(transaction);
    const sealed: { seq: string; row: (typeof rows)[number]; previous: string; chain: string }[] = [];
    // A copy of a sealed entry can't be chained again; it is left for `verify` to report, never removed unseen.
    for (const row of rows.filter((each) => !each.sealed)) {
      const key = keys.byId.get(row.keyId);
      if (key === undefined || !sameMac(entryMac(key, row.content), row.mac)) log.error('audit-entry-altered', { id: row.id });
      const previous = chain;
      seq = String(BigInt(seq) + 1n);
      chain = chainMac(keys.current.key, seq, previous, row.mac);
      sealed.push({ seq, row, previous, chain });
    }
    if (sealed.length > 0) await insertSealed(transaction, keys.current.id, sealed);
    return sealed.length;
  });
}

/**
 * From where they wait, where they are already: only what chains them is sent. Each is looked up by its id; joined, all that
 * wait may be read for each batch.
 */
async function insertSealed(
  transaction: Transaction<Tables>,
  keyId: string,
  sealed: readonly { seq: string; row: { id: string }; previous: string; chain: string }[],
): Promise<void> {
  const ids = sealed.map((each) => each.row.id);
  await sql`
    insert into audit_trail (seq, content, key_id, mac, previous, chain, chain_key_id)
    select seq, entry.content, entry.key_id, entry.mac, decode(previous, 'hex'), decode(chain, 'hex'), ${keyId}
    from unnest(
      ${ids}::uuid[], ${sealed.map((each) => each.seq)}::bigint[], ${sealed.map((each) => each.previous)}::text[],
      ${sealed.map((each) => each.chain)}::text[]
    ) as link (id, seq, previous, chain)
    cross join lateral (select * from audit_pending where audit_pending.id = link.id limit 1) as entry`.execute(transaction);
  await sql`delete from audit_pending where id = any(${ids}::uuid[])`.execute(transaction);
}

/** Seals all that is waiting, unless another instance is doing so. Answers how many rows this call sealed. */
export async function sealPending(database: Kysely<Tables>, keys: Keyring, log: Log): Promise<number> {
  let total = 0;
  for (;;) {
    const sealed = await sealBatch(database, keys, log);
    total += sealed ?? 0;
    if (sealed === null || sealed < BATCH_ROWS) return total;
  }
}

/** A signed note of how far the trail has come. */
export async function takeCheckpoint(database: Kysely<Tables>, keys: Keyring, clock: Clock): Promise<Checkpoint> {
  const { seq, chain } = await trailHead(database);
  return signCheckpoint(keys.current, seq, chain, clock.now().toISOString());
}

export interface Sealer {
  /** Stops after the batch under way, and seals what is left if it can. */
  stop(): Promise<void>;
}

/** Seals in the background for as long as this instance runs. A failing database is logged once, and tried again. */
export function startSealer(database: Kysely<Tables>, keys: Keyring, clock: Clock, log: Log): Sealer {
  let stopped = false;
  let failing = false;
  let timer: NodeJS.Timeout | undefined;
  let lastCheckpoint = { at: clock.now().getTime(), seq: '' };
  let turn: Promise<void> = Promise.resolve();

  const seal = async () => {
    try {
      await sealPending(database, keys, log);
      const at = clock.now().getTime();
      if (at - lastCheckpoint.at >= CHECKPOINT_MILLISECONDS) {
        const checkpoint = await takeCheckpoint(database, keys, clock);
        if (checkpoint.seq !== lastCheckpoint.seq) log.info('audit-checkpoint', { ...checkpoint });
        lastCheckpoint = { at, seq: checkpoint.seq };
      }
      failing = false;
    } catch {
      // The cause is a database that is away, which readiness reports; a line every half second would bury it.
      if (!failing) log.error('audit-sealing-failed');
      failing = true;
    }
  };
  const next = () => {
    timer = setTimeout(() => {
      turn = seal().then(() => {
        if (!stopped) next();
      });
    }, IDLE_MILLISECONDS);
    timer.unref();
  };
  next();

  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await turn;
      await seal();
    },
  };
}
