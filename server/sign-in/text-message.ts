import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import { readTextCode } from '../../shared/sign-in/codes.ts';
import { RESEND_SECONDS, SEND_WINDOW_MINUTES, SENDS_PER_WINDOW, TEXT_CODE_MINUTES } from '../../shared/sign-in/limits.ts';
import type { Challenge } from '../../shared/sign-in/schemas.ts';
import { SETTLED_DELIVERIES } from '../../shared/sign-in/schemas.ts';
import { from } from '../audit/trail.ts';
import type { Tables } from '../database/tables.ts';
import type { ChallengeCaller, Origin } from '../http/implementation.ts';
import { Refusal } from '../http/refusal.ts';
import { limitEnds, recordCondition } from '../notify/condition-record.ts';
import { returnToBudget, takeFromBudget } from '../notify/text-budget.ts';
import type { SendOutcome } from '../notify/text-messages.ts';
import { countTextMessage } from '../notify/usage.ts';
import type { Services } from '../services.ts';
import type { CodeAttempts, Judge } from './attempt.ts';
import { refuseMalformed } from './attempt.ts';
import type { Proved, Verified } from './attempt-outcome.ts';
import { sendsInWindow, viewChallenge } from './challenge.ts';
import type { ChallengeState } from './challenge-state.ts';
import { liveChallenge, requireUse } from './challenge-state.ts';
import { recordFactorUse } from './factor-use.ts';
import { minutesAfter, secondsAfter, secondsUntil } from './instants.ts';
import { textCodeMac } from './keyed-hash.ts';
import { holdUser, refuseWhileLocked } from './lockout.ts';
import { readPhoneNumber } from './phone-number.ts';
import { readOrganisation } from './policy.ts';
import { matchSentCode, readSentCodes } from './sent-codes.ts';
import { newTextCode } from './text-code.ts';

/** How often the state of one message is asked for, however often its challenge is read. */
const DELIVERY_SECONDS = 4;

/** Takes a number that doesn't count yet and sends the code that will make it count. */
export async function enrolPhoneNumber(services: Services, caller: ChallengeCaller, typed: string): Promise<Challenge> {
  const now = services.clock.now();
  const state = await liveChallenge(services.database, caller.challengeId, now);
  if (state.adds === null && state.confirmed_number !== null) throw new Refusal('factor-exists');
  if (requireUse(state, 'text-message') !== 'enrols') throw new Refusal('method-not-allowed');
  const phoneNumber = await acceptNumber(services, typed);
  return await sendCode(services, caller.origin, state, phoneNumber, now);
}

/** @throws Refusal `phone-number-invalid` with what is wrong with it. */
export async function acceptNumber(services: Services, typed: string): Promise<string> {
  const { international_numbers: international } = await readOrganisation(services.database);
  const reading = readPhoneNumber(typed, international);
  if ('fault' in reading) throw new Refusal('phone-number-invalid', { phoneNumberFault: reading.fault });
  return reading.phoneNumber;
}

export async function sendTextMessage(services: Services, caller: ChallengeCaller): Promise<Challenge> {
  const now = services.clock.now();
  const state = await liveChallenge(services.database, caller.challengeId, now);
  const phoneNumber = requireUse(state, 'text-message') === 'enrols' ? state.new_phone_number : state.confirmed_number;
  if (phoneNumber === null) throw new Refusal('nothing-sent');
  return await sendCode(services, caller.origin, state, phoneNumber, now);
}

/**
 * Sends a new code. The message is reserved by a conditional statement first and sent after that is committed: two
 * requests can't both send, and no transaction waits for GOV.UK Notify. What couldn't be sent is given back.
 */
export async function sendCode(
  services: Services,
  origin: Origin,
  state: ChallengeState,
  phoneNumber: string,
  now: Date,
): Promise<Challenge> {
  const sendId = randomUUID();
  const code = newTextCode();
  const enrols = requireUse(state, 'text-message') === 'enrols';
  await services.database.transaction().execute(async (transaction) => {
    const user = await holdUser(transaction, state.user_id);
    refuseWhileLocked(user, now);
    await bindNumber(transaction, state.id, enrols ? phoneNumber : null, now);
    await reserveSend(transaction, state, sendId, phoneNumber, now);
    await takeMessage(transaction, state.user_id, phoneNumber, enrols, now);
    await transaction
      .insertInto('text_codes')
      .values({
        send_id: sendId,
        challenge_id: state.id,
        code_mac: textCodeMac.toKeep(services.keys.codes, state.id, code),
        phone_number: phoneNumber,
        created_at: now,
        expires_at: minutesAfter(now, TEXT_CODE_MINUTES),
        used_at: null,
        expired_try_at: null,
      })
      .execute();
    if (enrols && state.new_phone_number === null) {
      await services.audit.append(transaction, {
        ...event(state, origin),
        kind: 'enrolment-started',
        details: { challengeId: state.id, method: 'text-message' },
      });
    }
  });
  const { application, language } = state;
  const outcome = await services.textMessages.send({ phoneNumber, code, application, language, reference: sendId });
  await recordCondition(services.database, outcome, services.textMessages.condition());
  await recordOutcome(services, origin, state, sendId, outcome, enrols, now);
  if (outcome.outcome === 'number-refused' && enrols) throw new Refusal('phone-number-invalid', { phoneNumberFault: 'not-valid' });
  if (outcome.outcome !== 'sent') {
    const again = limitEnds(services.textMessages.condition(), now);
    throw new Refusal('text-message-unavailable', again === null ? {} : { retryAfterSeconds: secondsUntil(now, again) });
  }
  return await viewChallenge(services, services.database, state.id, now);
}

