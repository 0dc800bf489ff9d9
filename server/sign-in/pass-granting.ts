import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { ApplicationId } from '../../shared/applications.ts';
import { PASS_NUMBER_TRIES, PASSES_PER_LEADER, PASSES_PER_PERSON } from '../../shared/sign-in/limits.ts';
import { passReasonFault, visibleText } from '../../shared/sign-in/pass-reason.ts';
import type { PassRequests } from '../../shared/sign-in/schemas.ts';
import type { AuditEvent } from '../audit/events.ts';
import { reasonFault } from '../audit/reason.ts';
import { from } from '../audit/trail.ts';
import type { Tables } from '../database/tables.ts';
import type { SessionCaller } from '../http/implementation.ts';
import { Refusal } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import { addAlert } from './alerts.ts';
import { heldBy } from './challenge-state.ts';
import { readFactors } from './factors.ts';
import { holdUser } from './lockout.ts';
import { allowance, grantsCounted, mayGrant, passEnd, passesCounted } from './pass-rules.ts';
import { readOrganisation, readPolicies } from './policy.ts';
import { isRealFactor, liveSession } from './session.ts';
import type { SteppedUpWith } from './strength.ts';
import { isAsStrongAs, strongest } from './strength.ts';

/** The leader's side of a pass: who waits, and an answer for them. The person's is in pass.ts. */

/** As many as a screen can show; a request is there for ten minutes. */
const SHOWN_MOST = 100;

/** A request is answered while its challenge is open, and no longer. */
const CHALLENGE_OPEN = (now: Date) => sql<boolean>`challenges.ended_at is null and challenges.expires_at > ${now}`;

/** Who waits, apart from the leader. */
export async function listPassRequests(services: Services, caller: SessionCaller): Promise<PassRequests> {
  const now = services.clock.now();
  const { database } = services;
  const { rows } = await sql<{
    id: string;
    name: string;
    email: string;
    application: PassRequests['requests'][number]['application'];
    device_name: string;
    computer_known: boolean;
    requested_at: Date;
    expires_at: Date;
  }>`
    select pass.id, users.name, users.email, pass.application, pass.requested_at, challenges.expires_at, computer_known,
      -- What it was called when its owner last signed in there, not what it calls itself today.
      coalesce(case when computer_known then (
        select device_name from sign_ins where sign_ins.user_id = pass.user_id and sign_ins.device_id = challenges.device_id
          and outcome = 'signed-in' order by at desc limit 1
      ) end, pass.device_name) as device_name
    from sign_in_passes as pass join challenges on challenges.id = pass.challenge_id join users on users.id = pass.user_id
    where pass.state = 'waiting' and pass.user_id <> ${caller.userId} and ${CHALLENGE_OPEN(now)}
    order by pass.requested_at, pass.id limit ${SHOWN_MOST}`.execute(database);
  const { shift_ends } = await readOrganisation(database);
  return {
    requests: rows.map((row) => ({
      id: row.id,
      person: row.name,
      email: row.email,
      application: row.application,
      deviceName: row.device_name,
      computerKnown: row.computer_known,
      requestedAt: row.requested_at.toISOString(),
      expiresAt: row.expires_at.toISOString(),
    })),
    grantsLeft: (await allowance(database, 'leader', caller.userId, now)).left,
    passUntil: passEnd(now, shift_ends).toISOString(),
    serverTime: now.toISOString(),
  };
}

/**
 * Vouches for somebody who waits. Both people's rows are held, in one order for everybody, so that the counts in the one
 * statement that decides are those of the only grant at a time for either of them. It also compares the number, which only the
 * person's screen shows: a leader who was not told it can't let anybody in.
 * @throws Refusal `not-found`, `not-permitted` for one's own, `pass-gone`, `pass-limit`, `pass-number-wrong`, `reason-refused`.
 */
