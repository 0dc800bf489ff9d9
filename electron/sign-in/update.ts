import type { Intent, UpdateView } from '../../shared/bridge.ts';
import type { UpdateNews } from './events.ts';
import type { Stage, State, Update } from './state.ts';
import type { Step } from './transition.ts';
import { nothing } from './transition.ts';

/**
 * New versions. Whatever is fetched when, one takes the place of this program only while nobody is signed in, and only
 * when somebody has said so: never during a contact, and never over something half typed.
 */

const INTENTS = ['install-update', 'install-update-at-sign-out', 'dismiss-update'] as const;
type UpdateIntent = Extract<Intent, { kind: (typeof INTENTS)[number] }>;

export function isUpdateIntent(intent: Intent): intent is UpdateIntent {
  return INTENTS.some((kind) => kind === intent.kind);
}

/** Nobody is signed in, locked out of what they have open, or on the way in. */
function isFree(stage: Stage): boolean {
  switch (stage.name) {
    case 'connect':
    case 'sign-in':
      return stage.pending === null;
    case 'locked-out':
    case 'not-set-up':
    case 'application-not-permitted':
      return true;
    case 'starting':
    case 'second-factor':
    case 'forgotten-password':
    case 'trust-computer':
    case 'signed-in':
    case 'session-locked':
      return false;
    default:
      return stage satisfies never;
  }
}

function withUpdate(state: State, update: Update | null): Step {
  return { state: { ...state, common: { ...state.common, update } }, effects: [], refused: false };
}

/** A version that is ready, or how one fared. A newer one asks afresh. */
export function updateNews(state: State, news: UpdateNews): Step {
  const { update } = state.common;
  if (news.kind !== 'ready') return withUpdate(state, news);
  if (update?.kind === 'ready' && update.version === news.version) return nothing(state);
  return withUpdate(state, { ...news, atSignOut: false, putAway: false, installing: false });
}

function install(state: State, update: Extract<Update, { kind: 'ready' }>, restart: boolean): Step {
  const { version } = update;
  return { ...withUpdate(state, { ...update, installing: true }), effects: [{ kind: 'install-update', version, restart }] };
}

export function updateIntent(state: State, intent: UpdateIntent): Step {
  const { update } = state.common;
  if (update === null) return nothing(state);
  if (update.kind !== 'ready') return intent.kind === 'dismiss-update' ? withUpdate(state, null) : nothing(state);
  if (update.installing) return nothing(state);
  switch (intent.kind) {
    case 'install-update':
      return isFree(state.stage) ? install(state, update, true) : nothing(state);
    case 'install-update-at-sign-out':
      return state.stage.name === 'signed-in' ? withUpdate(state, { ...update, atSignOut: intent.wanted }) : nothing(state);
    case 'dismiss-update':
      return state.stage.name === 'signed-in' ? withUpdate(state, { ...update, putAway: true }) : nothing(state);
    default:
      return intent satisfies never;
  }
}

/**
 * After whatever happened: once the person who agreed has signed out, the version that waits is installed. When they close
 * the program instead, it isn't started again.
 */
export function installWhenFree(step: Step, quitting: boolean): Step {
  const { stage, common } = step.state;
  const { update } = common;
  if (update?.kind !== 'ready' || update.installing || !isFree(stage)) return step;
  // Whoever signs in next hears of it again.
  if (!update.atSignOut) return update.putAway ? { ...step, state: withUpdate(step.state, { ...update, putAway: false }).state } : step;
  const next = install(step.state, update, !quitting);
  return { ...step, state: next.state, effects: [...step.effects, ...next.effects] };
}

export function updateView({ stage, common: { update } }: State): UpdateView | null {
  if (update?.kind !== 'ready') return update;
  const { kind, version, atSignOut, putAway, installing } = update;
  if (putAway && stage.name === 'signed-in') return null;
  return { kind, version, free: isFree(stage), atSignOut, installing };
}
