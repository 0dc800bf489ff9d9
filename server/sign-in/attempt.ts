import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Method } from '../../shared/applications.ts';
import { WRONG_CODES_PER_CHALLENGE } from '../../shared/sign-in/limits.ts';
import { isDatabaseAway } from '../database/database.ts';
import type { Tables } from '../database/tables.ts';
import { gathering } from '../gathering.ts';
import type { ChallengeCaller } from '../http/implementation.ts';
import { Refusal } from '../http/refusal.ts';
import type { Services } from '../services.ts';
import type { CodeKind, Proved, RightCode, Verified, WrongCode } from './attempt-outcome.ts';
import { allow, countWrong, meet, meetTogether, prove } from './attempt-outcome.ts';
import type { ChallengeState, Use } from './challenge-state.ts';
import { liveChallenge, readChallengeStates, requireHelpDeskCode, requireUse, usableMethods } from './challenge-state.ts';
import type { AcceptedCode } from './factor-use.ts';
import { recordFactorUse } from './factor-use.ts';
import { holdForCode, holdForCodes, lockRefusal } from './lockout.ts';
import type { SentCode } from './sent-codes.ts';
import { readSentCodes } from './sent-codes.ts';
import type { UntriedBecause } from './untried-codes.ts';
import { tellOfUntried, untriedBecause } from './untried-codes.ts';

/** How a kind of code is judged, once its owner is held and may try. */
export interface Judge {
  /**
   * Whether a code of a factor that counts already is right, by nothing but what was read after its owner was held. Null for
   * all that isn't that simple: `judge` then says what it is.
   */
  readonly accept: (state: ChallengeState, sent: readonly SentCode[], now: Date) => AcceptedCode | null;
  /**
   * Looks at a code within the transaction, and burns it if it is right. Throws a Refusal for what is no try at all.
   */
  readonly judge: (transaction: Transaction<Tables>, state: ChallengeState, use: Use, now: Date) => Promise<RightCode | WrongCode>;
}

/** A code, given to a challenge. */
interface Attempt {
  readonly caller: ChallengeCaller;
  readonly kind: CodeKind;
  readonly judge: Judge;
}

/** People whose codes are dealt with in one transaction: enough to share its cost, few enough that nobody waits long for the rest. */
const TOGETHER_MOST = 64;
/** While PostgreSQL works on one round, the other's codes are looked at here; more would only divide people among them. */
const ROUNDS_AT_ONCE = 2;

export interface CodeAttempts {
  /** Gives a code to a challenge. @throws Refusal */
  attempt(caller: ChallengeCaller, kind: 'recovery-code', judge: Judge): Promise<Verified>;
  attempt(caller: ChallengeCaller, kind: 'help-desk-code', judge: Judge): Promise<Proved>;
  attempt(caller: ChallengeCaller, kind: Method, judge: Judge): Promise<Verified | Proved>;
}

type Answer = Verified | Proved | Refusal;

/**
 * Gives codes to challenges: those of different people that come at the same time in one transaction, since most of what a
 * sign-in costs the database is statements and not rows. For each person nothing is different for the company: the
 * transaction holds the person, judges, and either counts the code as wrong or meets the challenge with all that follows: code
 * burnt, counters set back, factor confirmed, session made, trail written. Of two right codes at once, the second finds
 * the challenge over. A code that only proves who the person is takes the same way, and leaves the challenge open for
 * setting up a method.
 */
export function codeAttempts(services: Services): CodeAttempts {
  const together = gathering((attempts: readonly Attempt[]) => attemptTogether(services, attempts), {
    most: TOGETHER_MOST,
    rounds: ROUNDS_AT_ONCE,
    apart: ({ caller }) => caller.userId,
  });
  const attempt = async (caller: ChallengeCaller, kind: CodeKind, judge: Judge) => {
    const answer = await together({ caller, kind, judge });
    if (answer instanceof Refusal) throw answer;
    return answer;
  };
  return { attempt: attempt as CodeAttempts['attempt'] };
}

async function attemptTogether(services: Services, attempts: readonly Attempt[]): Promise<readonly (Answer | Promise<Answer>)[]> {
  const alone = (attempt: Attempt) => attemptAlone(services, attempt);
  if (attempts.length === 1) return attempts.map(alone);
  try {
    const answers = await attemptRound(services, attempts);
    // Each that was held up elsewhere waits for itself, and not for the next round.
    return attempts.map((attempt, at) => answers[at] ?? alone(attempt));
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    // Nothing of the round has happened. Whatever it is about one of them, the others aren't to suffer for it.
    return attempts.map(alone);
  }
}

async function attemptAlone(services: Services, attempt: Attempt): Promise<Answer> {
  const [answer] = await attemptRound(services, [attempt]);
  if (!answer) throw new Error('a person was passed over who was to be waited for');
  return answer;
}

/** Somebody who is held, and may try. */
interface Held extends Attempt {
  readonly at: number;
  readonly state: ChallengeState;
}

