import type { Kysely, Selectable } from 'kysely';
import { sql } from 'kysely';
import { APPLICATIONS } from '../../shared/applications.ts';
import { PERMISSION_TO_OPEN } from '../../shared/permissions.ts';
import { STEP_UP_MINUTES } from '../../shared/sign-in/limits.ts';
import { verifyAuthenticator, verifyHelpDeskCode, verifyRecoveryCode, verifyTextMessage } from '../../shared/sign-in/operations.ts';
import { QUICK } from '../database/statement-hints.ts';
import type { ChallengeTable, Tables } from '../database/tables.ts';
import { gathering } from '../gathering.ts';
import type { BearerReader } from '../http/implementation.ts';
import type { Services } from '../services.ts';
import type { CodeKind } from './attempt-outcome.ts';
import { minutesAfter, secondsAfter } from './instants.ts';
import { knownPermissions } from './policy.ts';
import type { SessionState } from './session.ts';
import { isLocked, NOT_LOCKED, reachOf, readSessionsByToken, viewOf } from './session.ts';
import { whySessionEnded } from './session-end.ts';
import { hashToken } from './tokens.ts';
import { TOLD_MOST, tellOfUntried } from './untried-codes.ts';

/** How far behind a session's last activity may be in the database: one write for many requests. */
const LAST_SEEN_SECONDS = 30;

/** Requests answered by one look-up. More than come at once to one instance; so many rows are read in about a millisecond. */
const TOGETHER_MOST = 100;
/** While one look-up is on its way, the next one's requests gather; a third would only divide them. */
const LOOKUPS_AT_ONCE = 2;

/** What a code is given to, and of which kind it then is. */
const CODE_OPERATIONS: ReadonlyMap<string, CodeKind> = new Map([
  [verifyTextMessage.name, 'text-message'],
  [verifyAuthenticator.name, 'authenticator'],
  [verifyRecoveryCode.name, 'recovery-code'],
  [verifyHelpDeskCode.name, 'help-desk-code'],
]);

/** Reads challenge and session tokens: by their hash, those that come together in one statement. */
export function bearerReader(services: Services): BearerReader {
  const { database, clock } = services;
  const limits = { most: TOGETHER_MOST, rounds: LOOKUPS_AT_ONCE };
  const sessionOf = gathering((hashes: readonly Buffer[]) => readSessionsByToken(database, hashes, clock.now()), limits);
  const challengeOf = gathering((hashes: readonly Buffer[]) => readChallenges(database, hashes, clock.now()), limits);
  return {
    whyEnded: (token) => whySessionEnded(database, token),

    challenge: async (token, origin) => {
      const row = await challengeOf(hashToken(token));
      return row && row.ended_at === null && row.expires_at > clock.now()
        ? { kind: 'challenge', origin, challengeId: row.id, userId: row.user_id }
        : null;
    },

    afterChallenge: async ({ name }, token, origin) => {
      const method = CODE_OPERATIONS.get(name);
      if (method === undefined) return;
      // By the same look-up as any token, so that made-up ones cost no more.
      const met = await challengeOf(hashToken(token));
      if (met?.ended_because !== 'met' || met.refusals_told >= TOLD_MOST) return;
      await database
        .transaction()
        .execute((transaction) => tellOfUntried(services, transaction, met, { method, because: 'replayed', origin }));
    },

    session: async (token, origin, inputAge = null) => {
      const found = await sessionOf(hashToken(token));
      const now = clock.now();
      if (found?.access !== 'allowed') return null;
      const row: SessionState = { ...found, last_seen_at: lastSeen(found, inputAge, now) };
      const locked = isLocked(row, now);
      if (!locked && row.last_seen_at >= secondsAfter(found.last_seen_at, LAST_SEEN_SECONDS)) {
        await database
          .updateTable('sessions')
          .set({ last_seen_at: row.last_seen_at })
          .where('id', '=', row.id)
          .where('locked_at', 'is', null)
          .where('last_seen_at', '=', found.last_seen_at)
          .execute();
      }
      const permissions = new Set(knownPermissions(row.permissions));
      const reach = reachOf(row, now);
      const entered = new Set(reach.entered);
      // What opens an application counts only once its own policy has let the session in.
      for (const application of APPLICATIONS) if (!entered.has(application)) permissions.delete(PERMISSION_TO_OPEN[application]);
      return {
        kind: 'session',
        origin,
        sessionId: row.id,
        userId: row.user_id,
        permissions,
        locked,
        mustChangePassword: row.temporary_password_until !== null,
        vouchedForNewPassword: !locked && isVouchedForNewPassword(row, now),
        replaced: row.replaced_at !== null,
        entered,
        steppedUpFor: new Set(reach.steppedUpFor),
        recovered: reach.recovered,
        view: () => viewOf(database, row, now),
      };
    },
  };
}

