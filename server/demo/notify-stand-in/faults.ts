import { type Problem, problem } from './problem.ts';
import { LIVE_REQUESTS_PER_MINUTE, LIVE_TEXTS_PER_DAY } from './services.ts';

/** Faults that are an answer, by name. */
const ANSWERS = {
  'server-error': () => problem(500, 'Exception', 'Internal server error'),
  'gateway-timeout': () => problem(504, 'EventletTimeout', 'Timeout serving request'),
  'rate-limit': () =>
    problem(429, 'RateLimitError', `Exceeded rate limit for key type LIVE of ${LIVE_REQUESTS_PER_MINUTE} requests per 60 seconds`),
  'daily-limit': () => problem(429, 'TooManyRequestsError', `Exceeded send limits (sms: ${LIVE_TEXTS_PER_DAY}) for today`),
  clock: () => problem(403, 'AuthError', 'Error: Your system clock must be accurate to within 30 seconds'),
  'key-revoked': () => problem(403, 'AuthError', 'Invalid token: API key revoked'),
  'key-not-found': () => problem(403, 'AuthError', 'Invalid token: API key not found'),
  'template-missing': () => problem(400, 'BadRequestError', 'Template not found'),
} as const;

/** Faults of the connection: whether the message is taken, and what becomes of the answer. */
const CONNECTIONS = {
  /** Never answered, and the message is lost. */
  'no-answer': { accept: false, answer: 'never' },
  /** Never answered, though the message goes out. */
  'accepted-no-answer': { accept: true, answer: 'never' },
  /** Cut before anything happens. */
  cut: { accept: false, answer: 'cut' },
  /** Cut in place of the answer, though the message goes out. */
  'accepted-cut': { accept: true, answer: 'cut' },
} as const;

export const FAULT_KINDS = [...Object.keys(ANSWERS), ...Object.keys(CONNECTIONS)] as readonly FaultKind[];
export type FaultKind = keyof typeof ANSWERS | keyof typeof CONNECTIONS;
/** Which requests a fault is for: those that send, those that read, or both. */
export type FaultScope = 'send' | 'read' | 'any';

export interface Connection {
  readonly accept: boolean;
  readonly answer: 'never' | 'cut';
}

interface Planned {
  readonly kind: FaultKind;
  readonly on: FaultScope;
  left: number;
}

/** Faults that a test has asked for, used up in the order in which they were asked for. */
export class Faults {
  #planned: Planned[] = [];
  delayMs = 0;
  skewSeconds = 0;

  plan(kind: FaultKind, times: number, on: FaultScope): void {
    this.#planned.push({ kind, left: times, on });
  }

  /** The next fault for such a request, if any is left: an answer to give, or a way to treat the connection. */
  take(on: 'send' | 'read'): Problem | Connection | null {
    const next = this.#planned.find((planned) => planned.left > 0 && (planned.on === 'any' || planned.on === on));
    if (!next) return null;
    next.left -= 1;
    return isAnswer(next.kind) ? ANSWERS[next.kind]() : CONNECTIONS[next.kind];
  }

  clear(): void {
    this.#planned = [];
    this.delayMs = 0;
    this.skewSeconds = 0;
  }
}

function isAnswer(kind: FaultKind): kind is keyof typeof ANSWERS {
  return kind in ANSWERS;
}