/** @returns in the order given; null for somebody who is held up elsewhere, of whom nothing was looked at. */
async function attemptRound(services: Services, attempts: readonly Attempt[]): Promise<(Answer | null)[]> {
  const now = services.clock.now();
  const callers = attempts.map(({ caller }) => caller);
  return await services.database.transaction().execute(async (transaction) => {
    const held = await hold(transaction, callers);
    // Alone, nobody is passed over: a challenge that isn't held is not there.
    const answers = callers.map(() => (attempts.length > 1 ? null : new Refusal('challenge-gone'))) as (Answer | null)[];
    if (held.length === 0) return answers;

    // After the rows are held and in a statement of its own, so that it sees all that happened before.
    const states = await readChallengeStates(transaction, held);
    const trying: Held[] = [];
    for (const [at, attempt] of attempts.entries()) {
      const state = states.find(({ id }) => id === attempt.caller.challengeId);
      if (!state) continue;
      const refusal = refusalOfTry(state, now);
      answers[at] = refusal;
      if (refusal === null) trying.push({ ...attempt, at, state });
      else await tellOfUntried(services, transaction, state, untried(attempt, untriedBecause(refusal, state)));
    }
    const met = await acceptCodes(transaction, trying, now);
    const sessions = await meetTogether(services, transaction, met, now);
    for (const [index, { at }] of met.entries()) answers[at] = sessions[index] ?? null;
    for (const each of trying) answers[each.at] ??= await judgeOne(services, transaction, each, now);
    return answers;
  });
}

/** @returns the challenges that are held when the next statement is executed, unless they are gone. */
async function hold(transaction: Transaction<Tables>, callers: readonly ChallengeCaller[]): Promise<string[]> {
  const [first, ...others] = callers;
  if (first === undefined || others.length > 0) return await holdForCodes(transaction, callers);
  await holdForCode(transaction, first);
  return [first.challengeId];
}

/** Why somebody may not try a code: `codes-locked`, also for a right code, which stays unused, or `challenge-gone`. */
function refusalOfTry(state: ChallengeState, now: Date): Refusal | null {
  const isOver = state.ended_at !== null || state.expires_at <= now || state.attempts >= WRONG_CODES_PER_CHALLENGE;
  return lockRefusal(state, now) ?? (isOver || state.access !== 'allowed' ? new Refusal('challenge-gone') : null);
}

/** Those whose code simply is right: of a factor that counts already, to sign in. Their factors have been used. */
async function acceptCodes(transaction: Transaction<Tables>, trying: readonly Held[], now: Date): Promise<(Held & { kind: Method })[]> {
  const simple = trying.flatMap((each) => {
    const { kind, state } = each;
    const isMethod = kind === 'text-message' || kind === 'authenticator';
    return isMethod && state.purpose === 'sign-in' && meetsBy(state, kind) ? [{ ...each, kind }] : [];
  });
  const texted = simple.filter(({ kind }) => kind === 'text-message').map(({ state }) => state.id);
  const sent = texted.length === 0 ? [] : await readSentCodes(transaction, texted);
  const right = simple.flatMap((each) => {
    const code = each.judge.accept(
      each.state,
      sent.filter(({ challenge_id }) => challenge_id === each.state.id),
      now,
    );
    return code === null ? [] : [{ each, code }];
  });
  const used = await recordFactorUse(
    transaction,
    right.map(({ code }) => code),
    now,
  );
  return right.filter((_, at) => used[at]).map(({ each }) => each);
}

function meetsBy(state: ChallengeState, method: Method): boolean {
  const { methods, enrols } = usableMethods(state);
  return !enrols && methods.includes(method);
}

/** All that isn't simply right, one after the other. What is refused without being judged leaves nothing behind. */
async function judgeOne(services: Services, transaction: Transaction<Tables>, held: Held, now: Date): Promise<Answer> {
  const { kind, judge, state } = held;
  await sql`savepoint attempt`.execute(transaction);
  try {
    const use = requireKind(state, kind);
    const judged = await judge.judge(transaction, state, use, now);
    if (judged.verdict !== 'right') return await countWrong(services, transaction, held, judged, now);
    if (use === 'allows' || kind === 'help-desk-code') return await allow(services, transaction, held, now);
    if (use === 'proves') return await prove(services, transaction, held, now);
    return await meet(services, transaction, { ...held, kind }, judged.confirms, now);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await sql`rollback to savepoint attempt`.execute(transaction);
    await tellOfUntried(services, transaction, state, untried(held, untriedBecause(error, state)));
    return error;
  }
}

/** What can't be a code is refused without using a try, by anyone who may try one. */
export async function refuseMalformed(services: Services, caller: ChallengeCaller, kind: CodeKind): Promise<never> {
  const now = services.clock.now();
  const state = await liveChallenge(services.database, caller.challengeId, now);
  const refusal = refusalOfTry(state, now) ?? refusalOfKind(state, kind);
  const because = refusal === null ? 'malformed' : untriedBecause(refusal, state);
  await services.database
    .transaction()
    .execute((transaction) => tellOfUntried(services, transaction, state, untried({ caller, kind }, because)));
  throw refusal ?? new Refusal('code-wrong', { attemptsLeft: WRONG_CODES_PER_CHALLENGE - state.attempts });
}

function untried({ caller, kind }: Pick<Attempt, 'caller' | 'kind'>, because: UntriedBecause | null) {
  return { method: kind, because, origin: caller.origin };
}

function refusalOfKind(state: ChallengeState, kind: CodeKind): Refusal | null {
  try {
    requireKind(state, kind);
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function requireKind(state: ChallengeState, kind: CodeKind): Use {
  if (kind === 'help-desk-code') return requireHelpDeskCode(state);
  if (kind !== 'recovery-code') return requireUse(state, kind);
  if (state.purpose !== 'sign-in') throw new Refusal('method-not-allowed');
  return 'meets';
}
