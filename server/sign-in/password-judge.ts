import { Worker } from 'node:worker_threads';
import { Refusal } from '../http/refusal.ts';

/** The longest password takes about a second on a busy machine. Whoever takes longer is told to try again. */
const JUDGED_WITHIN_MILLISECONDS = 10_000;
/** The list takes 30 MB while it is loaded, and a password is chosen seldom: the thread ends after this long without one. */
const IDLE_MILLISECONDS = 30_000;
/** Beyond this many waiting, the last would wait for longer than people do. */
const WAITING_MOST = 50;

interface Waiting {
  readonly password: string;
  readonly settle: (answer: boolean | Error) => void;
}

const waiting: Waiting[] = [];
let judging: Waiting | null = null;
let thread: Worker | null = null;
let timer: NodeJS.Timeout | undefined;

/**
 * Whether a password would be guessed first (see guessed-first.ts), judged by a thread beside this one, one at a time: what
 * somebody sends to make it slow keeps no sign-in waiting.
 * @throws Refusal `too-many-requests` when too many wait, or this one took too long.
 */
export function isGuessedFirst(password: string): Promise<boolean> {
  if (waiting.length >= WAITING_MOST) return Promise.reject(tooMany());
  return new Promise((resolve, reject) => {
    waiting.push({ password, settle: (answer) => (answer instanceof Error ? reject(answer) : resolve(answer)) });
    next();
  });
}

const tooMany = () => new Refusal('too-many-requests', { retryAfterSeconds: 5 });

function next(): void {
  clearTimeout(timer);
  if (judging !== null) return;
  judging = waiting.shift() ?? null;
  if (judging === null) {
    // Nothing is waited for, so neither is the thread: a command that is done ends at once.
    thread?.unref();
    timer = setTimeout(() => end(), IDLE_MILLISECONDS).unref();
    return;
  }
  thread ??= start();
  thread.ref();
  thread.postMessage(judging.password);
  timer = setTimeout(() => end(tooMany()), JUDGED_WITHIN_MILLISECONDS);
}

function start(): Worker {
  const started = new Worker(new URL('./guessed-first-thread.ts', import.meta.url), { env: {}, execArgv: [] });
  started.on('message', (answer: boolean) => settle(answer));
  started.on('error', (error) => end(error));
  return started;
}

function settle(answer: boolean | Error): void {
  const settled = judging;
  judging = null;
  settled?.settle(answer);
  next();
}

/** Ends the thread, which the next password starts again. */
function end(because: Error | null = null): void {
  const ended = thread;
  thread = null;
  void ended?.terminate();
  if (because !== null) settle(because);
}
