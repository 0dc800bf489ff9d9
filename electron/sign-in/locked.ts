import type { Intent } from '../../shared/bridge.ts';
import { call } from './effects.ts';
import type { Answered, Event } from './events.ts';
import { readMySecurity } from './my-security.ts';
import { dropLock } from './outbox.ts';
import { localProblem, problemFrom } from './problem.ts';
import { renew, sessionEnded, signOut, switchUser } from './session.ts';
import type { LockedStage, State } from './state.ts';
import { SESSION_CHECK_MS } from './timing.ts';
import type { Step } from './transition.ts';
import { ask, become, nothing } from './transition.ts';

/** A locked session: only the password, or signing out, leads anywhere. */

export function lockedIntent(state: State, stage: LockedStage, intent: Intent): Step {
  switch (intent.kind) {
    case 'sign-out':
      return signOut(state, stage.inside);
    case 'switch-user':
      return switchUser(state, stage.inside);
    case 'unlock': {
      if (stage.pending !== null) return nothing(state);
      const { password } = intent;
      if (password === '') return become(state, { ...stage, problem: localProblem('password-missing') });
      return ask(
        state,
        (attempt) => call(attempt, stage.inside.token, 'unlockSession', { body: { password } }),
        (attempt) => ({ ...stage, pending: attempt, problem: null }),
      );
    }
    case 'back':
      return stage.pending === null ? nothing(state) : become(state, { ...stage, pending: null });
    case 'retry':
    case 'dismiss-notice':
      return stage.problem === null || stage.pending !== null ? nothing(state) : become(state, { ...stage, problem: null });
    default:
      return nothing(state);
  }
}

export function unlockAnswered(state: State, stage: LockedStage, event: Event & Extract<Answered, { operation: 'unlockSession' }>): Step {
  if (event.attempt !== stage.pending) return nothing(state);
  const { inside } = stage;
  if (!event.outcome.ok) {
    const { failure } = event.outcome;
    if (failure.kind === 'refused' && failure.code === 'not-signed-in') {
      return sessionEnded(state, inside, failure.details.sessionEnd);
    }
    return become(state, { ...stage, pending: null, problem: problemFrom(failure, event.at) });
  }
  const check = { at: event.at + SESSION_CHECK_MS, pending: null };
  const open = { ...renew(state, inside, event.outcome.answer), check };
  const unlocked = dropLock(state, inside.token);
  // A page that was locked before its content came has to ask again.
  if (open.page.name === 'my-security' && open.page.content === null) return readMySecurity(unlocked, open);
  return become(unlocked, open);
}
