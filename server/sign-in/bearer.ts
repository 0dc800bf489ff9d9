import { sql } from 'kysely';
import type { ApplicationId } from '../../shared/applications.ts';
import { APPLICATIONS } from '../../shared/applications.ts';
import { PERMISSION_TO_OPEN } from '../../shared/permissions.ts';
import { QUICK } from '../database/statement-hints.ts';
import type { BearerReader } from '../http/implementation.ts';
import type { Services } from '../services.ts';
import { secondsAfter } from './instants.ts';
import { knownPermissions, STILL_ACCEPTED } from './policy.ts';
import { isLocked, NOT_LOCKED } from './session.ts';
import { hashToken } from './tokens.ts';

/** How far behind a session's last activity may be in the database: one write for many requests. */
const LAST_SEEN_SECONDS = 30;

interface SessionRow {
  readonly id: string;
  readonly user_id: string;
  readonly locked_at: Date | null;
  readonly last_seen_at: Date;
  readonly idle_lock_minutes: number;
  readonly stepped_up_until: Date | null;
  readonly permissions: string[];
  readonly entered: ApplicationId[];
}

/** Reads challenge and session tokens: by their hash, one indexed query each. */
export function bearerReader({ database, clock }: Services): BearerReader {
  return {
    challenge: async (token, origin) => {
      const now = clock.now();
      // A challenge within a session is good for as long as that session is there and unlocked.
      const { rows } = await sql<{ id: string; user_id: string }>`
        ${QUICK} select challenges.id, challenges.user_id from challenges
        join users on users.id = challenges.user_id and users.access = 'allowed'
        left join sessions on sessions.id = challenges.session_id
        where challenges.token_hash = ${hashToken(token)} and challenges.ended_at is null and challenges.expires_at > ${now}
          and (challenges.session_id is null
            or (sessions.ended_at is null and sessions.expires_at > ${now} and ${NOT_LOCKED(now)}))`.execute(database);
      const row = rows[0];
      return row ? { kind: 'challenge', origin, challengeId: row.id, userId: row.user_id } : null;
    },

    session: async (token, origin) => {
      const now = clock.now();
      const { rows } = await sql<SessionRow>`
        ${QUICK} select sessions.id, sessions.user_id, locked_at, last_seen_at, idle_lock_minutes, stepped_up_until,
          array(
            select permission from group_members join group_permissions using (group_id)
            where group_members.user_id = sessions.user_id
          ) as permissions,
          array(
            select application from session_applications as entered join application_policies as policy using (application)
            where entered.session_id = sessions.id and ${STILL_ACCEPTED}
          ) as entered
        from sessions cross join organisation join users on users.id = sessions.user_id and users.access = 'allowed'
        where token_hash = ${hashToken(token)} and ended_at is null and expires_at > ${now}`.execute(database);
      const row = rows[0];
      if (!row) return null;
      const locked = isLocked(row, now);
      if (!locked && row.last_seen_at <= secondsAfter(now, -LAST_SEEN_SECONDS)) {
        await database
          .updateTable('sessions')
          .set({ last_seen_at: now })
          .where('id', '=', row.id)
          .where('locked_at', 'is', null)
          .where('last_seen_at', '=', row.last_seen_at)
          .execute();
      }
      const permissions = new Set(knownPermissions(row.permissions));
      // What opens an application counts only once its own policy has let the session in.
      for (const application of APPLICATIONS) if (!row.entered.includes(application)) permissions.delete(PERMISSION_TO_OPEN[application]);
      return {
        kind: 'session',
        origin,
        sessionId: row.id,
        userId: row.user_id,
        permissions,
        locked,
        steppedUp: !locked && row.stepped_up_until !== null && row.stepped_up_until > now,
      };
    },
  };
}
