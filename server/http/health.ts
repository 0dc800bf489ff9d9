import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { TextMessageFault } from '../../shared/control/schemas.ts';
import type { Clock } from '../clock.ts';
import { isReadOnly } from '../database/connecting.ts';
import type { Migration } from '../database/migrate.ts';
import type { Tables } from '../database/tables.ts';
import { readCondition } from '../notify/condition-record.ts';
import type { SendingCondition, TextMessages } from '../notify/text-messages.ts';

/** What `/readyz` says. Text messages failing doesn't make an instance unready: authenticator apps still work, and another instance would do no better. */
export interface Readiness {
  readonly status: 'ready' | 'not-ready';
  /** `read-only`: it can be asked and takes no changes, as during a failover. */
  readonly database: 'ok' | 'away' | 'read-only';
  readonly migrations: 'ok' | 'behind' | 'unknown';
  readonly textMessages: 'ok' | 'failing';
  /** Why they are failing; null while they are not. */
  readonly because: TextMessageFault | null;
  /** `alarm` when GOV.UK Notify says that the clock is wrong: authenticator codes then fail as well. */
  readonly clock: 'ok' | 'alarm';
}

export type Health = () => Promise<Readiness>;

/** An answer is given for so long: anybody may ask, as often as they like, and it must not cost what sign-ins need. */
const KEPT_MILLISECONDS = 1_000;

/**
 * Asks the database, one look-up at a time and once a second at most, and Notify never: its state is what sending has shown, here or
 * at another instance.
 */
export function health(database: Kysely<Tables>, migrations: readonly Migration[], textMessages: TextMessages, clock: Clock): Health {
  let kept: { readonly at: number; readonly readiness: Readiness } | null = null;
  let underWay: Promise<Readiness> | null = null;
  const look = async (): Promise<Readiness> => {
    const at = clock.now().getTime();
    const readiness = await readReadiness(database, migrations, textMessages);
    kept = { at, readiness };
    return readiness;
  };
  return async () => {
    if (kept !== null && Math.abs(clock.now().getTime() - kept.at) < KEPT_MILLISECONDS) return kept.readiness;
    underWay ??= look().finally(() => {
      underWay = null;
    });
    return await underWay;
  };
}

async function readReadiness(database: Kysely<Tables>, migrations: readonly Migration[], textMessages: TextMessages): Promise<Readiness> {
  const applied = await countApplied(database, migrations);
  const condition = await readSending(applied === 'away' ? null : database, textMessages);
  const upToDate = applied === migrations.length;
  return {
    status: upToDate ? 'ready' : 'not-ready',
    database: typeof applied === 'string' ? applied : 'ok',
    migrations: typeof applied === 'string' ? 'unknown' : upToDate ? 'ok' : 'behind',
    textMessages: condition.because === null ? 'ok' : 'failing',
    because: condition.because,
    clock: condition.clockAlarm ? 'alarm' : 'ok',
  };
}

/** How many of these migrations the database has had; or why it can't be worked with. */
async function countApplied(database: Kysely<Tables>, migrations: readonly Migration[]): Promise<number | 'away' | 'read-only'> {
  try {
    const { rows } = await sql<{ applied: number }>`
      -- A change of nothing is refused like any other where none are taken.
      with nothing as (delete from sessions where false)
      select count(*) as applied from migration
      where (name, checksum) in (
        select * from unnest(${migrations.map((each) => each.name)}::text[], ${migrations.map((each) => each.checksum)}::text[])
      )`.execute(database);
    return rows[0]?.applied ?? 0;
  } catch (error) {
    return isReadOnly(error) ? 'read-only' : 'away';
  }
}

/** Without a database this instance's own finding is the only one. */
async function readSending(database: Kysely<Tables> | null, textMessages: TextMessages): Promise<SendingCondition> {
  if (database === null) return textMessages.condition();
  try {
    return await readCondition(database);
  } catch {
    return textMessages.condition();
  }
}
