import { type Intent, type IntentResult, intentSchema, type View } from '../../shared/bridge.ts';
import { type Caller, isTrusted } from './caller.ts';

/** What answers the page: the engine, or a stand-in for it in a test. */
export interface Answering {
  view(): View;
  intent(intent: Intent): IntentResult;
}

export interface ValidatedIpcOptions {
  /** The web contents of the app's own window. */
  readonly trusted: ReadonlySet<number>;
  readonly answering: Answering;
  /** Whether one more intent may pass now. */
  readonly mayPass: () => boolean;
  /** Told of what was refused, in a fixed phrase, without the content. */
  readonly log: (what: string, facts?: Readonly<Record<string, unknown>>) => void;
}

export interface ValidatedIpc {
  view(caller: Caller, ...args: readonly unknown[]): View;
  intent(caller: Caller, ...args: readonly unknown[]): IntentResult;
}

const REFUSED: IntentResult = { ok: false, code: 'refused' };

/**
 * The door between the page and main. Who is calling is checked first, then how often, then that there is exactly one
 * argument of exactly the contract's shape. What goes wrong inside comes out as a code, never as an error's text.
 */
export function validatedIpc({ trusted, answering, mayPass, log }: ValidatedIpcOptions): ValidatedIpc {
  return {
    view(caller, ...args) {
      if (!isTrusted(caller, trusted) || args.length > 0) {
        log('Refused to show a view');
        // Its text is all that crosses; there is nothing in it.
        throw new Error('refused');
      }
      return answering.view();
    },
    intent(caller, ...args) {
      if (!isTrusted(caller, trusted)) {
        log('Refused an intent of a stranger');
        return REFUSED;
      }
      if (!mayPass()) return { ok: false, code: 'too-fast' };
      const parsed = args.length === 1 ? intentSchema.safeParse(args[0]) : null;
      if (parsed === null || !parsed.success) {
        log('Refused an intent that does not fit the contract');
        return REFUSED;
      }
      try {
        return answering.intent(parsed.data);
      } catch (error) {
        log('An intent failed', { intent: parsed.data.kind, error });
        return { ok: false, code: 'internal' };
      }
    },
  };
}
