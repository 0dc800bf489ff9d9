import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { HelpDeskCodePurpose } from '../../shared/control/schemas.ts';
import { inGroups, readHelpDeskCode } from '../../shared/sign-in/codes.ts';
import {
  HELP_DESK_CODE_ALPHABET,
  HELP_DESK_CODE_GROUP,
  HELP_DESK_CODE_HOURS,
  HELP_DESK_CODE_LENGTH,
  HELP_DESK_CODE_TRIES,
} from '../../shared/sign-in/limits.ts';
import type { AuditEvent } from '../audit/events.ts';
import type { Tables } from '../database/tables.ts';
import type { Keyring } from '../keys.ts';
import type { Services } from '../services.ts';
import { addAlert } from './alerts.ts';
import { hoursAfter } from './instants.ts';
import { helpDeskCodeMac, same } from './keyed-hash.ts';
import type { Frame } from './revocation.ts';
import { randomCharacters } from './text-code.ts';

/**
 * Codes that somebody gets from a manager or the operator, who has made sure that it is them. One is for one purpose, is
 * used once, and never does anything alone: it is given beside a password and whatever else the person has.
 */

/** What both sides need: where it is written down, and the keys that the hash is under. */
interface CodeServices {
  readonly audit: Services['audit'];
  readonly keys: { readonly codes: Keyring };
}

/** Whose code, and what for. */
interface HelpDeskCodeFor {
  readonly userId: string;
  readonly purpose: HelpDeskCodePurpose;
}

/** A code that is given out now. */
interface NewHelpDeskCode extends HelpDeskCodeFor {
  /** The manager; null for an operator, whom the frame names. */
  readonly issuer: { readonly id: string; readonly name: string } | null;
  readonly reason: string;
}

export interface IssuedHelpDeskCode {
  /** For whoever reads it out, once: in groups with dashes between. */
  readonly code: string;
  readonly expiresAt: Date;
}

/** A hash belongs to a person and a purpose. */
const ownerOf = ({ userId, purpose }: HelpDeskCodeFor): string => `${purpose}\n${userId}`;

/**
 * Makes a code. The person's earlier one of that purpose is no longer good from then on. They are told, so that one that
 * somebody else asked for in their name is noticed.
 */
export async function issueHelpDeskCode(
  services: CodeServices,
  transaction: Transaction<Tables>,
  { userId, purpose, issuer, reason }: NewHelpDeskCode,
  frame: Frame,
  now: Date,
): Promise<IssuedHelpDeskCode> {
  const code = randomCharacters(HELP_DESK_CODE_LENGTH, HELP_DESK_CODE_ALPHABET);
  const mac = helpDeskCodeMac.toKeep(services.keys.codes, ownerOf({ userId, purpose }), code);
  const expiresAt = hoursAfter(now, HELP_DESK_CODE_HOURS);
  const { rows } = await sql<{ replaced: boolean }>`
    with before as (
      select used_at is null and expires_at > ${now} as live from help_desk_codes where user_id = ${userId} and purpose = ${purpose}
    )
    insert into help_desk_codes (user_id, purpose, code_mac, issued_by, issued_at, expires_at)
    values (${userId}, ${purpose}, ${mac}, ${issuer?.id ?? null}, ${now}, ${expiresAt})
    on conflict (user_id, purpose) do update set code_mac = excluded.code_mac, issued_by = excluded.issued_by,
      issued_at = excluded.issued_at, expires_at = excluded.expires_at, used_at = null, tries = 0
    returning coalesce((select live from before), false) as replaced`.execute(transaction);
  const replaced = rows[0]?.replaced ?? false;
  await services.audit.append(transaction, { ...frame, kind: 'help-desk-code-issued', userId, details: { purpose, reason, replaced } });
  await addAlert(transaction, { userId, kind: 'help-desk-code', detail: issuer?.name ?? null, sessionId: null }, now);
  return { code: inGroups(code, HELP_DESK_CODE_GROUP).join('-'), expiresAt };
}

