import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { BodyOf } from '../../shared/operation.ts';
import { readPasswordCode } from '../../shared/sign-in/codes.ts';
import { PASSWORD_CODE_MINUTES, WRONG_PASSWORD_CODES } from '../../shared/sign-in/limits.ts';
import type { askForPasswordCode, givePasswordCode } from '../../shared/sign-in/recovery-operations.ts';
import type { Challenge } from '../../shared/sign-in/schemas.ts';
import { from } from '../audit/trail.ts';
import type { ChallengeCaller, PublicCaller } from '../http/implementation.ts';
import { Refusal } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import { startChallenge, viewChallenge } from './challenge.ts';
import { isProved, liveChallenge, strongestHeld } from './challenge-state.ts';
import { readFactors } from './factors.ts';
import { forgetGuesses } from './guess-allowance.ts';
import { minutesAfter, secondsUntil } from './instants.ts';
import { accountHash, passwordCodeMac, same } from './keyed-hash.ts';
import { holdUser, refuseWhileLocked } from './lockout.ts';
import { afterPasswordChange } from './my-security.ts';
import { hashPassword } from './password.ts';
import { readPasswordOwner } from './password-owner.ts';
import { passwordFault } from './password-rules.ts';
import { hashToken, newToken } from './tokens.ts';

/**
 * Forgotten passwords: a code by e-mail, then the person's strongest second factor, then the new password. Until the code is given
 * nothing here depends on whether anybody has the address.
 */

/** Codes that may be asked for from one network in NETWORK_MINUTES, on computers that the person hasn't signed in on: a large office on a bad morning. */
const ASKED_PER_NETWORK = 30;
const NETWORK_MINUTES = 60;

/** Starts a recovery, whoever's the address is. Who it is is looked up by `sendPasswordCodes`, once this has been answered. */
export async function askPasswordCode(services: Services, caller: PublicCaller, body: BodyOf<typeof askForPasswordCode>) {
  const { database, clock } = services;
  if (services.emails === null) throw new Refusal('not-found');
  const now = clock.now();
  const { token, hash } = newToken();
  const expiresAt = minutesAfter(now, PASSWORD_CODE_MINUTES);
  const { device, application, language } = body;
  const address = body.email.toLowerCase();
  const since = minutesAfter(now, -NETWORK_MINUTES);
  const { network } = caller.origin;
  // One statement for everybody. A computer that this person has signed in on is not held up by what others ask for.
  const { rows } = await sql<{ id: string }>`
    insert into password_recoveries (id, token_hash, address, due_at, application, device_id, device_name, device_platform, language, network,
      created_at, expires_at)
    select ${randomUUID()}::uuid, ${hash}::bytea, ${address}, ${now}::timestamptz, ${application}, ${device.id}::uuid, ${device.name},
      ${device.platform}, ${language}, ${network}, ${now}::timestamptz, ${expiresAt}::timestamptz
    where (select count(*) from password_recoveries where network = ${network} and created_at > ${since}) < ${ASKED_PER_NETWORK}
      or exists (
        select from sign_ins join users on users.id = sign_ins.user_id
        where lower(users.email) = ${address} and sign_ins.device_id = ${device.id} and outcome = 'signed-in')
    returning id`.execute(database);
  if (rows.length === 0) {
    const oldest = await database
      .selectFrom('password_recoveries')
      .select(({ fn }) => fn.min('created_at').as('at'))
      .where('network', '=', network)
      .where('created_at', '>', since)
      .executeTakeFirst();
    throw new Refusal('too-many-requests', { retryAfterSeconds: secondsUntil(now, minutesAfter(oldest?.at ?? now, NETWORK_MINUTES)) });
  }
  return { recoveryToken: token, expiresAt: expiresAt.toISOString(), serverTime: now.toISOString() };
}

/**
 * Takes the code that was sent. Each try is taken by one conditional statement before the code is looked at, and a recovery of
 * nobody's answers like anybody's.
 * @throws Refusal `code-wrong`; `challenge-gone` when it is over; `second-factor-not-set-up` for whoever has none and so goes to the help desk.
 */