function event(state: ChallengeState, origin: Origin) {
  return {
    ...from(origin),
    actor: { kind: 'person', userId: state.user_id },
    userId: state.user_id,
    application: state.application,
  } as const;
}

/** The number that codes of this challenge confirm from now on; codes sent to another one confirm nothing. */
async function bindNumber(transaction: Transaction<Tables>, challengeId: string, newNumber: string | null, now: Date): Promise<void> {
  const bound = await transaction
    .updateTable('challenges')
    .set({ new_phone_number: newNumber })
    .where('id', '=', challengeId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  if (bound.numUpdatedRows !== 1n) throw new Refusal('challenge-gone');
}

/**
 * Reserves a message: 60 seconds after the last one to the same number, and five in a quarter of an hour to any. The
 * person's row is held, so the conditions of the insert are those of the only one at a time.
 */
async function reserveSend(
  transaction: Transaction<Tables>,
  state: ChallengeState,
  sendId: string,
  phoneNumber: string,
  now: Date,
): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    insert into sends (id, user_id, challenge_id, phone_number, state, reserved_at)
    select ${sendId}::uuid, ${state.user_id}::uuid, ${state.id}::uuid, ${phoneNumber}, 'reserved', ${now}::timestamptz
    where not exists (
      select from sends where user_id = ${state.user_id} and phone_number = ${phoneNumber} and state <> 'failed'
        and reserved_at > ${secondsAfter(now, -RESEND_SECONDS)}
    ) and ${SENDS_PER_WINDOW} > (
      select count(*) from sends where user_id = ${state.user_id} and state <> 'failed'
        and reserved_at > ${minutesAfter(now, -SEND_WINDOW_MINUTES)}
    )
    returning id`.execute(transaction);
  if (rows.length === 1) return;
  const [oldest, ...later] = await sendsInWindow(transaction, state.user_id, now);
  if (oldest && later.length + 1 >= SENDS_PER_WINDOW) {
    throw new Refusal('resend-limit', { retryAfterSeconds: secondsUntil(now, minutesAfter(oldest, SEND_WINDOW_MINUTES)) });
  }
  const last = await transaction
    .selectFrom('sends')
    .where('user_id', '=', state.user_id)
    .where('phone_number', '=', phoneNumber)
    .where('state', '<>', 'failed')
    .select((select) => select.fn.max('reserved_at').as('at'))
    .executeTakeFirst();
  throw new Refusal('resend-too-soon', { retryAfterSeconds: secondsUntil(now, secondsAfter(last?.at ?? now, RESEND_SECONDS)) });
}

/** @throws Refusal where the day's budget of the person, the number or the organisation is used up. */
async function takeMessage(
  transaction: Transaction<Tables>,
  userId: string,
  phoneNumber: string,
  isNew: boolean,
  now: Date,
): Promise<void> {
  const usedUp = await takeFromBudget(transaction, { userId, phoneNumber, isNew }, now);
  if (usedUp === null) return;
  const details = { retryAfterSeconds: secondsUntil(now, usedUp.until) };
  switch (usedUp.budget) {
    case 'new-numbers':
      throw new Refusal('new-number-limit', details);
    case 'person':
    case 'number':
      throw new Refusal('text-message-limit', details);
    case 'organisation':
      throw new Refusal('text-message-unavailable', details);
    default:
      usedUp.budget satisfies never;
  }
}

async function recordOutcome(
  services: Services,
  origin: Origin,
  state: ChallengeState,
  sendId: string,
  outcome: SendOutcome,
  firstTime: boolean,
  now: Date,
): Promise<void> {
  await services.database.transaction().execute(async (transaction) => {
    if (outcome.outcome === 'sent') {
      await transaction.updateTable('sends').set({ state: 'sent', notify_id: outcome.notifyId }).where('id', '=', sendId).execute();
      await countTextMessage(transaction, now);
      const { sends } = await transaction
        .selectFrom('sends')
        .where('challenge_id', '=', state.id)
        .where('state', '<>', 'failed')
        .select((select) => select.fn.countAll<number>().as('sends'))
        .executeTakeFirstOrThrow();
      const details = { challengeId: state.id, notifyId: outcome.notifyId, firstTime, sends };
      await services.audit.append(transaction, { ...event(state, origin), kind: 'text-message-accepted', details });
      return;
    }
    const because = outcome.outcome === 'number-refused' ? 'number-refused' : outcome.because;
    // Not the person's fault, so it uses up nothing. A message that timed out may still come: its code stays good.
    await transaction.updateTable('sends').set({ state: 'failed' }).where('id', '=', sendId).execute();
    if (because !== 'timeout') {
      await transaction.deleteFrom('text_codes').where('send_id', '=', sendId).execute();
      await returnToBudget(transaction, now);
    }
    await services.audit.append(transaction, {
      ...event(state, origin),
      kind: 'text-message-not-sent',
      details: { challengeId: state.id, because },
    });
  });
}

/** Meets a challenge with a text-message code, of this challenge and to the number that it is bound to; or proves with one. */
export async function verifyTextMessage(
  services: Services,
  attempts: CodeAttempts,
  caller: ChallengeCaller,
  typed: string,
): Promise<Verified | Proved> {
  const code = readTextCode(typed);
  if (code === null) return await refuseMalformed(services, caller, 'text-message');
  return await attempts.attempt(caller, 'text-message', textCodeJudge(services, code));
}

function textCodeJudge(services: Services, code: string): Judge {
  const macsIn = (state: ChallengeState) => textCodeMac.toFind(services.keys.codes, state.id, code);
  return {
    accept: (state, sent, now) => {
      const match = matchSentCode(sent, macsIn(state), state.confirmed_number, now);
      return match?.live && match.code.used_at === null ? { method: 'text-message', userId: state.user_id } : null;
    },
    judge: async (transaction, state, use, now) => {
      const enrols = use === 'enrols';
      const target = enrols ? state.new_phone_number : state.confirmed_number;
      const sent = await readSentCodes(transaction, [state.id]);
      if (sent.length === 0) throw new Refusal('nothing-sent');
      const match = matchSentCode(sent, macsIn(state), target, now);
      if (!match || target === null) return { verdict: 'wrong' };
      if (match.code.used_at !== null) return { verdict: 'used' };
      if (!match.live) {
        // Typing the same stale code again tells nobody anything new, so it costs a try only once.
        if (match.code.expired_try_at !== null) throw new Refusal('code-expired');
        await transaction.updateTable('text_codes').set({ expired_try_at: now }).where('send_id', '=', match.code.send_id).execute();
        return { verdict: 'expired' };
      }
      if (enrols) return { verdict: 'right', confirms: { method: 'text-message', phoneNumber: target } };
      await recordFactorUse(transaction, [{ method: 'text-message', userId: state.user_id }], now);
      return { verdict: 'right', confirms: null };
    },
  };
}

/** Asks how the challenge's last message is doing, unless somebody did so a moment ago or it can't change any more. */
export async function refreshDelivery(services: Services, challengeId: string): Promise<void> {
  const now = services.clock.now();
  const claimed = await services.database
    .updateTable('sends')
    .set({ delivery_checked_at: now })
    .where('id', '=', (select) =>
      select
        .selectFrom('sends as newest')
        .where('newest.challenge_id', '=', challengeId)
        .where('newest.state', '=', 'sent')
        .orderBy('newest.ordinal', 'desc')
        .limit(1)
        .select('newest.id'),
    )
    .where('delivery', 'not in', SETTLED_DELIVERIES)
    .where((where) =>
      where.or([where('delivery_checked_at', 'is', null), where('delivery_checked_at', '<=', secondsAfter(now, -DELIVERY_SECONDS))]),
    )
    .returning(['id', 'user_id', 'notify_id', 'delivery'])
    .executeTakeFirst();
  if (!claimed?.notify_id) return;
  const notifyId = claimed.notify_id;
  const delivery = await services.textMessages.delivery(notifyId);
  if (delivery === null || delivery === claimed.delivery) return;
  await services.database.transaction().execute(async (transaction) => {
    const changed = await transaction
      .updateTable('sends')
      .set({ delivery })
      .where('id', '=', claimed.id)
      .where('delivery', '=', claimed.delivery)
      .executeTakeFirst();
    if (changed.numUpdatedRows !== 1n) return;
    await services.audit.append(transaction, {
      kind: 'text-message-delivery',
      actor: { kind: 'system' },
      userId: claimed.user_id,
      application: null,
      network: null,
      reference: null,
      details: { notifyId, delivery },
    });
  });
}
