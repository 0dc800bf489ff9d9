import type { View } from '../../shared/bridge.ts';
import type { Screen } from '../../shared/sign-in/screens.ts';
import { managedView, offeredOr } from './managed.ts';
import { type Beginning, type ConnectStage, initialState, type SignInStage, type State } from './state.ts';

/** The sign-in form, empty or with the e-mail address that may be shown. */
export function signInStage({ common }: Pick<State, 'common'>, given: Partial<Omit<SignInStage, 'name'>> = {}): SignInStage {
  return {
    name: 'sign-in',
    email: common.rememberedEmail ?? '',
    application: offeredOr(common, common.lastApplication),
    reason: null,
    pending: null,
    problem: null,
    ...given,
  };
}

/** The first real screen: it never waits for the network. */
export function openingStage(state: Pick<State, 'common'>): ConnectStage | SignInStage {
  return state.common.address === null
    ? { name: 'connect', address: '', canGoBack: false, pending: null, problem: null }
    : signInStage(state);
}

/** What the window shows of either of the two. */
export function openingScreen(stage: ConnectStage | SignInStage): Screen {
  const busy = stage.pending !== null;
  const { problem } = stage;
  if (stage.name === 'connect') return { name: 'connect', address: stage.address, canGoBack: stage.canGoBack, busy, problem };
  const { name, email, application, reason } = stage;
  return { name, email, application, reason, busy, problem };
}

/**
 * What the window shows before the workflow runs, and what the workflow then begins with: so the form needn't wait for
 * everything that is loaded to answer it.
 */
export function openingView(beginning: Beginning, app: View['app']): View {
  const state = initialState(beginning);
  const { online, addressManaged } = beginning;
  return {
    seq: 0,
    language: state.common.language,
    about: null,
    offline: !online,
    addressManaged,
    managed: managedView(beginning),
    app,
    update: null,
    screen: openingScreen(openingStage(state)),
  };
}
