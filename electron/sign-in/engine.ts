import type { Intent, IntentResult, View } from '../../shared/bridge.ts';
import type { Effect } from './effects.ts';
import type { Event, Happening, OutsideEvent } from './events.ts';
import type { Ports, QrPath } from './ports.ts';
import { createRunner } from './runner.ts';
import type { State } from './state.ts';
import { initialState } from './state.ts';
import { toView } from './view.ts';
import { nextWake, step } from './workflow.ts';

/** The workflow, running: the only owner of the session and of what the window shows. */
export interface Engine {
  /** Shows the first real screen at once and starts to ask the API what it is. */
  start(): void;
  intent(intent: Intent): IntentResult;
  outside(event: OutsideEvent): void;
  view(): View;
  /** Calls back with each new view; answers a function that stops it. */
  onView(listener: (view: View) => void): () => void;
  /** Signs out and resolves once the server knows; the caller bounds how long it waits (a few seconds). */
  quit(): Promise<void>;
  /** Stops every timer and ignores every answer from now on. */
  dispose(): void;
}

/** A timer set for the past would spin; the clock may have been put back meanwhile. */
const WAKE_LEAST_MS = 10;
/** Timers beyond 2^31 ms fire at once (Node and Chromium); a wake that comes early is harmless. */
const WAKE_MOST_MS = 2 ** 31 - 1;

function stateFrom(ports: Ports): State {
  const { language, application, email } = ports.settings.read();
  const { managed } = ports.settings;
  return initialState({
    ownLanguage: language,
    online: ports.online,
    address: ports.connection.current(),
    addressManaged: ports.connection.managed,
    managed,
    lastApplication: application,
    rememberedEmail: email,
  });
}

/** Drawing a code takes milliseconds, and the same one is shown again with every view. */
function remembering(qr: (uri: string) => QrPath): (uri: string) => QrPath {
  let last: { readonly uri: string; readonly drawn: QrPath } | null = null;
  return (uri) => {
    if (last?.uri !== uri) last = { uri, drawn: qr(uri) };
    return last.drawn;
  };
}

export function createEngine(ports: Ports): Engine {
  const listeners = new Set<(view: View) => void>();
  const drained = new Set<() => void>();
  const qr = remembering(ports.qr);
  let state = stateFrom(ports);
  let disposed = false;
  let cancelWake = (): void => {};
  let view = draw(0);

  const run = createRunner(ports, dispatch);

  function draw(seq: number): View {
    return toView(state, { seq, app: ports.app, device: ports.device(), qr });
  }

  function dispatch(happening: Happening): { readonly refused: boolean } {
    if (disposed) return { refused: true };
    const event: Event = { ...happening, at: ports.clock.now() };
    const next = step(state, event);
    state = next.state;
    for (const effect of next.effects) start(effect);
    schedule();
    show();
    if (state.outbox.errands.length === 0) settleDrained();
    return { refused: next.refused };
  }

  function start(effect: Effect): void {
    run(effect).catch(() => ports.log('SIGNIN-EFFECT-01'));
  }

  function schedule(): void {
    cancelWake();
    const wake = nextWake(state);
    const wait = wake === null ? null : Math.min(Math.max(wake - ports.clock.now(), WAKE_LEAST_MS), WAKE_MOST_MS);
    cancelWake = wait === null ? () => {} : ports.clock.after(wait, () => dispatch({ kind: 'wake' }));
  }

  /** Tells of a view only when it differs, so that polling makes no work for the renderer. */
  function show(): void {
    const next = draw(view.seq + 1);
    if (JSON.stringify({ ...next, seq: 0 }) === JSON.stringify({ ...view, seq: 0 })) return;
    view = next;
    for (const listener of listeners) {
      try {
        listener(view);
      } catch {
        ports.log('SIGNIN-VIEW-01');
      }
    }
  }

  function settleDrained(): void {
    for (const settle of drained) settle();
    drained.clear();
  }

  return {
    start: () => void dispatch({ kind: 'started' }),
    intent: (intent) => (dispatch({ kind: 'intent', intent }).refused ? { ok: false, code: 'refused' } : { ok: true }),
    outside: (event) => void dispatch({ kind: 'outside', event }),
    view: () => view,
    onView(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    quit() {
      dispatch({ kind: 'quit' });
      if (disposed || state.outbox.errands.length === 0) return Promise.resolve();
      return new Promise((resolve) => drained.add(resolve));
    },
    dispose() {
      disposed = true;
      cancelWake();
      listeners.clear();
      settleDrained();
    },
  };
}