export async function giveCode(services: Services, caller: PublicCaller, body: BodyOf<typeof givePasswordCode>) {
  const { database, clock, keys } = services;
  const now = clock.now();
  const code = readPasswordCode(body.code);
  const tokenHash = hashToken(body.recoveryToken);
  const live = () =>
    database
      .selectFrom('password_recoveries')
      .selectAll()
      .where('token_hash', '=', tokenHash)
      .where('ended_at', 'is', null)
      .where('expires_at', '>', now);
  if (code === null) {
    // What can't be a code uses no try.
    const recovery = await live().executeTakeFirst();
    if (!recovery) throw new Refusal('challenge-gone');
    throw new Refusal('code-wrong', { attemptsLeft: WRONG_PASSWORD_CODES - recovery.wrong_codes });
  }
  const { rows } = await sql<{ id: string }>`
    update password_recoveries set wrong_codes = wrong_codes + 1,
      ended_at = case when wrong_codes + 1 >= ${WRONG_PASSWORD_CODES} then ${now}::timestamptz end
    where token_hash = ${tokenHash} and ended_at is null and expires_at > ${now}
    returning id`.execute(database);
  const [taken] = rows;
  if (!taken) throw new Refusal('challenge-gone');
  const recovery = await database.selectFrom('password_recoveries').selectAll().where('id', '=', taken.id).executeTakeFirstOrThrow();
  const macs = passwordCodeMac.toFind(keys.codes, recovery.id, code);
  const kept = recovery.code_mac ?? passwordCodeMac.toKeep(keys.codes, randomUUID(), code);
  const right = macs.filter((mac) => same(kept, mac)).length > 0 && recovery.user_id !== null;
  const event = { ...from(caller.origin), userId: recovery.user_id, application: recovery.application } as const;
  if (!right || recovery.user_id === null) {
    const attemptsLeft = WRONG_PASSWORD_CODES - recovery.wrong_codes;
    // Of guesses at made-up names nothing is kept.
    if (recovery.user_id !== null)
      await database.transaction().execute((transaction) =>
        services.audit.append(transaction, {
          ...event,
          kind: 'password-code-refused',
          actor: { kind: 'anyone' },
          details: { recoveryId: recovery.id, attemptsLeft },
        }),
      );
    throw new Refusal('code-wrong', { attemptsLeft });
  }
  const userId = recovery.user_id;
  const started = await database.transaction().execute(async (transaction) => {
    const user = await holdUser(transaction, userId);
    const used = await transaction
      .updateTable('password_recoveries')
      .set({ ended_at: now, code_mac: passwordCodeMac.toKeep(keys.codes, recovery.id, randomUUID()) })
      .where('id', '=', recovery.id)
      // Of two right codes at once one is used, and what came before it is no longer there.
      .where('code_mac', '=', kept)
      .executeTakeFirst();
    if (used.numUpdatedRows !== 1n || user.access !== 'allowed') return new Refusal('challenge-gone');
    await services.audit.append(transaction, {
      ...event,
      kind: 'password-code-accepted',
      actor: { kind: 'person', userId },
      details: { recoveryId: recovery.id },
    });
    refuseWhileLocked(user, now);
    const methods = strongestHeld(await readFactors(transaction, userId));
    if (methods.length === 0) return new Refusal('second-factor-not-set-up');
    const { application, device_id: id, device_name: name, device_platform: platform, language } = recovery;
    const challenge = { purpose: 'new-password', userId, application, device: { id, name, platform }, language } as const;
    return await startChallenge(
      services,
      transaction,
      { ...challenge, sessionId: null, adds: null, forAccount: false, methods, proved: null },
      caller.origin,
      now,
    );
  });
  if (started instanceof Refusal) throw started;
  const challenge: Challenge = await viewChallenge(services, database, started.id, now);
  return { challengeToken: started.token, challenge };
}

/**
 * Sets the password of somebody who has shown who they are by the code and their strongest factor. Every session and all trust end,
 * and they are told.
 * @throws Refusal `step-up-needed` before that; `password-weak`.
 */
export async function chooseNewPassword(services: Services, caller: ChallengeCaller, newPassword: string): Promise<Record<string, never>> {
  const { database, clock } = services;
  const state = await liveChallenge(database, caller.challengeId, clock.now());
  if (state.purpose !== 'new-password') throw new Refusal('method-not-allowed');
  if (!isProved(state)) throw new Refusal('step-up-needed');
  const owner = await readPasswordOwner(database, caller.userId);
  const fault = await passwordFault(newPassword, owner);
  if (fault !== null) throw new Refusal('password-weak', { passwordFault: fault });
  const password_hash = await hashPassword(newPassword);
  const now = clock.now();
  const { user_id: userId, application } = state;
  await database.transaction().execute(async (transaction) => {
    await holdUser(transaction, userId);
    // Again, now that nothing about the person can change: their factors may have, or their access.
    const held = await liveChallenge(transaction, caller.challengeId, now);
    if (!isProved(held) || held.access !== 'allowed') throw new Refusal('challenge-gone');
    const met = await transaction
      .updateTable('challenges')
      .set({ ended_at: now, ended_because: 'met' })
      .where('id', '=', caller.challengeId)
      .where('ended_at', 'is', null)
      .executeTakeFirst();
    if (met.numUpdatedRows !== 1n) throw new Refusal('challenge-gone');
    const password = { password_hash, password_changed_at: now, temporary_password_until: null };
    await transaction.updateTable('users').set(password).where('id', '=', userId).execute();
    const frame = { ...from(caller.origin), actor: { kind: 'person', userId }, application } as const;
    await services.audit.append(transaction, { ...frame, kind: 'password-changed', userId, details: { by: 'recovery' } });
    await afterPasswordChange(services, transaction, userId, frame, now, null);
    await forgetGuesses(transaction, accountHash(owner.email));
  });
  return {};
}
