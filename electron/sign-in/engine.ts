import type { Intent, IntentResult, View } from '../../shared/bridge.ts';
import type { OutsideEvent } from './events.ts';
import type { Ports } from './ports.ts';

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

export function createEngine(ports: Ports): Engine {
  const view: View = {
    seq: 0,
    language: ports.settings.read().language,
    about: null,
    offline: !ports.online,
    addressManaged: ports.connection.managed,
    app: ports.app,
    screen: { name: 'starting' },
  };
  return {
    start() {},
    intent: () => ({ ok: false, code: 'refused' }),
    outside() {},
    view: () => view,
    onView: () => () => {},
    quit: () => Promise.resolve(),
    dispose() {},
  };
}
