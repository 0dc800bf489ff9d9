import { TRUST_WARNING_MINUTES } from '../../shared/sign-in/limits.ts';
import { withProblemOf } from './actions.ts';
import type { Event } from './events.ts';
import { readMySecurity } from './my-security.ts';
import { localProblem } from './problem.ts';
import { localTime } from './server-time.ts';
import { trustKey } from './session.ts';
import type { Action, SignedInStage, State } from './state.ts';
import type { Step } from './transition.ts';
import { ask, become, nothing } from './transition.ts';

/** Trust in this computer that runs out while somebody works: the warning, and trusting it afresh over the work. */

const WARNING_MS = TRUST_WARNING_MINUTES * 60_000;

/** Trust as this computer has it; what IT forbids doesn't count. */
function trustEnd(state: State, { session }: SignedInStage): number | null {
  return session.trust === null || !state.common.managed.allowDeviceTrust ? null : localTime(state.common, session.trust.expiresAt);
}

/** When the warning is due, or where it was given, when the trust is over. */
export function trustWake(state: State, stage: SignedInStage): number {
  const end = trustEnd(state, stage);
  if (end === null) return Number.POSITIVE_INFINITY;
  return stage.trustWarning?.of === stage.session.trust?.expiresAt ? end : end - WARNING_MS;
}

/** Warns of trust that runs out, once for each end, and drops what has run out. */
export function warnOfTrust(step: Step, at: number): Step {
  const { state } = step;
  const { stage } = state;
  if (stage.name !== 'signed-in' || stage.session.trust === null) return step;
  const end = trustEnd(state, stage);
  if (end === null || trustWake(state, stage) > at) return step;
  const next: SignedInStage =
    end <= at
      ? { ...stage, session: { ...stage.session, trust: null }, trustWarning: null }
      : { ...stage, trustWarning: { of: stage.session.trust.expiresAt, putAway: false } };
  return { ...step, state: { ...state, stage: next } };
}

export function trustView(state: State, stage: SignedInStage): { trust: { expiresAt: number } | null; trustWarning: boolean } {
  const expiresAt = trustEnd(state, stage);
  const { trustWarning } = stage;
  if (expiresAt === null) return { trust: null, trustWarning: false };
  return { trust: { expiresAt }, trustWarning: trustWarning?.of === stage.session.trust?.expiresAt && !trustWarning?.putAway };
}

/** Trust was given afresh: its token goes to the keychain in place of the one before. */
export function trustGiven(state: State, stage: SignedInStage, action: Action, answer: { trustToken: string; expiresAt: string }): Step {
  const key = trustKey(state, stage.email, stage.session.application);
  if (action.kind !== 'renew-trust' || key === null) return become(state, withProblemOf(stage, action, localProblem('answer-unknown')));
  const session = { ...stage.session, trust: { expiresAt: answer.expiresAt }, trustOffer: null };
  return ask(
    state,
    (attempt) => ({ kind: 'remember-trust', attempt, key, token: answer.trustToken }),
    (attempt) => ({ ...stage, session, doing: { attempt, action, call: 'keychain' } }),
  );
}

export function trustRenewed(state: State, stage: SignedInStage, event: Event & { kind: 'trust-remembered' }): Step {
  if (stage.doing?.attempt !== event.attempt || stage.doing.call !== 'keychain') return nothing(state);
  const renewed: SignedInStage = { ...stage, doing: null, ...(event.how === 'stored' ? { trustRenewed: true } : { cannotRemember: true }) };
  // Its list of computers has the end of before.
  return renewed.page.name === 'my-security' ? readMySecurity(state, renewed) : become(state, renewed);
}
