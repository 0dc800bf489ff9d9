import { randomUUID } from 'node:crypto';
import type { Kysely, Selectable, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { ApplicationId, Language, Method } from '../../shared/applications.ts';
import {
  CHALLENGE_MINUTES,
  RESEND_SECONDS,
  SEND_WINDOW_MINUTES,
  SENDS_PER_WINDOW,
  WRONG_CODES_PER_CHALLENGE,
} from '../../shared/sign-in/limits.ts';
import type { Challenge, Device } from '../../shared/sign-in/schemas.ts';
import { from } from '../audit/trail.ts';
import { later, VIEW } from '../database/statement-hints.ts';
import type { SendTable, Tables, TextCodeTable } from '../database/tables.ts';
import type { Origin } from '../http/implementation.ts';
import { limitEnds, readCondition, takesMessages } from '../notify/condition-record.ts';
import type { Services } from '../services.ts';
import type { ChallengeState } from './challenge-state.ts';
import { liveChallenge, mustProve, needsHelpDeskCode, provableWith, takesHelpDeskCode, usableMethods } from './challenge-state.ts';
import { earliest, minutesAfter, secondsAfter } from './instants.ts';
import { viewPass } from './pass-view.ts';
import { numberEnding } from './phone-number.ts';
import { newToken } from './tokens.ts';

export interface NewChallenge {
  readonly purpose: Challenge['purpose'];
  readonly userId: string;
  readonly application: ApplicationId;
  readonly device: Device;
  readonly language: Language;
  /** The session that a step-up or an added factor belongs to. */
  readonly sessionId: string | null;
  readonly adds: Method | null;
  readonly methods: readonly Method[];
  /** For a change to the person's own account. */
  readonly forAccount: boolean;
  /** What the session that it belongs to has shown already, which proves what setting up a method would need. */
  readonly proved: 'step-up' | 'recovery-code' | null;
  /** Whether the sign-in, once it is completed, gives its computer a token; of no other purpose. */
  readonly computerTokenDue?: boolean;
  /** Whether the computer proved that its owner had signed in on it before. */
  readonly computerKnown?: boolean;
}

export interface StartedChallenge {
  readonly id: string;
  readonly token: string;
}

/** Starts a challenge: all that exists after the password until a code is given. */
export async function startChallenge(
  services: Services,
  transaction: Transaction<Tables>,
  challenge: NewChallenge,
  origin: Origin,
  now: Date,
): Promise<StartedChallenge> {
  const { token, hash } = newToken();
  const id = randomUUID();
  const insert = transaction.insertInto('challenges').values({
    id,
    token_hash: hash,
    purpose: challenge.purpose,
    user_id: challenge.userId,
    application: challenge.application,
    session_id: challenge.sessionId,
    adds: challenge.adds,
    device_id: challenge.device.id,
    device_name: challenge.device.name,
    device_platform: challenge.device.platform,
    language: challenge.language,
    network: origin.network,
    new_phone_number: null,
    created_at: now,
    expires_at: minutesAfter(now, CHALLENGE_MINUTES),
    ended_at: null,
    ended_because: null,
    proved_at: challenge.proved === null ? null : now,
    proved_with: challenge.proved,
    for_account: challenge.forAccount,
    help_desk_code_at: null,
    computer_token_due: challenge.computerTokenDue ?? false,
    computer_known: challenge.computerKnown ?? false,
  });
  await later(transaction, sql`${insert}`);
  await services.audit.append(transaction, {
    kind: 'challenge-created',
    actor: { kind: 'person', userId: challenge.userId },
    userId: challenge.userId,
    application: challenge.application,
    ...from(origin),
    details: { challengeId: id, purpose: challenge.purpose, deviceId: challenge.device.id, methods: [...challenge.methods] },
  });
  return { id, token };
}

/** Recovery codes get someone in who has lost their phone; within a session nothing is lost yet. */
export async function recoveryCodesLeft(database: Kysely<Tables>, userId: string): Promise<number> {
  const { rows } = await sql<{ left: number }>`
    ${VIEW} select count(*) as "left" from recovery_codes where user_id = ${userId} and used_at is null`.execute(database);
  return rows[0]?.left ?? 0;
}

/**
 * A challenge as its owner may see it: whole, masked, and by policy as it is now.
 * @throws Refusal `challenge-gone`.
 */
export async function viewChallenge(
  services: Pick<Services, 'textMessages'>,
  database: Kysely<Tables>,
  challengeId: string,
  now: Date,
): Promise<Challenge> {
  const state = await liveChallenge(database, challengeId, now);
  const { methods, enrols } = usableMethods(state);
  // Sent together, unless this is within a transaction, where one comes after the other.
  const [condition, codesLeft, textMessage, pass] = await Promise.all([
    readCondition(database),
    state.purpose === 'sign-in' ? recoveryCodesLeft(database, state.user_id) : 0,
    viewTextMessage(database, state, now),
    viewPass(database, state, now),
  ]);
  const textMessages = takesMessages(condition, services.textMessages, now);
  const proveWith = methods.length > 0 && mustProve(state) ? proofs(state, textMessages) : [];
  const wantsText = methods.includes('text-message') || proveWith.some(({ method }) => method === 'text-message');
  return {
    purpose: state.purpose,
    application: state.application,
    expiresAt: state.expires_at.toISOString(),
    serverTime: now.toISOString(),
    methods: methods.map((method) => ({
      method,
      enrolled: !enrols,
      available: method === 'authenticator' || textMessages,
    })),
    mustEnrol: enrols,
    proveWith,
    helpDeskCode: !takesHelpDeskCode(state) ? 'not-needed' : needsHelpDeskCode(state) ? 'needed' : 'given',
    recoveryCodesLeft: codesLeft,
    attemptsLeft: WRONG_CODES_PER_CHALLENGE - state.attempts,
    textMessage,
    numberEnding: state.confirmed_number === null ? null : numberEnding(state.confirmed_number),
    notice: wantsText && condition.because !== null ? 'text-messages-failing' : null,
    textMessagesFrom: wantsText ? (limitEnds(condition, now)?.toISOString() ?? null) : null,
    ...pass,
  };
}

function proofs(state: ChallengeState, textMessages: boolean): Challenge['proveWith'] {
  const factors = provableWith(state).map((method) => ({ method, available: method === 'authenticator' || textMessages }));
  const codes = state.purpose === 'sign-in' && state.has_recovery_codes;
  return codes ? [...factors, { method: 'recovery-code', available: true }] : factors;
}

type LastText = Pick<Selectable<SendTable>, 'phone_number' | 'reserved_at' | 'delivery'> & Pick<Selectable<TextCodeTable>, 'expires_at'>;

async function viewTextMessage(database: Kysely<Tables>, state: ChallengeState, now: Date): Promise<Challenge['textMessage']> {
  // One whose code proved who the person is has nothing to do with what they set up after it.
  const { rows } = await sql<LastText>`
    ${VIEW} select sends.phone_number, sends.reserved_at, sends.delivery, text_codes.expires_at
    from sends join text_codes on text_codes.send_id = sends.id
    where sends.challenge_id = ${state.id} and sends.state <> 'failed' and text_codes.used_at is null
    order by sends.ordinal desc limit 1`.execute(database);
  const [last] = rows;
  if (!last) return null;
  const sent = await sendsInWindow(database, state.user_id, now);
  const resendsLeft = Math.max(0, SENDS_PER_WINDOW - sent.length);
  const spaced = secondsAfter(last.reserved_at, RESEND_SECONDS);
  const windowEnds = sent[0] ? minutesAfter(sent[0], SEND_WINDOW_MINUTES) : spaced;
  return {
    numberEnding: numberEnding(last.phone_number),
    firstTime: last.phone_number === state.new_phone_number,
    sentAt: last.reserved_at.toISOString(),
    // A code is good only within its challenge, whatever its own time.
    codeExpiresAt: earliest(last.expires_at, state.expires_at).toISOString(),
    resendAt: (resendsLeft > 0 || spaced > windowEnds ? spaced : windowEnds).toISOString(),
    resendsLeft,
    delivery: last.delivery,
  };
}

/** When the messages that count against a person's window were asked for, oldest first. */
export async function sendsInWindow(database: Kysely<Tables>, userId: string, now: Date): Promise<Date[]> {
  const rows = await database
    .selectFrom('sends')
    .where('user_id', '=', userId)
    .where('state', '<>', 'failed')
    .where('reserved_at', '>', minutesAfter(now, -SEND_WINDOW_MINUTES))
    .orderBy('reserved_at')
    .select('reserved_at')
    .execute();
  return rows.map((row) => row.reserved_at);
}
