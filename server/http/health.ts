import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { TextMessageFault } from '../../shared/control/schemas.ts';
import type { Migration } from '../database/migrate.ts';
import type { Tables } from '../database/tables.ts';
import { readCondition } from '../notify/condition-record.ts';
import type { SendingCondition, TextMessages } from '../notify/text-messages.ts';

/** What `/readyz` says. Text messages failing doesn't make an instance unready: authenticator apps still work, and another instance would do no better. */
export interface Readiness {
  readonly status: 'ready' | 'not-ready';
  readonly database: 'ok' | 'away';
  readonly migrations: 'ok' | 'behind' | 'unknown';
  readonly textMessages: 'ok' | 'failing';
  /** Why they are failing; null while they are not. */
  readonly because: TextMessageFault | null;
  /** `alarm` when GOV.UK Notify says that the clock is wrong: authenticator codes then fail as well. */
  readonly clock: 'ok' | 'alarm';
}

export type Health = () => Promise<Readiness>;

/** Asks the database each time, and Notify never: its state is what sending has shown, here or at another instance. */
export function health(database: Kysely<Tables>, migrations: readonly Migration[], textMessages: TextMessages): Health {
  return async () => {
    const applied = await countApplied(database, migrations);
    const condition = await readSending(applied === null ? null : database, textMessages);
    const upToDate = applied === migrations.length;
    return {
      status: upToDate ? 'ready' : 'not-ready',
      database: applied === null ? 'away' : 'ok',
      migrations: applied === null ? 'unknown' : upToDate ? 'ok' : 'behind',
      textMessages: condition.because === null ? 'ok' : 'failing',
      because: condition.because,
      clock: condition.clockAlarm ? 'alarm' : 'ok',
    };
  };
}

/** How many of these migrations the database has had; null when it can't be asked. */
async function countApplied(database: Kysely<Tables>, migrations: readonly Migration[]): Promise<number | null> {
  try {
    const { rows } = await sql<{ applied: number }>`
      select count(*) as applied from migration
      where (name, checksum) in (
        select * from unnest(${migrations.map((each) => each.name)}::text[], ${migrations.map((each) => each.checksum)}::text[])
      )`.execute(database);
    return rows[0]?.applied ?? 0;
  } catch {
    return null;
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
