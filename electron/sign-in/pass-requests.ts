import type { PassRequests } from '../../shared/sign-in/schemas.ts';
import type { PassAnswered, PassRequestsView } from '../../shared/sign-in/screens.ts';
import { call } from './effects.ts';
import type { Answered, Event } from './events.ts';
import { localTime } from './server-time.ts';
import { sessionRefused } from './session.ts';
import type { Common, Passes, SignedInStage, State } from './state.ts';
import { PASS_REQUESTS_POLL_MOST_MS, PASS_REQUESTS_POLL_MS } from './timing.ts';
import type { Step } from './transition.ts';
import { become, nothing } from './transition.ts';

/** A team leader's side of passes: who waits is asked again and again while the leader is at work. */

export function mayGrantPasses({ session }: SignedInStage): boolean {
  return session.permissions.includes('sign-in-pass-granting');
}

/** When the list is to be read next, in milliseconds since the epoch; never without a network, or for anybody else. */
export function passesWake(common: Common, stage: SignedInStage): number {
  return common.online && mayGrantPasses(stage) && stage.passes.pending === null ? stage.passes.at : Number.POSITIVE_INFINITY;
}

/** Reads the list, if it is time. */
export function readPassesWhenDue(step: Step, at: number): Step {
  const { state } = step;
  const { stage } = state;
  if (stage.name !== 'signed-in' || passesWake(state.common, stage) > at) return step;
  const attempt = state.attempts + 1;
  return {
    ...step,
    state: { ...state, attempts: attempt, stage: { ...stage, passes: { ...stage.passes, pending: attempt } } },
    effects: [...step.effects, call(attempt, stage.token, 'listPassRequests', {})],
  };
}

export function passesRead(state: State, stage: SignedInStage, event: Event & Answered): Step {
  if (event.operation !== 'listPassRequests') return nothing(state);
  const { passes } = stage;
  if (event.outcome.ok) {
    const read: Passes = { ...passes, content: event.outcome.answer, pending: null, failures: 0, at: event.at + PASS_REQUESTS_POLL_MS };
    return become(state, { ...stage, passes: read });
  }
  const wait = Math.min(PASS_REQUESTS_POLL_MS * 2 ** (passes.failures + 1), PASS_REQUESTS_POLL_MOST_MS);
  const unread: SignedInStage = { ...stage, passes: { ...passes, pending: null, failures: passes.failures + 1, at: event.at + wait } };
  // The leader asked for nothing, so is not bothered: what was known stays.
  return sessionRefused(state, unread, event.outcome.failure, event.at) ?? become(state, unread);
}

/** The list as the answer to a request brings it. One that is still being read would be older. */
export function answeredPasses(content: PassRequests, done: PassAnswered, at: number): Passes {
  return { content, done, problem: null, pending: null, failures: 0, at: at + PASS_REQUESTS_POLL_MS };
}

export function passRequestsView(common: Common, stage: SignedInStage): PassRequestsView | null {
  if (!mayGrantPasses(stage)) return null;
  const { content } = stage.passes;
  const action = stage.doing?.action ?? stage.overlay?.after ?? null;
  const answering = action?.kind === 'grant-pass' || action?.kind === 'decline-pass' ? action.id : null;
  const { session } = stage;
  // By the strongest that the leader has, which is as much as any pass can ask for.
  const steppedUpUntil =
    session.steppedUpFor.includes('account') && session.steppedUpUntil !== null ? localTime(common, session.steppedUpUntil) : null;
  if (content === null) return { items: null, canGrant: false, grantsLeft: 0, passUntil: null, steppedUpUntil, answering };
  const items = content.requests.map(({ requestedAt, expiresAt, ...request }) => {
    const theirs = content.requests.filter(({ email }) => email === request.email);
    return {
      ...request,
      requestedAt: localTime(common, requestedAt),
      expiresAt: localTime(common, expiresAt),
      place: theirs.findIndex(({ id }) => id === request.id) + 1,
      ofThisPerson: theirs.length,
    };
  });
  const { grantsLeft } = content;
  return { items, canGrant: grantsLeft > 0, grantsLeft, passUntil: localTime(common, content.passUntil), steppedUpUntil, answering };
}
