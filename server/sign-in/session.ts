import { randomUUID } from 'node:crypto';
import type { Kysely, RawBuilder, Selectable, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { ApplicationId, Method } from '../../shared/applications.ts';
import { APPLICATIONS } from '../../shared/applications.ts';
import { SESSION_HOURS, STEP_UP_MINUTES, TRUST_OFFER_MINUTES } from '../../shared/sign-in/limits.ts';
import type { Assurance, Session, SignedIn } from '../../shared/sign-in/schemas.ts';
import { from } from '../audit/trail.ts';
import { later, QUICK } from '../database/statement-hints.ts';
import type { ApplicationPolicyTable, ChallengeTable, SessionTable, Tables, UserTable } from '../database/tables.ts';
import type { Origin } from '../http/implementation.ts';
import { Refusal } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import { readAlerts } from './alerts.ts';
import { earliest, hoursAfter, minutesAfter } from './instants.ts';
import type { Entered, Policy } from './policy.ts';
import { knownPermissions, mayOpen, methodForEntry, policiesOf } from './policy.ts';
import { sessionsOfTokens } from './session-token.ts';
import { countsFor } from './strength.ts';
import { newToken } from './tokens.ts';
import { familyEnd, trustEnd } from './trust-end.ts';

/** Who signs in, to what and where; what a challenge is bound to. */
export type SignInPlace = Pick<ChallengeTable, 'user_id' | 'application' | 'device_id' | 'device_name' | 'device_platform' | 'language'> & {
  /** Whether the computer is given a token, by which it is known from then on (known-computer.ts). */
  readonly computer_token_due: boolean;
};

/** A code from a phone, given just now. A trusted computer gives none, and a recovery code says that there is no phone. */
export function isRealFactor(method: Assurance['method'] | null): method is 'text-message' | 'authenticator' {
  return method === 'text-message' || method === 'authenticator';
}

/** A session to be: who signs in where, by what, from where. */
export interface NewSession {
  readonly place: SignInPlace;
  readonly method: Assurance['method'];
  readonly policy: Policy;
  readonly origin: Origin;
  /** When it ends at the latest, if that is before its own limit. */
  readonly endsBy?: Date;
}

export interface OpenedSession {
  readonly id: string;
  readonly token: string;
  /** Null where the computer has one that is still good. */
  readonly computerToken: string | null;
}

/**
 * Makes sessions; the only place that does. Part of the transaction in which their last factors were accepted, so that
 * there is never one without the other.
 */
export async function openSessions(
  services: Services,
  transaction: Transaction<Tables>,
  sessions: readonly NewSession[],
  now: Date,
): Promise<OpenedSession[]> {
  const opened = sessions.map((session) => ({
    ...session,
    id: randomUUID(),
    ...newToken(),
    computer: session.place.computer_token_due ? newToken() : null,
  }));
  const rows = opened.map(({ id, hash, computer, place, method, policy, origin, endsBy }) => {
    const { user_id, application, device_id, device_name, device_platform, language } = place;
    const offersTrust = isRealFactor(method) && policy.trustDays > 0;
    const longest = hoursAfter(now, SESSION_HOURS);
    return {
      ...{ id, hash: hash.toString('hex'), user_id, application, device_id, device_name, device_platform, language, method },
      network: origin.network,
      ...provenAtSignIn(method, now, longest),
      trust_offer_until: offersTrust ? minutesAfter(now, TRUST_OFFER_MINUTES) : null,
      idle_lock_minutes: policy.idleLockMinutes,
      expires_at: endsBy === undefined ? longest : earliest(longest, endsBy),
      ...{ alert_id: randomUUID(), sign_in_id: randomUUID(), computer_hash: computer?.hash.toString('hex') ?? null },
    };
  });
  // One statement for all sessions and all that comes with them: this is the busiest moment of the morning.
  const open = sql`
    with opened as (
      select * from json_to_recordset(${JSON.stringify(rows)}) as opened (
        id uuid, hash text, user_id uuid, application text, device_id uuid, device_name text, device_platform text, language text,
        method text, network text, stepped_up_until timestamptz, stepped_up_with text,
        trust_offer_until timestamptz, idle_lock_minutes integer,
        expires_at timestamptz, alert_id uuid, sign_in_id uuid, computer_hash text)
    ), session as (
      insert into sessions (id, token_hash, user_id, application, device_id, device_name, device_platform, language, network,
        assurance_method, assurance_at, stepped_up_until, stepped_up_with, trust_offer_until, idle_lock_minutes, created_at, last_seen_at, expires_at)
      select id, decode(hash, 'hex'), user_id, application, device_id, device_name, device_platform, language, network,
        method, ${now}::timestamptz, stepped_up_until, stepped_up_with, trust_offer_until, idle_lock_minutes, ${now}::timestamptz, ${now}::timestamptz, expires_at
      from opened
    ), entered as (
      insert into session_applications (session_id, application, method, entered_at)
      select id, application, method, ${now}::timestamptz from opened
    ), computer as (
      insert into known_computers as known (user_id, device_id, current_hash, issued_at)
      select user_id, device_id, decode(computer_hash, 'hex'), ${now}::timestamptz from opened where computer_hash is not null
      on conflict (user_id, device_id) do update set current_hash = excluded.current_hash, issued_at = excluded.issued_at,
        previous_hash = known.current_hash, wrong_passwords = 0
    ), alerted as (
      -- The person has signed in before, but never on this computer. Asked person by person, as of a few in a large table.
      insert into alerts (id, user_id, kind, at, detail, session_id, device_id)
      select alert_id, user_id, 'new-computer', ${now}::timestamptz, device_name, id, device_id from opened
      where (select true from sign_ins where sign_ins.user_id = opened.user_id and outcome = 'signed-in' limit 1)
        and (select true from sign_ins where sign_ins.user_id = opened.user_id and sign_ins.device_id = opened.device_id
          and outcome = 'signed-in' limit 1) is null
      returning id, user_id
    ), told as (
      insert into alert_texts (alert_id, phone_number, language, created_at, due_at)
      select alerted.id, phone_number, users.language, ${now}::timestamptz, ${now}::timestamptz
      from alerted join text_message_factors using (user_id) join users on users.id = alerted.user_id
    ), mailed as (
      insert into emails (id, user_id, kind, alert_id, address, language, created_at, due_at)
      select gen_random_uuid(), alerted.user_id, 'alert', alerted.id, users.email, users.language, ${now}::timestamptz, ${now}::timestamptz
      from alerted join users on users.id = alerted.user_id
    )
    insert into sign_ins (id, user_id, at, application, device_id, device_name, outcome, method)
    select sign_in_id, user_id, ${now}::timestamptz, application, device_id, device_name, 'signed-in', method from opened`;
  await later(transaction, open);
  const events = opened.map(({ id, place, method, origin }) => {
    const { user_id: userId, application, device_id: deviceId } = place;
    const actor = { kind: 'person', userId } as const;
    return { kind: 'signed-in', actor, userId, application, ...from(origin), details: { sessionId: id, deviceId, method } } as const;
  });
  await services.audit.append(transaction, ...events);
  return opened.map(({ id, token, computer }) => ({ id, token, computerToken: computer?.token ?? null }));
}

/**
 * What a sign-in is besides: a code from a phone is a step-up, for as long as any. A recovery code is none, but with a code from
 * the help desk it replaces what was lost, however long that takes to get, until the session is locked.
 */
function provenAtSignIn(method: Assurance['method'], now: Date, sessionEnds: Date) {
  if (isRealFactor(method)) return { stepped_up_until: minutesAfter(now, STEP_UP_MINUTES), stepped_up_with: method };
  if (method === 'recovery-code') return { stepped_up_until: sessionEnds, stepped_up_with: method };
  return { stepped_up_until: null, stepped_up_with: null };
}

/** Makes one session and answers with it. `trust` is what makes a code needless on this computer next time. */
export async function openSession(
  services: Services,
  transaction: Transaction<Tables>,
  session: NewSession,
  now: Date,
  trust: { readonly token: string; readonly expiresAt: Date } | null = null,
): Promise<SignedIn> {
  const [opened] = await openSessions(services, transaction, [session], now);
  if (!opened) throw new Error('a session was not opened');
  const answer = signedIn(opened, await viewSession(transaction, opened.id, now));
  return trust === null ? answer : { ...answer, trustToken: trust.token, trustExpiresAt: trust.expiresAt.toISOString() };
}

/** What a person is answered who has signed in on a computer that isn't trusted. */
export function signedIn({ token, computerToken }: Pick<OpenedSession, 'token' | 'computerToken'>, session: Session): SignedIn {
  return { outcome: 'signed-in', sessionToken: token, session, trustToken: null, trustExpiresAt: null, computerToken };
}

/** Adds to what a person sees of their own sign-ins. */
export async function recordSignIn(
  database: Kysely<Tables>,
  place: Pick<SignInPlace, 'user_id' | 'application' | 'device_id' | 'device_name'>,
  outcome: 'signed-in' | 'wrong-code' | 'codes-locked' | 'refused',
  method: Assurance['method'] | null,
  now: Date,
): Promise<void> {
  const { user_id, application, device_id, device_name } = place;
  await database
    .insertInto('sign_ins')
    .values({ id: randomUUID(), user_id, at: now, application, device_id, device_name, outcome, method })
    .execute();
}

/** Locked by its owner or their computer, or because nothing was asked for too long. */
export function isLocked(session: Pick<SessionTable, 'locked_at' | 'last_seen_at' | 'idle_lock_minutes'>, now: Date): boolean {
  return session.locked_at !== null || minutesAfter(session.last_seen_at, session.idle_lock_minutes) <= now;
}

/** The same in a statement with `sessions`. */
export const NOT_LOCKED = (now: Date) =>
  sql<boolean>`(sessions.locked_at is null and sessions.last_seen_at + make_interval(mins => sessions.idle_lock_minutes) > ${now})`;

/** @throws Refusal `not-signed-in` when it has ended meanwhile. */
export async function liveSession(database: Kysely<Tables>, sessionId: string, now: Date) {
  const session = await database
    .selectFrom('sessions')
    .selectAll()
    .where('id', '=', sessionId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  if (!session) throw new Refusal('not-signed-in');
  return session;
}

export async function readEntered(database: Kysely<Tables>, sessionId: string) {
  return await database.selectFrom('session_applications').select(['application', 'method']).where('session_id', '=', sessionId).execute();
}

/** A policy as PostgreSQL's JSON has it. */
type PolicyRow = Selectable<ApplicationPolicyTable>;
/** When trust was given and when it ends at the latest, as PostgreSQL's JSON has them. */
interface TrustRow {
  readonly created_at: string;
  readonly expires_at: string;
}

/** A session with everything that decides what may happen in it and what its owner sees, as it is now. */
export interface SessionState extends SessionTable {
  readonly name: string;
  readonly email: string;
  readonly access: Selectable<UserTable>['access'];
  readonly two_factor: boolean;
  readonly temporary_password_until: Date | null;
  readonly permissions: readonly string[];
  readonly policies: readonly PolicyRow[];
  readonly entered: readonly Entered[];
  /** The methods that the person has; null where it isn't asked, since nothing stepped up waits to be judged by it. */
  readonly held: readonly Method[] | null;
  readonly trust: TrustRow | null;
  readonly has_alerts: boolean;
  /** The hash of the token by which it was found. */
  readonly presented: Buffer;
  /** When that token was replaced; null for the one that the session has. */
  readonly replaced_at: Date | null;
  readonly was_locked: boolean;
}

/**
 * Reads the sessions that are still there, each with what decides about it. One statement however many, since every call
 * with a session begins with it and every sign-in ends with it. With a token that was replaced it is what it was until then.
 * @param found which, as sessionsOfTokens has them
 */
async function readSessionStates(database: Kysely<Tables>, found: RawBuilder<unknown>, now: Date): Promise<SessionState[]> {
  const { rows } = await sql<SessionState>`
    ${QUICK} select sessions.*, found.presented, found.replaced_at, found.was_locked, users.name, users.email, users.access, users.temporary_password_until, organisation.two_factor,
      array(
        select permission from group_members join group_permissions using (group_id) where group_members.user_id = sessions.user_id
      ) as permissions,
      (select json_agg(application_policies) from application_policies) as policies,
      (select coalesce(json_agg(json_build_object('application', application, 'method', method)), '[]')
        from session_applications
        where session_id = sessions.id and (found.replaced_at is null or entered_at < found.replaced_at)) as entered,
      case when stepped_up_until > ${now} then array(
        select 'authenticator' from authenticator_factors as app where app.user_id = sessions.user_id
        union all select 'text-message' from text_message_factors as text where text.user_id = sessions.user_id
      ) end as held,
      (select json_build_object('created_at', created_at, 'expires_at', expires_at) from trusted_devices
        where trusted_devices.user_id = sessions.user_id and trusted_devices.application = sessions.application
          and trusted_devices.device_id = sessions.device_id and revoked_at is null
        order by created_at desc limit 1) as trust,
      -- Of one person: with \`exists\`, everybody's are read beforehand while the table is new.
      (select true from alerts where alerts.user_id = sessions.user_id and dismissed_at is null limit 1) is true as has_alerts
    from (${found}) as found join sessions on sessions.id = found.id join users on users.id = sessions.user_id cross join organisation
    where ended_at is null and expires_at > ${now}`.execute(database);
  return rows.map(asPresented);
}

/** For a token that was replaced, a session is what it was before that, and nothing that was proved since. */
function asPresented(state: SessionState): SessionState {
  if (state.replaced_at === null) return state;
  const locked_at = state.was_locked ? (state.locked_at ?? state.replaced_at) : state.locked_at;
  return { ...state, locked_at, stepped_up_until: null, trust_offer_until: null };
}

/** Those of these hashes of tokens whose sessions are still there; null for the others. */
export async function readSessionsByToken(
  database: Kysely<Tables>,
  hashes: readonly Buffer[],
  now: Date,
): Promise<(SessionState | null)[]> {
  const states = await readSessionStates(database, sessionsOfTokens(hashes, now), now);
  return hashes.map((hash) => states.find((state) => state.presented.equals(hash)) ?? null);
}

/** Sessions as their owners may see them. @throws Refusal `not-signed-in` when one has ended. */
export async function viewSessions(database: Kysely<Tables>, sessionIds: readonly string[], now: Date): Promise<Session[]> {
  const found = sql`
    select id, token_hash as presented, null::timestamptz as replaced_at, false as was_locked
    from sessions where id = any (${sessionIds}::uuid[])`;
  const states = await readSessionStates(database, found, now);
  const byId = new Map(states.map((state) => [state.id, state]));
  const views: Session[] = [];
  for (const id of sessionIds) {
    const state = byId.get(id);
    if (!state) throw new Refusal('not-signed-in');
    views.push(await viewOf(database, state, now));
  }
  return views;
}

/** @throws Refusal `not-signed-in`. */
export async function viewSession(database: Kysely<Tables>, sessionId: string, now: Date): Promise<Session> {
  const [view] = await viewSessions(database, [sessionId], now);
  if (!view) throw new Refusal('not-signed-in');
  return view;
}

/** What a session has been let into and may do, by policy as it is now. */
export interface SessionReach {
  /** The applications that it was let into as their policies allow, and that the person may still open. */
  readonly entered: readonly ApplicationId[];
  /** What a step-up that is in force counts for. */
  readonly steppedUpFor: readonly (ApplicationId | 'account')[];
  /** True while the recovery code that it was signed in with stands for what was lost. */
  readonly recovered: boolean;
}

export function reachOf(session: SessionState, now: Date): SessionReach {
  const { two_factor: twoFactor, stepped_up_until: until, stepped_up_with: steppedUpWith } = session;
  const permissions = knownPermissions(session.permissions);
  const policies = policiesOf(session.policies);
  const stands = !isLocked(session, now) && until !== null && until > now;
  return {
    entered: APPLICATIONS.filter(
      (application) =>
        mayOpen(permissions, application) &&
        session.entered.some((each) => each.application === application) &&
        methodForEntry(application, policies[application], session.entered, twoFactor) !== null,
    ),
    steppedUpFor: stands ? countsFor(steppedUpWith, { held: session.held ?? [], policies, twoFactor }) : [],
    recovered: stands && steppedUpWith === 'recovery-code',
  };
}

/** A session as its owner may see it, by policy as it is now. */
export async function viewOf(database: Kysely<Tables>, session: SessionState, now: Date): Promise<Session> {
  const { two_factor: twoFactor, entered } = session;
  const permissions = knownPermissions(session.permissions);
  const policies = policiesOf(session.policies);
  const policy = policies[session.application];
  const { steppedUpFor, recovered } = reachOf(session, now);
  const mustChangePassword = session.temporary_password_until !== null;
  const offered =
    twoFactor &&
    !mustChangePassword &&
    policy.trustDays > 0 &&
    session.trust_offer_until !== null &&
    session.trust_offer_until > now &&
    isRealFactor(session.assurance_method) &&
    policy.methods.includes(session.assurance_method);
  return {
    id: session.id,
    person: { name: session.name, email: session.email },
    application: session.application,
    applications: APPLICATIONS.map((application) => ({
      application,
      entry: !mayOpen(permissions, application)
        ? ('not-permitted' as const)
        : methodForEntry(application, policies[application], entered, twoFactor)
          ? ('open' as const)
          : ('step-up' as const),
    })),
    permissions: [...permissions],
    assurance: { method: session.assurance_method, at: session.assurance_at.toISOString() },
    steppedUpUntil: steppedUpFor.length > 0 ? (session.stepped_up_until?.toISOString() ?? null) : null,
    steppedUpFor: [...steppedUpFor],
    recovered,
    locked: isLocked(session, now),
    mustChangePassword,
    idleLockMinutes: session.idle_lock_minutes,
    expiresAt: session.expires_at.toISOString(),
    serverTime: now.toISOString(),
    twoFactor,
    trustOffer: offered ? { days: policy.trustDays, until: trustEnd(now, policy).toISOString() } : null,
    trust: viewTrust(session.trust, policy, now),
    alerts: session.has_alerts ? await readAlerts(database, { userId: session.user_id, sessionId: session.id, now }) : [],
  };
}

/** Trust of the session's own computer and application, while it counts. */
function viewTrust(trust: TrustRow | null, policy: Policy, now: Date): Session['trust'] {
  if (trust === null || policy.trustDays === 0) return null;
  const expiresAt = familyEnd({ created_at: new Date(trust.created_at), expires_at: new Date(trust.expires_at) }, policy);
  return expiresAt > now ? { expiresAt: expiresAt.toISOString() } : null;
}
