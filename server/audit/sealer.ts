import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Clock } from '../clock.ts';
import { systemClock } from '../clock.ts';
import type { Tables } from '../database/tables.ts';
import type { AuditKeyring, Keyring, NamedKey } from '../keys.ts';
import { RETIREMENT_DIGITS } from '../keys.ts';
import type { Log, LogFields } from '../log.ts';
import type { KeysInUse, TrailHead } from './keys-in-use.ts';
import { keysInUse, trailHead } from './keys-in-use.ts';
import type { Checkpoint } from './seal.ts';
import { chainMac, entryMac, lateChainMac, sameMac, signCheckpoint } from './seal.ts';
import { auditTrail } from './trail.ts';

/** Advisory lock of the one sealer at work, over all instances. An arbitrary number; migrate.ts has another. */
const SEALER_LOCK = 7_203_001;
/** Rows sealed in one transaction: large enough to outrun any writer, small enough to take tens of milliseconds. */
const BATCH_ROWS = 2_000;
/** How long an entry may wait to be sealed while nothing else is to do, in milliseconds. */
const IDLE_MILLISECONDS = 500;
/** How often a signed checkpoint is written to the log, from where log collection takes it out of the database's reach. */
const CHECKPOINT_MILLISECONDS = 60 * 60_000;

/**
 * How long after a key was replaced an entry under it is still taken, in milliseconds: as long as an instance that is under way
 * with one may take to commit it (statements give up after five seconds), and to see that the key was replaced.
 */
const LATE_MILLISECONDS = 10_000;

/** Who seals, beside the keys. */
export interface Sealing {
  /**
   * True for an instance of the API, by which a new key takes the place of the one before. The operator's command line seals
   * under the one that is there: were its settings changed first, the instances would go on under a key that no longer counts.
   */
  readonly replaces: boolean;
  readonly clock: Clock;
  /** True once this process sealed under its own key: a trail that is under an earlier one again was cut off. */
  readonly hasSealed: boolean;
  /** Told why nothing is sealed. */
  readonly refused?: (event: string, fields: LogFields) => void;
}

interface Waiting {
  readonly id: string;
  readonly content: string;
  readonly keyId: string;
  readonly mac: string;
  readonly sealed: boolean;
}

/** What a batch came to. */
type Sealed = { readonly rows: number; readonly full: boolean } | 'busy' | 'refused';

/** The key that a batch is sealed under, and the one that takes its place behind it. */
type Under = { readonly key: NamedKey; readonly next: NamedKey | null };

/**
 * Under what the trail goes on. A key that the settings have first takes the place of the one that the trail is under, unless
 * it was itself replaced; and never that of one that the settings say was replaced at a row, which would then be gone.
 */
function under(head: TrailHead, keys: KeysInUse, sealing: Sealing): Under | null {
  const { current } = keys;
  if (head.keyId === null || head.keyId === current.id) return { key: current, next: null };
  const reigning = keys.byId.get(head.keyId);
  if (head.replaced.has(current.id)) {
    if (reigning === undefined) sealing.refused?.('audit-key-unknown', { keyId: head.keyId });
    if (sealing.replaces) keys.follow(head.keyId);
    return reigning === undefined ? null : { key: { id: head.keyId, key: reigning }, next: null };
  }
  if (sealing.hasSealed || keys.retired?.has(head.keyId) === true) {
    sealing.refused?.('audit-trail-rewritten', { seq: head.seq, keyId: head.keyId });
    return null;
  }
  if (!sealing.replaces) return reigning === undefined ? null : { key: { id: head.keyId, key: reigning }, next: null };
  return { key: reigning === undefined ? current : { id: head.keyId, key: reigning }, next: current };
}

/**
 * Chains one batch of committed entries, in the order of their ids. An entry whose MAC is wrong is chained all the same, so that
 * the trail shows it and `verify` names it; one under a key that was replaced likewise, unless it was on its way just then.
 */