/**
 * What a code that was typed is. `wrong` also where there is none to guess; `malformed` for what can't be a code, which uses no
 * try. `expired` and `used` only to whoever types the very code.
 */
export type HelpDeskCodeVerdict = 'right' | 'wrong' | 'expired' | 'used' | 'malformed';

/**
 * Uses a code up, if it is right. One statement decides: of two requests with one code one finds it used, and of any number
 * of guesses at once no more are looked at than there are tries. **The caller commits the transaction whatever the answer
 * is**, or a wrong try would not be counted.
 */
export async function useHelpDeskCode(
  services: CodeServices,
  transaction: Transaction<Tables>,
  { userId, purpose }: HelpDeskCodeFor,
  typed: string,
  frame: Frame,
  now: Date,
): Promise<HelpDeskCodeVerdict> {
  const code = readHelpDeskCode(typed);
  if (code === null) return 'malformed';
  const macs = helpDeskCodeMac.toFind(services.keys.codes, ownerOf({ userId, purpose }), code);
  const isRight = sql<boolean>`code_mac = any (${macs}::bytea[])`;
  const { rows } = await sql<{ right: boolean }>`
    update help_desk_codes set used_at = case when ${isRight} then ${now}::timestamptz end, tries = tries + case when ${isRight} then 0 else 1 end
    where user_id = ${userId} and purpose = ${purpose} and used_at is null and expires_at > ${now} and tries < ${HELP_DESK_CODE_TRIES}
    returning used_at is not null as "right"`.execute(transaction);
  const [tried] = rows;
  if (tried?.right) {
    await services.audit.append(transaction, { ...frame, kind: 'help-desk-code-used', userId, details: { purpose } });
    return 'right';
  }
  const refused = tried === undefined ? await whyNotTried(transaction, { userId, purpose }, macs, now) : wrong('wrong');
  const details = { purpose, because: refused.because };
  await services.audit.append(transaction, { ...frame, kind: 'help-desk-code-refused', userId, details });
  return refused.verdict;
}

/** Whether a code is good as it was typed, without using it or a try: what asks must make guessing too slow by itself. */
export async function isGoodHelpDeskCode(
  { keys }: Pick<CodeServices, 'keys'>,
  database: Kysely<Tables>,
  { userId, purpose }: HelpDeskCodeFor,
  code: string,
  now: Date,
): Promise<boolean> {
  const macs = helpDeskCodeMac.toFind(keys.codes, ownerOf({ userId, purpose }), code);
  const { rows } = await sql`
    select from help_desk_codes where user_id = ${userId} and purpose = ${purpose} and code_mac = any (${macs}::bytea[])
      and used_at is null and expires_at > ${now} and tries < ${HELP_DESK_CODE_TRIES}`.execute(database);
  return rows.length === 1;
}

interface Refused {
  readonly because: Extract<AuditEvent, { kind: 'help-desk-code-refused' }>['details']['because'];
  readonly verdict: HelpDeskCodeVerdict;
}

const wrong = (because: Refused['because']): Refused => ({ because, verdict: 'wrong' });

/** There was no code to try: it was used, is over its time or its tries, or never was. */
async function whyNotTried(
  transaction: Transaction<Tables>,
  { userId, purpose }: HelpDeskCodeFor,
  macs: readonly Buffer[],
  now: Date,
): Promise<Refused> {
  const last = await transaction
    .selectFrom('help_desk_codes')
    .selectAll()
    .where('user_id', '=', userId)
    .where('purpose', '=', purpose)
    .executeTakeFirst();
  if (!last) return wrong('none');
  const because = last.used_at !== null ? 'used' : last.expires_at <= now ? 'expired' : 'over';
  // Whoever has the code itself is told what has become of it, and anybody else nothing.
  if (!macs.some((mac) => same(mac, last.code_mac))) return wrong(because);
  return { because, verdict: because === 'used' ? 'used' : 'expired' };
}
