import { call } from './effects.ts';
import type { Answered, Event } from './events.ts';
import { problemFrom } from './problem.ts';
import { sessionRefused } from './session.ts';
import type { MySecurityPage, SignedInStage, State } from './state.ts';
import type { Step } from './transition.ts';
import { ask, become, nothing } from './transition.ts';

const EMPTY: MySecurityPage = { name: 'my-security', content: null, reading: null, problem: null, done: null };

/** Shows the person's own security page, with what is known of it while the newest is fetched. */
export function readMySecurity(state: State, stage: SignedInStage): Step {
  const page = stage.page.name === 'my-security' ? stage.page : EMPTY;
  return ask(
    state,
    (attempt) => call(attempt, stage.token, 'readMySecurity', {}),
    (attempt) => ({ ...stage, page: { ...page, reading: attempt, problem: null } }),
  );
}

export function mySecurityRead(
  state: State,
  stage: SignedInStage,
  page: MySecurityPage,
  event: Event & Extract<Answered, { operation: 'readMySecurity' }>,
): Step {
  if (event.attempt !== page.reading) return nothing(state);
  if (event.outcome.ok) return become(state, { ...stage, page: { ...page, reading: null, content: event.outcome.answer } });
  const { failure } = event.outcome;
  const read: SignedInStage = { ...stage, page: { ...page, reading: null, problem: problemFrom(failure, event.at) } };
  return sessionRefused(state, stage, failure, event.at) ?? become(state, read);
}
