import type { Kysely } from 'kysely';
import type { AuditTrail } from './audit/trail.ts';
import type { Clock } from './clock.ts';
import type { Tables } from './database/tables.ts';
import type { Keys } from './keys.ts';
import type { Log } from './log.ts';
import type { Emails } from './notify/emails.ts';
import type { TextMessages } from './notify/text-messages.ts';
import type { PasswordLine } from './sign-in/password-line.ts';

/** What an implementation works with. Everything that differs between production, demo and tests is in here. */
export interface Services {
  readonly database: Kysely<Tables>;
  readonly clock: Clock;
  readonly keys: Keys;
  readonly textMessages: TextMessages;
  /** Null where the council has not set e-mail up. */
  readonly emails: Emails | null;
  readonly audit: AuditTrail;
  readonly log: Log;
  /** The only way to a password's hash. */
  readonly line: PasswordLine;
}
