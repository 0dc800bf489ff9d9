import type { Selectable, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { BodyOf } from '../../shared/operation.ts';
import { identifierKey } from '../../shared/sign-in/identifiers.ts';
import type { signInWithPassword } from '../../shared/sign-in/operations.ts';
import type { Device, SignedIn } from '../../shared/sign-in/schemas.ts';
import type { AuditEvent } from '../audit/events.ts';
import { from } from '../audit/trail.ts';
import type { ApplicationPolicyTable, Tables, UserTable } from '../database/tables.ts';
import type { PublicCaller } from '../http/implementation.ts';
import { Refusal } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import { startChallenge, viewChallenge } from './challenge.ts';
import { usableMethods } from './challenge-state.ts';
import { accountHash } from './keyed-hash.ts';
import { holdUserForNext, lockRefusal } from './lockout.ts';
import { checkPassword, hashPassword } from './password.ts';
import { forgivePasswords, returnPasswordTry, takePasswordTry } from './password-counter.ts';
import { isTwoFactorOn, knownPermissions, mayOpen, type Policy, policyOf } from './policy.ts';
import type { SignInPlace } from './session.ts';
import { openSession, recordSignIn } from './session.ts';
import { passwordAsKept } from './temporary-password.ts';
import { holdsTrust, presentTrust } from './trust.ts';

type Body = BodyOf<typeof signInWithPassword>;
type Person = { readonly id: string; readonly password_hash: string };
type Answer =
  | SignedIn
  | {
      readonly outcome: 'second-factor-needed';
      readonly challengeToken: string;
      readonly challengeId: string;
      readonly trust: 'none' | 'refused';
    };

/** Checks a password; then two-factor is off, or the computer is trusted, or a challenge begins. */
export async function signIn(services: Services, caller: PublicCaller, body: Body) {
  const now = services.clock.now();
  const clean = { ...body, device: namedDevice(body.device) };
  const person = await checkPerson(services, caller, clean, now);
  const answer = await services.database.transaction().execute((transaction) => proceed(services, transaction, caller, clean, person, now));
  if (answer instanceof Refusal) throw answer;
  if (answer.outcome === 'signed-in') return answer;
  const { challengeId, ...challenged } = answer;
  return { ...challenged, challenge: await viewChallenge(services, services.database, challengeId, now) };
}

/** A computer whose name has nothing that can be seen is called by what it runs. */
function namedDevice(device: Device): Device {
  return { ...device, name: device.name || device.platform };
}

/**
 * The person, if the password is theirs. An unknown address, a wrong password, a paused account and a person whose
 * access was taken away get the same answer after the same work: one look-up, one count, one argon2id, one entry in
 * the trail.
 * @throws Refusal `credentials-refused`.
 */
async function checkPerson(services: Services, caller: PublicCaller, body: Body, now: Date): Promise<Person> {
  const { database } = services;
  const account = accountHash(body.email);
  const person = await database
    .selectFrom('users')
    .select(['id', 'password_hash', 'access', 'temporary_password_until'])
    // Lower-cased by the same rules as the account that tries are counted for: by the database's own, `İ` would be an `i`
    // as well, and each way to write an address would have tries of its own.
    .where(sql<string>`lower(email)`, '=', identifierKey(body.email))
    .executeTakeFirst();
  const password = passwordAsKept(body.password, person);
  const known = await isTrustedHere(services, body, person?.id ?? null, now);
  // Both at once, since neither needs the other; what the password was worth is not looked at before its try is counted.
  const [counted, checked] = await Promise.allSettled([
    takePasswordTry(database, account, caller.origin.network, known, now),
    checkPassword(person?.password_hash ?? null, password),
  ]);
  if (counted.status === 'rejected') throw counted.reason;
  const attempt = counted.value;
  if (checked.status === 'rejected') {
    // Too many are waiting: nobody looked at the password, so it can't count as a wrong one.
    await returnPasswordTry(database, account, caller.origin.network, attempt);
    throw checked.reason;
  }
  const { right, outdated } = checked.value;
  const recordRefusal = async (because: Extract<AuditEvent, { kind: 'password-refused' }>['details']['because']) => {
    const event = { ...from(caller.origin), actor: { kind: 'anyone' }, userId: person?.id ?? null, application: body.application } as const;
    await database.transaction().execute(async (transaction) => {
      const refused = { ...event, kind: 'password-refused', details: { because } } as const;
      if (attempt.pauses === null) await services.audit.append(transaction, refused);
      else await services.audit.append(transaction, refused, { ...event, kind: 'password-paused', details: { minutes: attempt.pauses } });
    });
  };
  if (right && person && attempt.allowed && person.access === 'allowed') {
    if (person.temporary_password_until !== null && person.temporary_password_until <= now) {
      await forgivePasswords(database, account, caller.origin.network, now);
      await recordRefusal('expired');
      // Whoever knows it is told: it opens nothing any more.
      throw new Refusal('temporary-password-expired');
    }
    return outdated ? await rehash(services, person, password) : person;
  }
  const because = !attempt.allowed ? 'paused' : !person ? 'unknown' : person.access === 'denied' ? 'disabled' : 'wrong';
  await recordRefusal(because);
  throw new Refusal('credentials-refused');
}

async function isTrustedHere(services: Services, body: Body, userId: string | null, now: Date): Promise<boolean> {
  if (body.trustToken === null) return false;
  const policy = shortened(await readPolicy(services.database, body.application), body);
  // Somebody who doesn't exist has no trusted computer, found by the same look-up.
  const claim = { token: body.trustToken, userId: userId ?? '', application: body.application, deviceId: body.device.id };
  return await holdsTrust(services.database, claim, policy, now);
}

async function readPolicy(database: Services['database'], application: Body['application']): Promise<Policy> {
  return policyOf(
    await database.selectFrom('application_policies').selectAll().where('application', '=', application).executeTakeFirstOrThrow(),
  );
}

/** The policy as it holds for trust in a computer whose IT lets it last for fewer days. It can't make them more. */
function shortened(policy: Policy, { trustMostDays }: Pick<Body, 'trustMostDays'>): Policy {
  return trustMostDays === undefined ? policy : { ...policy, trustDays: Math.min(policy.trustDays, trustMostDays) };
}

/** Makes the hash again at the present cost, unless the password was changed meanwhile. */
async function rehash(services: Services, person: Person, password: string): Promise<Person> {
  const password_hash = await hashPassword(password);
  const updated = await services.database
    .updateTable('users')
    .set({ password_hash })
    .where('id', '=', person.id)
    .where('password_hash', '=', person.password_hash)
    .executeTakeFirst();
  if (updated.numUpdatedRows === 1n) return { ...person, password_hash };
  // Another sign-in was quicker, or the password was changed: what is there now is asked like any other.
  const { password_hash: present } = await services.database
    .selectFrom('users')
    .select('password_hash')
    .where('id', '=', person.id)
    .executeTakeFirstOrThrow();
  return (await checkPassword(present, password)).right ? { ...person, password_hash: present } : person;
}

/** All that follows a right password, in one transaction. A Refusal that is returned is committed with what it recorded. */
async function proceed(
  services: Services,
  transaction: Transaction<Tables>,
  caller: PublicCaller,
  body: Body,
  person: Person,
  now: Date,
): Promise<Answer | Refusal> {
  const userId = person.id;
  const { application, device } = body;
  await holdUserForNext(transaction, userId);
  await forgivePasswords(transaction, accountHash(body.email), caller.origin.network, now);
  const standing = await readStanding(transaction, userId, application);
  // Changed or taken away between the check and here: the check no longer holds.
  if (standing.password_hash !== person.password_hash || standing.access !== 'allowed') return new Refusal('credentials-refused');
  // Who has Welsh set for their account gets their codes in it at a colleague's desk as well.
  const language = standing.language === 'cy' ? standing.language : body.language;
  const place: SignInPlace = {
    user_id: userId,
    application,
    device_id: device.id,
    device_name: device.name,
    device_platform: device.platform,
    language,
  };
  const frame = { ...from(caller.origin), actor: { kind: 'person', userId }, application } as const;
  const refuse = async (
    because: 'application-not-permitted' | 'second-factor-not-set-up' | 'codes-locked',
    refusal = new Refusal(because),
  ) => {
    await recordSignIn(transaction, place, 'refused', null, now);
    await services.audit.append(transaction, { ...frame, kind: 'sign-in-refused', userId, details: { because } });
    return refusal;
  };

  if (!mayOpen(knownPermissions(standing.permissions), application)) return await refuse('application-not-permitted');
  const policy = policyOf(standing);
  if (!(await isTwoFactorOn(transaction, standing.two_factor))) {
    return await openSession(services, transaction, { place, method: 'password', policy, origin: caller.origin }, now);
  }
  const locked = lockRefusal(standing, now);
  if (body.trustToken !== null && !locked) {
    const claim = { token: body.trustToken, userId, application, deviceId: device.id };
    const trust = await presentTrust(services, transaction, claim, shortened(policy, body), frame, now);
    if (trust.honoured) {
      return await openSession(services, transaction, { place, method: 'trusted-device', policy, origin: caller.origin }, now, trust);
    }
  }
  if (locked) return await refuse('codes-locked', locked);
  const { methods } = usableMethods({ ...standing, adds: null, policy });
  if (methods.length === 0) return await refuse('second-factor-not-set-up');
  const challenge = {
    purpose: 'sign-in',
    userId,
    application,
    device,
    language,
    sessionId: null,
    adds: null,
    methods,
    proved: false,
  } as const;
  const { id, token } = await startChallenge(services, transaction, challenge, caller.origin, now);
  return { outcome: 'second-factor-needed', challengeToken: token, challengeId: id, trust: body.trustToken === null ? 'none' : 'refused' };
}

/** What decides where a right password leads. */
interface Standing
  extends Pick<
      Selectable<UserTable>,
      'password_hash' | 'access' | 'language' | 'enrolment' | 'codes_locked_until' | 'codes_need_administrator'
    >,
    Omit<Selectable<ApplicationPolicyTable>, 'application'> {
  readonly two_factor: boolean;
  readonly permissions: readonly string[];
  readonly confirmed_number: string | null;
  readonly has_authenticator: string | null;
}

/** A person's, once they are held. All of it in one statement: each one more would be waited for by somebody with a caller. */
async function readStanding(transaction: Transaction<Tables>, userId: string, application: Body['application']): Promise<Standing> {
  const { rows } = await sql<Standing>`
    select users.password_hash, users.access, users.language, users.enrolment, users.codes_locked_until, users.codes_need_administrator,
      policy.methods, policy.trust_days, policy.idle_lock_minutes, policy.trust_ends_at, policy.passes, organisation.two_factor,
      array(
        select permission from group_members join group_permissions using (group_id) where group_members.user_id = users.id
      ) as permissions,
      (select phone_number from text_message_factors where text_message_factors.user_id = users.id) as confirmed_number,
      (select user_id from authenticator_factors where authenticator_factors.user_id = users.id) as has_authenticator
    from users cross join organisation join application_policies as policy on policy.application = ${application}
    where users.id = ${userId}`.execute(transaction);
  const [standing] = rows;
  if (!standing) throw new Error('there is no such person, policy or organisation');
  return standing;
}