/**
 * When somebody was last there. What a program asks by itself is no sign of a person, so it is the age of their last input
 * that counts, as their desktop says. It is taken for no older than what is known already, and for nothing once the session
 * has locked by itself: whoever was away that long shows who they are.
 */
function lastSeen(session: Pick<SessionState, 'last_seen_at' | 'idle_lock_minutes'>, inputAge: number | null, now: Date): Date {
  if (inputAge === null) return session.last_seen_at;
  const input = secondsAfter(now, -inputAge);
  const inTime = input < minutesAfter(session.last_seen_at, session.idle_lock_minutes);
  return input > session.last_seen_at && inTime ? input : session.last_seen_at;
}

/** What a challenge's token leads to, whether or not it is over. */
type TokenChallenge = Pick<
  Selectable<ChallengeTable>,
  'id' | 'user_id' | 'application' | 'token_hash' | 'ended_at' | 'ended_because' | 'expires_at' | 'refusals_told'
>;

/**
 * A challenge within a session is good for as long as that session is there and unlocked. Whether it is over is asked of what
 * was found: asked of PostgreSQL, it may look through all that aren't, to find the one with the token among them. Its person is
 * looked up for it: joined, all people may be read beside it while tables are new.
 */
async function readChallenges(database: Kysely<Tables>, hashes: readonly Buffer[], now: Date): Promise<(TokenChallenge | null)[]> {
  const { rows } = await sql<TokenChallenge>`
    ${QUICK} select challenges.id, challenges.user_id, challenges.application, challenges.token_hash, challenges.ended_at,
      challenges.ended_because, challenges.expires_at, challenges.refusals_told from challenges
    where challenges.token_hash = any (${hashes}::bytea[])
      and (select users.access = 'allowed' from users where users.id = challenges.user_id)
      and (challenges.session_id is null or (
        select sessions.ended_at is null and sessions.expires_at > ${now} and ${NOT_LOCKED(now)}
        from sessions where sessions.id = challenges.session_id))`.execute(database);
  return hashes.map((hash) => rows.find((row) => row.token_hash.equals(hash)) ?? null);
}

/** What shows just now who somebody is that has a temporary password, besides a step-up: there is no phone to hand. */
const WITHOUT_A_PHONE: readonly SessionState['assurance_method'][] = ['team-leader-pass', 'recovery-code'];

/**
 * Without a password of their own nothing opens to somebody whom the help desk gave a temporary one. So any step-up does for
 * replacing this one password, also by a method that is not the strongest that they have. Somebody without their phone has
 * nothing to step up with: the help desk has said who they are, and a recovery code, or a leader, has just said that it is
 * them, which does for as long as a code would count. None of it does for anything else.
 */
function isVouchedForNewPassword(session: SessionState, now: Date): boolean {
  if (session.temporary_password_until === null) return false;
  const { stepped_up_until: until, stepped_up_with: steppedUpWith } = session;
  if (until !== null && until > now && steppedUpWith !== null && steppedUpWith !== 'recovery-code') return true;
  return WITHOUT_A_PHONE.includes(session.assurance_method) && session.assurance_at > minutesAfter(now, -STEP_UP_MINUTES);
}
