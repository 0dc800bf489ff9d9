import type { IntentOf } from '../../shared/bridge.ts';
import { readIdentifier } from '../../shared/sign-in/identifiers.ts';
import { call } from './effects.ts';
import type { Answered, Event } from './events.ts';
import { openingStage, signInStage } from './opening.ts';
import { localProblem, problemFrom } from './problem.ts';
import type { Common, ConnectStage, Stage, State } from './state.ts';
import type { Step } from './transition.ts';
import { ask, become, nothing } from './transition.ts';

/** Asks the API what it is, beside whatever the person is doing. */
export function askAbout(state: State): Step {
  if (state.common.address === null || state.common.asking !== null) return { state, effects: [], refused: false };
  const attempt = state.attempts + 1;
  return {
    state: { ...state, attempts: attempt, common: { ...state.common, asking: attempt } },
    effects: [call(attempt, null, 'about', {})],
    refused: false,
  };
}

/** The first real screen: it never waits for the network. */
export function started(state: State): Step {
  if (state.stage.name !== 'starting') return nothing(state);
  const stage = openingStage(state);
  return stage.name === 'connect' ? become(state, stage) : askAbout({ ...state, stage });
}

export function aboutAnswered(state: State, event: Event & Extract<Answered, { operation: 'about' }>): Step {
  if (event.attempt !== state.common.asking) return nothing(state);
  const asked: State = { ...state, common: { ...state.common, asking: null } };
  if (event.outcome.ok)
    return become({ ...asked, common: { ...asked.common, about: event.outcome.answer } }, clearedOfNetwork(asked.stage));
  const { stage } = asked;
  // Only worth a word where nothing is known of the API yet, and where it hides nothing else.
  const tells = stage.name === 'sign-in' && stage.pending === null && stage.problem === null && stage.reason === null;
  if (asked.common.about !== null || !tells) return become(asked, stage);
  return become(asked, { ...stage, problem: problemFrom(event.outcome.failure, event.at) });
}

/** A sign-in form that said the API could not be reached, now that it could. */
function clearedOfNetwork(stage: Stage): Stage {
  return stage.name === 'sign-in' && stage.problem?.retryable && stage.problem.retryAt === undefined ? { ...stage, problem: null } : stage;
}

export function connectIntent(state: State, stage: ConnectStage, intent: IntentOf<'connect' | 'back' | 'retry' | 'dismiss-notice'>): Step {
  switch (intent.kind) {
    case 'back':
      // Back to the address that is still in use; at first run there is none, and only waiting can be left.
      if (state.common.address !== null) return become(state, signInStage(state));
      return stage.pending === null ? nothing(state) : become(state, { ...stage, pending: null });
    case 'connect':
      return stage.pending === null && mayChangeAddress(state.common) ? connectTo(state, stage, intent.address) : nothing(state);
    case 'retry':
      return stage.pending === null && mayChangeAddress(state.common) && stage.problem?.retryable
        ? connectTo(state, stage, stage.address)
        : nothing(state);
    case 'dismiss-notice':
      return stage.problem === null ? nothing(state) : become(state, { ...stage, problem: null });
    default:
      return intent satisfies never;
  }
}

/**
 * The page can name any address, and so can whatever script might run in it: one that is not ours would be given the next
 * password, and its very name, looked up, can carry off what is on the screen. So the person is asked first, where no
 * script reaches, and until they agree nothing leaves the computer.
 */
function connectTo(state: State, stage: ConnectStage, typed: string): Step {
  const address = readIdentifier(typed);
  if (address === '') return become(state, { ...stage, address, problem: localProblem('address-invalid') });
  return ask(
    state,
    (attempt) => ({ kind: 'agree-on-address', attempt, from: state.common.address, typed: address }),
    (attempt) => ({ ...stage, address, pending: attempt, problem: null }),
  );
}

export function addressAgreed(state: State, event: Event & { kind: 'address-agreed' }): Step {
  const { stage } = state;
  if (stage.name !== 'connect' || stage.pending !== event.attempt) return nothing(state);
  if (event.agreed)
    return ask(
      state,
      (attempt) => ({ kind: 'connect', attempt, address: event.address }),
      (attempt) => ({ ...stage, pending: attempt }),
    );
  if (state.common.address === null) return become(state, { ...stage, pending: null });
  const declined: State = { ...state, common: { ...state.common, addressesDeclined: state.common.addressesDeclined + 1 } };
  return become(declined, signInStage(declined));
}

export function connected(state: State, event: Event & { kind: 'connected' }): Step {
  const { stage } = state;
  if (stage.name !== 'connect' || stage.pending !== event.attempt) return nothing(state);
  const { result } = event;
  if (!result.ok) {
    const problem = typeof result.problem === 'string' ? localProblem(result.problem) : problemFrom(result.problem, event.at);
    return become(state, { ...stage, pending: null, problem });
  }
  const same = result.address === state.common.address;
  const next: State = {
    ...state,
    common: {
      ...state.common,
      address: result.address,
      about: result.about,
      asking: null,
      rememberedEmail: same ? state.common.rememberedEmail : null,
    },
    // What waits in the outbox is for the API before; its tokens must not be shown to another one.
    outbox: same ? state.outbox : { errands: [], pending: null, retryAt: 0 },
  };
  return become(next, signInStage(next), { kind: 'use-address', address: result.address });
}

/** How often in a run somebody is asked about another address, and says no: who is asked again and again says yes in the end. */
const DECLINED_MOST = 3;

/** Whether another address may be given in this run. */
export function mayChangeAddress({ addressManaged, addressesDeclined }: Pick<Common, 'addressManaged' | 'addressesDeclined'>): boolean {
  return !addressManaged && addressesDeclined < DECLINED_MOST;
}

/** Lets another address be given. The one before stays in use until the new one has been checked. */
export function changeAddress(state: State): Step {
  if (!mayChangeAddress(state.common)) return nothing(state);
  const { address } = state.common;
  return become(state, { name: 'connect', address: address ?? '', canGoBack: address !== null, pending: null, problem: null });
}
