import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import { WRONG_CODES_PER_CHALLENGE } from '../../shared/sign-in/limits.ts';
import { from } from '../audit/trail.ts';
import type { Tables } from '../database/tables.ts';
import type { Origin } from '../http/implementation.ts';
import type { Refusal } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import type { CodeKind } from './attempt-outcome.ts';
import type { ChallengeState } from './challenge-state.ts';

/**
 * Codes that are refused without being looked at, so that they use no try: whoever reads the trail is to see them all the
 * same, since somebody may be at work with what they stole. They can be given without end, so the trail is told of as many
 * in a challenge as there are tries in it, the last of them not for what is no code at all.
 */
export const TOLD_MOST = WRONG_CODES_PER_CHALLENGE;

export type UntriedBecause = 'replayed' | 'locked' | 'method-not-allowed' | 'malformed';

/** Why a code was refused that was no try; null for what says nothing about anybody who gives codes. */
export function untriedBecause(refusal: Refusal, state: Pick<ChallengeState, 'ended_because'>): UntriedBecause | null {
  switch (refusal.code) {
    case 'codes-locked':
      return 'locked';
    case 'method-not-allowed':
    case 'step-up-needed':
    case 'help-desk-code-needed':
      return 'method-not-allowed';
    case 'challenge-gone':
      return state.ended_because === 'met' ? 'replayed' : null;
    default:
      return null;
  }
}

/** Tells the trail of such a code. */
export async function tellOfUntried(
  services: Services,
  transaction: Transaction<Tables>,
  { id: challengeId, user_id: userId, application }: Pick<ChallengeState, 'id' | 'user_id' | 'application'>,
  { method, because, origin }: { readonly method: CodeKind; readonly because: UntriedBecause | null; readonly origin: Origin },
): Promise<void> {
  if (because === null) return;
  const most = because === 'malformed' ? TOLD_MOST - 1 : TOLD_MOST;
  const { rows } = await sql<{ attempts: number }>`
    update challenges set refusals_told = refusals_told + 1 where id = ${challengeId} and refusals_told < ${most}
    returning attempts`.execute(transaction);
  const [told] = rows;
  if (!told) return;
  await services.audit.append(transaction, {
    ...from(origin),
    kind: 'code-refused',
    actor: { kind: 'person', userId },
    userId,
    application,
    details: { challengeId, method, because, attemptsLeft: WRONG_CODES_PER_CHALLENGE - told.attempts },
  });
}
