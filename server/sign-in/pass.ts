import { randomInt, randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import { PASS_NUMBER_LEAST, PASS_NUMBER_MOST } from '../../shared/sign-in/limits.ts';
import type { Challenge } from '../../shared/sign-in/schemas.ts';
import { from } from '../audit/trail.ts';
import type { Tables } from '../database/tables.ts';
import type { ChallengeCaller } from '../http/implementation.ts';
import { Refusal } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import type { Verified } from './attempt-outcome.ts';
import { viewChallenge } from './challenge.ts';
import type { ChallengeState } from './challenge-state.ts';
import { liveChallenge } from './challenge-state.ts';
import { holdUser, refuseWhileLocked } from './lockout.ts';
import { allowance, hasLeaderFor, mayGrant, numbersLately } from './pass-rules.ts';
import { allowsPasses } from './pass-view.ts';
import { openSession } from './session.ts';

/** The person's side of a pass: asking for it, and using it. The leader's is in pass-granting.ts. */

/**
 * Asks the team leaders. The same request again while one is open, so that asking twice is no mistake.
 * @throws Refusal `method-not-allowed`, `codes-locked`, `pass-limit`.
 */
export async function requestPass(services: Services, caller: ChallengeCaller): Promise<Challenge> {
  const now = services.clock.now();
  const { challengeId, userId } = caller;
  await services.database.transaction().execute(async (transaction) => {
    refuseWhileLocked(await holdUser(transaction, userId), now);
    const state = await liveChallenge(transaction, challengeId, now);
    const { rows } = await sql<{ leader_there: boolean }>`select ${hasLeaderFor(sql`${userId}::uuid`)} as leader_there`.execute(
      transaction,
    );
    if (!allowsPasses(state) || rows[0]?.leader_there !== true) throw new Refusal('method-not-allowed');
    const open = await transaction
      .selectFrom('sign_in_passes')
      .select('id')
      .where('challenge_id', '=', challengeId)
      .where('state', 'in', ['waiting', 'granted'])
      .executeTakeFirst();
    if (open) return;
    for (const limit of ['person', 'requests'] as const) {
      const { left, retryAfterSeconds } = await allowance(transaction, limit, userId, now);
      if (left === 0) throw new Refusal('pass-limit', { retryAfterSeconds, passLimit: limit });
    }
    const id = randomUUID();
    const inserted = await transaction
      .insertInto('sign_in_passes')
      .values({
        id,
        challenge_id: challengeId,
        user_id: userId,
        application: state.application,
        device_name: state.device_name,
        requested_at: now,
        number: await newNumber(transaction, userId, now),
        leader_id: null,
        decided_at: null,
        ends_at: null,
        used_at: null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (inserted.numInsertedOrUpdatedRows !== 1n) return;
    await services.audit.append(transaction, {
      ...frameOf(caller, state),
      kind: 'pass-requested',
      userId,
      details: { passId: id, challengeId, deviceId: state.device_id },
    });
  });
  return await viewChallenge(services, services.database, challengeId, now);
}

/** A number that none of the person's requests of the last day has. The person's row is held, so nobody else takes it. */
async function newNumber(transaction: Transaction<Tables>, userId: string, now: Date): Promise<number> {
  const taken = await numbersLately(transaction, userId, now);
  const every = Array.from({ length: PASS_NUMBER_MOST - PASS_NUMBER_LEAST + 1 }, (_, index) => PASS_NUMBER_LEAST + index);
  const free = every.filter((number) => !taken.has(number));
  const number = free[randomInt(free.length)];
  if (number === undefined) throw new Error('a person has asked for more passes in a day than there are numbers');
  return number;
}

function frameOf(caller: ChallengeCaller, state: ChallengeState) {
  return { ...from(caller.origin), actor: { kind: 'person', userId: caller.userId }, application: state.application } as const;
}

/**
 * Meets a sign-in challenge with the pass that was granted in it. One statement decides: the pass must be this
 * challenge's, granted, not over, and its leader still somebody who may grant one. It proves less than a code, so it
 * sets no counter of wrong ones back.
 * @throws Refusal `pass-gone`, `challenge-gone`, `method-not-allowed`, `codes-locked`.
 */
export async function usePass(services: Services, caller: ChallengeCaller): Promise<Verified> {
  const now = services.clock.now();
  const { challengeId, userId } = caller;
  return await services.database.transaction().execute(async (transaction) => {
    refuseWhileLocked(await holdUser(transaction, userId), now);
    const state = await liveChallenge(transaction, challengeId, now);
    if (!allowsPasses(state)) throw new Refusal('method-not-allowed');
    const { rows } = await sql<{ id: string; leader_id: string; ends_at: Date }>`
      update sign_in_passes as pass set state = 'used', used_at = ${now}
      where challenge_id = ${challengeId} and user_id = ${userId} and application = ${state.application}
        and state = 'granted' and ends_at > ${now} and ${mayGrant(sql`pass.leader_id`)}
      returning id, leader_id, ends_at`.execute(transaction);
    const pass = rows[0];
    if (!pass) throw new Refusal('pass-gone');
    await endChallenge(transaction, challengeId, now);
    const details = { passId: pass.id, challengeId, leaderId: pass.leader_id };
    await services.audit.append(transaction, { ...frameOf(caller, state), kind: 'pass-used', userId, details });
    const session = {
      place: state,
      method: 'team-leader-pass',
      policy: state.policy,
      origin: caller.origin,
      endsBy: pass.ends_at,
    } as const;
    return await openSession(services, transaction, session, now);
  });
}

/** @throws Refusal `challenge-gone` when something else has just ended it. */
async function endChallenge(transaction: Transaction<Tables>, challengeId: string, now: Date): Promise<void> {
  const { rows } = await sql`
    with ended as (
      update challenges set ended_at = ${now}, ended_because = 'met' where id = ${challengeId} and ended_at is null returning id
    ), burnt as (
      update text_codes set used_at = ${now} from ended where challenge_id = ended.id and used_at is null
    )
    select from ended`.execute(transaction);
  if (rows.length !== 1) throw new Refusal('challenge-gone');
}