export async function grantPass(
  services: Services,
  caller: SessionCaller,
  passId: string,
  typed: { readonly number: number; readonly reason: string },
): Promise<Date> {
  const now = services.clock.now();
  const reason = visibleText(typed.reason);
  const fault = passReasonFault(reason) ?? reasonFault(reason);
  if (fault !== null) throw new Refusal('reason-refused', { reasonFault: fault });
  const leaderId = caller.userId;
  const result = await services.database.transaction().execute(async (transaction) => {
    const pass = await transaction.selectFrom('sign_in_passes').selectAll().where('id', '=', passId).executeTakeFirst();
    if (!pass) throw new Refusal('not-found');
    const frame = { ...from(caller.origin), actor: { kind: 'person', userId: leaderId }, application: pass.application } as const;
    const event = { ...frame, userId: pass.user_id };
    const refuse = async (
      because: Extract<AuditEvent, { kind: 'pass-refused' }>['details']['because'],
      refusal: Refusal,
    ): Promise<Refusal> => {
      await services.audit.append(transaction, { ...event, kind: 'pass-refused', details: { passId, because } });
      return refusal;
    };
    if (pass.user_id === leaderId) return await refuse('own', new Refusal('not-permitted'));
    const people = new Map<string, string>();
    for (const userId of [pass.user_id, leaderId].sort()) people.set(userId, (await holdUser(transaction, userId)).name);
    // The session may have ended, or its leader lost the permission, since the request was let in.
    const session = await liveSession(transaction, caller.sessionId, now);
    await requireStrength(transaction, pass.application, leaderId, session.stepped_up_with);
    const { shift_ends } = await readOrganisation(transaction);
    const endsAt = passEnd(now, shift_ends);
    const leader = sql`${leaderId}::uuid`;
    const { rows } = await sql<{ device_id: string }>`
      update sign_in_passes as pass set state = 'granted', leader_id = ${leader}, decided_at = ${now}, ends_at = ${endsAt}
      from challenges, application_policies as policy
      where pass.id = ${passId} and pass.number = ${typed.number} and pass.state = 'waiting'
        and challenges.id = pass.challenge_id and ${CHALLENGE_OPEN(now)}
        and policy.application = pass.application and policy.passes and ${mayGrant(leader)}
        and ${passesCounted(sql`pass.user_id`, now)} < ${PASSES_PER_PERSON} and ${grantsCounted(leader, now)} < ${PASSES_PER_LEADER}
      returning challenges.device_id`.execute(transaction);
    const [granted] = rows;
    if (granted === undefined) {
      for (const [limit, userId] of [
        ['person', pass.user_id],
        ['leader', leaderId],
      ] as const) {
        const { left, retryAfterSeconds } = await allowance(transaction, limit, userId, now);
        if (left <= 0) return await refuse('limit', new Refusal('pass-limit', { retryAfterSeconds, passLimit: limit }));
      }
      const triesLeft = await countWrongNumber(transaction, passId, typed.number, leaderId, now);
      if (triesLeft === null) return await refuse('gone', new Refusal('pass-gone'));
      const refusal = await refuse('number', new Refusal('pass-number-wrong', { attemptsLeft: triesLeft }));
      if (triesLeft === 0) await services.audit.append(transaction, { ...event, kind: 'pass-declined', details: { passId } });
      return refusal;
    }
    await services.audit.append(transaction, { ...event, kind: 'pass-granted', details: { passId, reason } });
    const named = (userId: string) => people.get(userId) ?? null;
    // Caused where it was asked for, by whoever sits there.
    const letIn = {
      userId: pass.user_id,
      kind: 'pass-granted',
      detail: named(leaderId),
      sessionId: null,
      deviceId: granted.device_id,
    } as const;
    await addAlert(transaction, letIn, now);
    const given = { userId: leaderId, kind: 'pass-given', detail: named(pass.user_id), sessionId: caller.sessionId } as const;
    await addAlert(transaction, given, now);
    return endsAt;
  });
  if (result instanceof Refusal) throw result;
  return result;
}

/**
 * What a pass opens must not be had by less than it asks of everybody else: the leader's own code is as strong as what the
 * application takes. A recovery code says that there is no phone, and vouches for nobody.
 * @throws Refusal `step-up-needed`; `not-permitted` where the leader has nothing that is strong enough.
 */
async function requireStrength(
  transaction: Transaction<Tables>,
  application: ApplicationId,
  leaderId: string,
  steppedUpWith: SteppedUpWith,
): Promise<void> {
  const policy = (await readPolicies(transaction))[application];
  if (isRealFactor(steppedUpWith) && isAsStrongAs(steppedUpWith, policy)) return;
  const best = strongest(heldBy(await readFactors(transaction, leaderId)));
  throw new Refusal(isAsStrongAs(best, policy) ? 'step-up-needed' : 'not-permitted');
}

/**
 * Counts a number that isn't the request's, and declines it with the last one. By the conditions of granting: whoever may not
 * grant is not told whether a number is right, and uses up nobody's tries.
 * @returns the tries that are left; null when the number was not what was wrong.
 */
async function countWrongNumber(
  transaction: Transaction<Tables>,
  passId: string,
  number: number,
  leaderId: string,
  now: Date,
): Promise<number | null> {
  const last = sql`pass.wrong_numbers + 1 >= ${PASS_NUMBER_TRIES}`;
  const { rows } = await sql<{ wrong_numbers: number }>`
    update sign_in_passes as pass set wrong_numbers = pass.wrong_numbers + 1,
      state = case when ${last} then 'declined' else pass.state end,
      leader_id = case when ${last} then ${leaderId}::uuid end,
      decided_at = case when ${last} then ${now}::timestamptz end
    from challenges, application_policies as policy
    where pass.id = ${passId} and pass.number <> ${number} and pass.state = 'waiting'
      and challenges.id = pass.challenge_id and ${CHALLENGE_OPEN(now)}
      and policy.application = pass.application and policy.passes and ${mayGrant(sql`${leaderId}::uuid`)}
    returning pass.wrong_numbers`.execute(transaction);
  const [counted] = rows;
  return counted === undefined ? null : PASS_NUMBER_TRIES - counted.wrong_numbers;
}

/** @throws Refusal `not-found`, `not-permitted` for one's own, `pass-gone`. */
export async function declinePass(services: Services, caller: SessionCaller, passId: string): Promise<void> {
  const now = services.clock.now();
  await services.database.transaction().execute(async (transaction) => {
    const pass = await transaction
      .selectFrom('sign_in_passes')
      .select(['user_id', 'application'])
      .where('id', '=', passId)
      .executeTakeFirst();
    if (!pass) throw new Refusal('not-found');
    if (pass.user_id === caller.userId) throw new Refusal('not-permitted');
    const declined = await transaction
      .updateTable('sign_in_passes')
      .set({ state: 'declined', leader_id: caller.userId, decided_at: now })
      .where('id', '=', passId)
      .where('state', '=', 'waiting')
      .executeTakeFirst();
    if (declined.numUpdatedRows !== 1n) throw new Refusal('pass-gone');
    await services.audit.append(transaction, {
      ...from(caller.origin),
      kind: 'pass-declined',
      actor: { kind: 'person', userId: caller.userId },
      userId: pass.user_id,
      application: pass.application,
      details: { passId },
    });
  });
}
