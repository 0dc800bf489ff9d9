import * as z from 'zod';
import { FAULT_KINDS, type FaultKind, type FaultScope } from './faults.ts';
import { STATUSES, type Status } from './store.ts';
import { nowOf, type World } from './world.ts';

/** What tests can do to the stand-in that nobody can do to Notify. The same over HTTP, under `/control/`. */
export interface Control {
  /** The next `times` requests of that scope (default: one that sends) go wrong in that way. */
  fail(kind: FaultKind, times?: number, on?: FaultScope): void;
  /** Every later answer waits this long. */
  delay(milliseconds: number): void;
  /** Says how a message fares from now on. False when there is no such message. */
  setStatus(id: string, status: Status): boolean;
  /** Puts Notify's idea of the time out by so many seconds, for tokens. */
  skew(seconds: number): void;
  /** Where delivery receipts go from now on; null for nowhere. */
  callback(target: { readonly url: string; readonly bearerToken: string } | null): void;
  /** Sends the delivery receipts that are due by the clock, and resolves when each was tried. */
  settle(): Promise<void>;
  /** Forgets messages, faults, delay, skew and limits. */
  clear(): void;
}

export function makeControl(world: World): Control {
  return {
    fail: (kind, times = 1, on = 'send') => world.faults.plan(kind, times, on),
    delay: (milliseconds) => {
      world.faults.delayMs = milliseconds;
    },
    setStatus: (id, status) => {
      const notification = world.store.find(id, nowOf(world));
      if (notification) world.store.setStatus(notification, status, nowOf(world));
      return notification !== undefined;
    },
    skew: (seconds) => {
      world.faults.skewSeconds = seconds;
    },
    callback: (target) => world.callbacks.aim(target),
    settle: () => world.callbacks.settle(world.store.all(nowOf(world)), nowOf(world)),
    clear: () => {
      world.store.clear();
      world.faults.clear();
      world.limits.clear();
    },
  };
}

const faultKind = z.enum(FAULT_KINDS as [FaultKind, ...FaultKind[]]);
const failBody = z.strictObject({ kind: faultKind, times: z.int().min(1).default(1), on: z.enum(['send', 'read', 'any']).default('send') });
/** Longest delay that is worth asking for. */
const DELAY_MOST_MS = 120_000;
const delayBody = z.strictObject({ milliseconds: z.int().min(0).max(DELAY_MOST_MS) });
const statusBody = z.strictObject({ id: z.uuid(), status: z.enum(STATUSES) });
const skewBody = z.strictObject({ seconds: z.int() });
const callbackBody = z.strictObject({ target: z.strictObject({ url: z.url(), bearerToken: z.string().min(1) }).nullable() });
const nothing = z.strictObject({});

/** Carries out `POST /control/{name}` with a JSON body; what comes back is the status to answer with. */
export async function runControl(control: Control, name: string, body: unknown): Promise<200 | 400 | 404> {
  const run = COMMANDS[name];
  return run ? await run(control, body) : 404;
}

function command<S extends z.ZodType>(schema: S, run: (control: Control, body: z.output<S>) => void | boolean | Promise<void>) {
  return async (control: Control, body: unknown): Promise<200 | 400 | 404> => {
    const parsed = schema.safeParse(body);
    if (!parsed.success) return 400;
    return (await run(control, parsed.data)) === false ? 404 : 200;
  };
}

/** Each with its row in README.md. */
export const COMMANDS: Readonly<Record<string, (control: Control, body: unknown) => Promise<200 | 400 | 404>>> = {
  fail: command(failBody, (control, { kind, times, on }) => control.fail(kind, times, on)),
  delay: command(delayBody, (control, { milliseconds }) => control.delay(milliseconds)),
  'set-status': command(statusBody, (control, { id, status }) => control.setStatus(id, status)),
  skew: command(skewBody, (control, { seconds }) => control.skew(seconds)),
  callback: command(callbackBody, (control, { target }) => control.callback(target)),
  settle: command(nothing, (control) => control.settle()),
  clear: command(nothing, (control) => control.clear()),
};