async function sealBatch(database: Kysely<Tables>, keys: KeysInUse, sealing: Sealing, log: Log): Promise<Sealed> {
  return database.transaction().execute(async (transaction) => {
    const lock = await sql<{ ours: boolean }>`select pg_try_advisory_xact_lock(${SEALER_LOCK}) as ours`.execute(transaction);
    if (lock.rows[0]?.ours !== true) return 'busy';
    const { rows } = await sql<Waiting>`
      select id, content, key_id as "keyId", encode(mac, 'hex') as mac,
        -- Row by row: with \`exists\`, the ids of the whole trail may be read for a handful.
        (select true from audit_trail where audit_trail.id = audit_pending.id limit 1) is true as sealed
      from audit_pending order by id limit ${BATCH_ROWS}`.execute(transaction);
    const full = rows.length === BATCH_ROWS;
    const head = await trailHead(transaction);
    const by = under(head, keys, sealing);
    if (by === null) return 'refused';

    let { seq, chain } = head;
    const sealed: Link[] = [];
    // A copy of a sealed entry can't be chained again; it is left for \`verify\` to report, never removed unseen.
    for (const row of rows.filter((each) => !each.sealed)) {
      const key = keys.byId.get(row.keyId);
      const replacedAt = head.replaced.get(row.keyId);
      const good = key !== undefined && sameMac(entryMac(key, row.content), row.mac);
      const late = good && replacedAt !== undefined && sealing.clock.now().getTime() - replacedAt.getTime() <= LATE_MILLISECONDS;
      // The instances that take late ones are running, or will say what is wrong with it.
      if (replacedAt !== undefined && !sealing.replaces) continue;
      if (!good || (replacedAt !== undefined && !late)) log.error('audit-entry-altered', { id: row.id });
      const previous = chain;
      seq = String(BigInt(seq) + 1n);
      chain = (late ? lateChainMac : chainMac)(by.key.key, seq, previous, row.mac);
      sealed.push({ seq, row, previous, chain });
    }
    if (sealed.length > 0) await insertSealed(transaction, by.key.id, sealed);
    if (by.next !== null && !full && head.keyId !== null) {
      await insertChange(transaction, by.next, { seq, chain }, sealing.clock);
      log.info('audit-key-changed', { from: head.keyId, to: by.next.id, row: seq, chain: chain.slice(0, RETIREMENT_DIGITS) });
    }
    return { rows: sealed.length, full: full && sealed.length > 0 };
  });
}

/** The first row under a key that takes another's place: through the chain it vouches for all that the other signed. */
async function insertChange(
  transaction: Transaction<Tables>,
  to: NamedKey,
  { seq, chain }: { readonly seq: string; readonly chain: string },
  clock: Clock,
): Promise<void> {
  const { content, mac } = auditTrail({ current: to, byId: new Map([[to.id, to.key]]) }, clock).prepare({
    kind: 'audit-key-changed',
    actor: { kind: 'system' },
    userId: null,
    application: null,
    network: null,
    reference: null,
    details: {},
  });
  const next = String(BigInt(seq) + 1n);
  await sql`
    insert into audit_trail (seq, content, key_id, mac, previous, chain, chain_key_id)
    values (${next}::bigint, ${content}, ${to.id}, decode(${mac}, 'hex'), decode(${chain}, 'hex'),
      decode(${chainMac(to.key, next, chain, mac)}, 'hex'), ${to.id})`.execute(transaction);
}

interface Link {
  readonly seq: string;
  readonly row: { readonly id: string };
  readonly previous: string;
  readonly chain: string;
}

/**
 * From where they wait, where they are already: only what chains them is sent. Each is looked up by its id; joined, all that
 * wait may be read for each batch.
 */
async function insertSealed(transaction: Transaction<Tables>, keyId: string, sealed: readonly Link[]): Promise<void> {
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

/**
 * Seals all that is waiting, unless another is doing so. Answers how many rows this call sealed.
 * @param sealing as the operator's command line does when it isn't given
 */
export async function sealPending(
  database: Kysely<Tables>,
  keys: AuditKeyring,
  log: Log,
  sealing: Sealing = { replaces: false, clock: systemClock, hasSealed: false },
): Promise<number> {
  const inUse = 'follow' in keys ? (keys as KeysInUse) : keysInUse(keys);
  let total = 0;
  for (;;) {
    const sealed = await sealBatch(database, inUse, sealing, log);
    if (sealed === 'busy' || sealed === 'refused') return total;
    total += sealed.rows;
    if (!sealed.full) return total;
  }
}

/** A signed note of how far the trail has come, under the key that it is under there. */
export async function takeCheckpoint(database: Kysely<Tables>, keys: Keyring, clock: Clock): Promise<Checkpoint> {
  const { seq, chain, keyId } = await trailHead(database);
  const key = keyId === null ? undefined : keys.byId.get(keyId);
  const signing = keyId === null || key === undefined ? keys.current : { id: keyId, key };
  return signCheckpoint(signing, seq, chain, clock.now().toISOString());
}

export interface Sealer {
  /** Stops after the batch under way, and seals what is left if it can. */
  stop(): Promise<void>;
}

/** Seals in the background for as long as this instance runs. A failing database is logged once, and tried again. */
export function startSealer(database: Kysely<Tables>, keys: KeysInUse, clock: Clock, log: Log): Sealer {
  const own = keys.current.id;
  let hasSealed = false;
  let refusal = '';
  // Twice a second it would bury everything else.
  const refused = (event: string, fields: LogFields) => {
    if (refusal !== event) log.error(event, fields);
    refusal = event;
  };
  let stopped = false;
  let failing = false;
  let timer: NodeJS.Timeout | undefined;
  let lastCheckpoint = { at: clock.now().getTime(), seq: '' };
  let turn: Promise<void> = Promise.resolve();

  const seal = async () => {
    try {
      await sealPending(database, keys, log, { replaces: true, clock, hasSealed, refused });
      hasSealed ||= (await trailHead(database)).keyId === own;
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
