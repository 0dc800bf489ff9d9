import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Tables } from '../database/tables.ts';
import type { AuditKeyring, NamedKey } from '../keys.ts';
import { CHAIN_START } from './seal.ts';

/**
 * The keys of the audit trail as one process works with them. While a key is being replaced, one instance has the new key first
 * and another still has it second: once the trail is under the new one, the other writes under it too.
 */
export interface KeysInUse extends AuditKeyring {
  /** Writes under that key from now on; under none, when it isn't there: what the old one signs no longer counts. */
  follow(id: string): void;
}

export function keysInUse(keys: AuditKeyring): KeysInUse {
  let current: NamedKey | null = keys.current;
  return {
    byId: keys.byId,
    ...(keys.retired && { retired: keys.retired }),
    get current() {
      if (current === null) throw new Error('the audit trail is under a key that VU_KEY_AUDIT does not have');
      return current;
    },
    follow: (id) => {
      const key = keys.byId.get(id);
      current = key === undefined ? null : { id, key };
    },
  };
}

/** Where the trail is: its last row, the key that sealed it, and the keys that were replaced, with when. */
export interface TrailHead {
  readonly seq: string;
  readonly chain: string;
  /** Null before the first row. */
  readonly keyId: string | null;
  readonly replaced: ReadonlyMap<string, Date>;
}

export async function trailHead(database: Kysely<Tables>): Promise<TrailHead> {
  const { rows } = await sql<{ seq: string; chain: string; keyId: string; replacedAt: Date | null }>`
    (select audit_trail.seq::text as seq, encode(audit_trail.chain, 'hex') as chain, chain_key_id as "keyId", null::timestamptz as "replacedAt"
      from audit_trail order by audit_trail.seq desc limit 1)
    union all
    select '', '', before.chain_key_id, change.at from audit_trail as change
      cross join lateral (select chain_key_id from audit_trail where audit_trail.seq = change.seq - 1 limit 1) as before
      where change.kind = 'audit-key-changed'`.execute(database);
  const head = rows.find((row) => row.replacedAt === null);
  const replaced = rows.flatMap(({ keyId, replacedAt }): [string, Date][] => (replacedAt === null ? [] : [[keyId, replacedAt]]));
  return { seq: head?.seq ?? '0', chain: head?.chain ?? CHAIN_START, keyId: head?.keyId ?? null, replaced: new Map(replaced) };
}

/** Before anything is written: follows to the key that the trail is under, where ours was replaced. */
export async function keepUp(database: Kysely<Tables>, keys: KeysInUse): Promise<void> {
  const head = await trailHead(database);
  if (head.keyId !== null && head.replaced.has(keys.current.id)) keys.follow(head.keyId);
}
