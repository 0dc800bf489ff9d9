import type { Selectable, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { BodyOf } from '../../shared/operation.ts';
import { readHelpDeskCode } from '../../shared/sign-in/codes.ts';
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
import type { GuessAllowances } from './guess-allowance.ts';
import { guessAllowances, isUsedUp } from './guess-allowance.ts';
import { accountHash } from './keyed-hash.ts';
import type { KnownComputer, OwnCount } from './known-computer.ts';
import { isKnown, isTokenDue } from './known-computer.ts';
import { holdUserForNext, lockRefusal } from './lockout.ts';
import { countVouchedFor } from './new-computer-code.ts';
import { checkPassword, hashPassword } from './password.ts';
import type { PasswordGiven } from './password-try.ts';
import { tryAsKnown, tryAsStranger } from './password-try.ts';
import { isTwoFactorOn, knownPermissions, mayOpen, type Policy, policyOf } from './policy.ts';
import type { SignInPlace } from './session.ts';
import { openSession, recordSignIn } from './session.ts';
import { makeRoomForSession } from './session-limit.ts';
import { passwordAsKept } from './temporary-password.ts';
import { hashToken } from './tokens.ts';
import { holdsTrust, presentTrust } from './trust.ts';
import { noteUnknownName } from './unknown-names.ts';

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

/** How long a stranger waits for a refusal that cost nothing, so that asking on and on is no use; in milliseconds. */
const HELD_MS = 1_000;

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

/** Whoever has the address that was typed, if anybody does, and what is known of the computer. */
interface Applicant {
  readonly person: (Person & Pick<Selectable<UserTable>, 'access' | 'temporary_password_until'>) | null;
  readonly computer: KnownComputer | null;
  /** Strangers may try no more passwords at this account, or from this network. */
  readonly strangersHeld: boolean;
}

/** All of it in one statement, and the same one for an address that nobody has. */
async function readApplicant({ database }: Services, body: Body, allowances: GuessAllowances, now: Date): Promise<Applicant> {
  const { rows } = await sql<
    { readonly held: boolean; readonly id: string | null; readonly issued_at: Date | null } & Omit<
      NonNullable<Applicant['person']> & KnownComputer,
      'id' | 'issued_at'
    >
  >`
    select ${isUsedUp(allowances, now)} as held, users.id, users.password_hash, users.access, users.temporary_password_until,
      known.current_hash, known.previous_hash, known.issued_at, known.wrong_passwords
    -- Lower-cased by the same rules as the account that tries are counted for: by the database's own, an İ would be an i
    -- as well, and each way to write an address would have tries of its own.
    from (values (true)) as one left join users on lower(email) = ${identifierKey(body.email)}
      left join known_computers as known on known.user_id = users.id and known.device_id = ${body.device.id}`.execute(database);
  const [row] = rows;
  if (!row) throw new Error('a look-up without a row');
  const { held, id, issued_at, ...rest } = row;
  return {
    strangersHeld: held,
    person: id === null ? null : { ...rest, id },
    computer: issued_at === null ? null : { ...rest, issued_at },
  };
}

/** A person whose password was right, whether their computer showed that it is known, and whether it is to be given a token. */
interface Checked extends Person {
  readonly computerTokenDue: boolean;
  readonly computerKnown: boolean;
}

/**
 * The person, if the password is theirs. An unknown address, a wrong password and a person whose access was taken away get
 * the same answer after the same work: one look-up, one count, one argon2id, one row about it. A computer that they
 * have signed in on before has a count of its own, and nothing that strangers did holds it up.
 * @throws Refusal `credentials-refused`, `new-computer-code-needed`, `temporary-password-expired`, `too-many-requests`.
 */
async function checkPerson(services: Services, caller: PublicCaller, body: Body, now: Date): Promise<Checked> {
  const accountKey = accountHash(body.email);
  const allowances = guessAllowances(accountKey, caller.origin.network);
  const applicant = await readApplicant(services, body, allowances, now);
  const { person } = applicant;
  const password = passwordAsKept(body.password, person ?? undefined);
  const given = { stored: person?.password_hash ?? null, password, account: allowances.account.key, connection: caller.origin.connection };
  const event = { ...from(caller.origin), actor: { kind: 'anyone' }, userId: person?.id ?? null, application: body.application } as const;
  const record = (...events: readonly AuditEvent[]) =>
    services.database.transaction().execute(async (transaction) => {
      if (person === null) await noteUnknownName(transaction, caller.origin.network, now);
      const kept = events.filter((each) => person !== null || (each.kind === 'new-computers-held' && each.details.because === 'network'));
      if (kept.length > 0) await services.audit.append(transaction, ...kept);
    });
  const refused = (because: Extract<AuditEvent, { kind: 'password-refused' }>['details']['because']) =>
    ({ ...event, kind: 'password-refused', details: { because } }) as const;

  const own = await ownCount(services, body, applicant, now);
  const known = own === null ? null : await tryAsKnown(services, own, given);
  const stranger = known ?? (applicant.strangersHeld ? null : await tryAsStranger(services, allowances, given, now));
  const tried = known ?? stranger ?? (await tryWithCode(services, caller, body, applicant, given, now));
  if (tried.right && person && person.access === 'allowed') {
    if (person.temporary_password_until !== null && person.temporary_password_until <= now) {
      await record(refused('expired'));
      // Whoever knows it is told: it opens nothing any more.
      throw new Refusal('temporary-password-expired');
    }
    const computerTokenDue = isTokenDue(applicant.computer, known !== null && own?.of === 'known-computer', now);
    return { ...(tried.outdated ? await rehash(services, person, password) : person), computerTokenDue, computerKnown: known !== null };
  }
  const because = person?.access === 'denied' ? 'disabled' : 'wrong';
  const held =
    'lastOf' in tried && tried.lastOf !== null
      ? [{ ...event, kind: 'new-computers-held', details: { because: tried.lastOf } } as const]
      : [];
  const notKnown =
    'wasLast' in tried && tried.wasLast ? [{ ...event, kind: 'computer-not-known', details: { deviceId: body.device.id } } as const] : [];
  await record(refused(because), ...held, ...notKnown);
  throw new Refusal('credentials-refused');
}

/** Where this computer's wrong passwords are counted, if it is one that the person has signed in on; null for a stranger's. */
async function ownCount(services: Services, body: Body, { person, computer }: Applicant, now: Date): Promise<OwnCount | null> {
  if (person !== null && isKnown(computer, body.computerToken, now)) {
    return { of: 'known-computer', userId: person.id, deviceId: body.device.id, hash: hashToken(body.computerToken ?? '') };
  }
  if (body.trustToken === null) return null;
  const policy = shortened(await readPolicy(services.database, body.application), body);
  // Somebody who doesn't exist has no trusted computer, found by the same look-up.
  const claim = { token: body.trustToken, userId: person?.id ?? '', application: body.application, deviceId: body.device.id };
  const trustId = await holdsTrust(services.database, claim, policy, now);
  return trustId === null ? null : { of: 'trusted-computer', trustId };
}

/** An id that nobody has (RFC 9562 section 5.9). */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/**
 * Strangers may try no more, and whoever has a code from the help desk all the same: it makes the computer one of those that
 * have a count of their own, until the sign-in is completed. Everybody else waits as long for the refusal, whether or not
 * anybody has the address.
 * @throws Refusal `new-computer-code-needed`
 */
async function tryWithCode(
  services: Services,
  caller: PublicCaller,
  body: Body,
  { person, computer }: Applicant,
  given: PasswordGiven,
  now: Date,
) {
  const held = services.line.hold(HELD_MS);
  const code = readHelpDeskCode(body.helpDeskCode ?? '');
  const frame = { ...from(caller.origin), actor: { kind: 'anyone' }, application: body.application } as const;
  // Somebody who doesn't exist has no code, found by the same look-up.
  const typed = { userId: person?.id ?? NOBODY, deviceId: body.device.id, code: code ?? '', computer };
  const own = code === null ? null : await countVouchedFor(services, typed, frame, now);
  const tried = own === null ? null : await tryAsKnown(services, own, given);
  if (tried !== null) return tried;
  await held;
  throw new Refusal('new-computer-code-needed');
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
  person: Checked,
  now: Date,
): Promise<Answer | Refusal> {
  const userId = person.id;
  const { application, device } = body;
  await holdUserForNext(transaction, userId);
  const standing = await readStanding(transaction, userId, application, now);
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
    computer_token_due: person.computerTokenDue,
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
  await makeRoomForSession(services, transaction, userId, standing.live_sessions, frame, now);
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
  const { methods } = usableMethods({ ...standing, adds: null, for_account: false, policy });
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
    forAccount: false,
    proved: null,
    computerTokenDue: person.computerTokenDue,
    computerKnown: person.computerKnown,
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
  readonly live_sessions: number;
}

/** A person's, once they are held. All of it in one statement: each one more would be waited for by somebody with a caller. */
async function readStanding(
  transaction: Transaction<Tables>,
  userId: string,
  application: Body['application'],
  now: Date,
): Promise<Standing> {
  const { rows } = await sql<Standing>`
    select users.password_hash, users.access, users.language, users.enrolment, users.codes_locked_until, users.codes_need_administrator,
      policy.methods, policy.trust_days, policy.idle_lock_minutes, policy.trust_ends_at, policy.passes, organisation.two_factor,
      array(
        select permission from group_members join group_permissions using (group_id) where group_members.user_id = users.id
      ) as permissions,
      (select phone_number from text_message_factors where text_message_factors.user_id = users.id) as confirmed_number,
      (select user_id from authenticator_factors where authenticator_factors.user_id = users.id) as has_authenticator,
      (select count(*) from sessions where sessions.user_id = users.id and ended_at is null and expires_at > ${now}) as live_sessions
    from users cross join organisation join application_policies as policy on policy.application = ${application}
    where users.id = ${userId}`.execute(transaction);
  const [standing] = rows;
  if (!standing) throw new Error('there is no such person, policy or organisation');
  return standing;
}
