import { afterEach, expect, test } from 'vitest';
import type { Engine } from '../../electron/sign-in/engine.ts';
import { createEngine } from '../../electron/sign-in/engine.ts';
import { NOT_MANAGED } from '../../electron/sign-in/managed.ts';
import type { Outcome, Ports, Remembered } from '../../electron/sign-in/ports.ts';
import type { View } from '../../shared/bridge.ts';
import type { Operation } from '../../shared/operation.ts';
import {
  ABOUT,
  aChallenge,
  aSession,
  challenged,
  EMAIL,
  NOW,
  PASSWORD,
  refusal,
  renewed,
  secretToken,
  sent,
  signedIn,
} from '../support/workflow.ts';

/** The engine with ports that a test holds in its hands: answers come when it gives them, time passes when it says. */

interface Asked {
  readonly operation: string;
  readonly body: unknown;
  readonly bearer: string | null;
  readonly settle: (outcome: Outcome<unknown>) => void;
  readonly fail: (error: Error) => void;
}

interface Bench {
  readonly engine: Engine;
  readonly views: View[];
  readonly asked: Asked[];
  readonly logs: string[];
  readonly saved: Remembered[];
  readonly written: { key: Parameters<Ports['trust']['write']>[0]; token: string }[];
  readonly answer: (operation: string, answer: unknown) => Promise<void>;
  readonly pass: (ms: number) => Promise<void>;
}

const engines: Engine[] = [];
afterEach(() => {
  for (const engine of engines.splice(0)) engine.dispose();
});

/** Lets every promise that can settle do so. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

function createBench(given: Partial<Ports> = {}): Bench {
  let now = NOW;
  const timers = new Set<{ at: number; fn: () => void }>();
  const asked: Asked[] = [];
  const logs: string[] = [];
  const saved: Remembered[] = [];
  const written: { key: Parameters<Ports['trust']['write']>[0]; token: string }[] = [];
  const views: View[] = [];
  const ports: Ports = {
    api: {
      call: (operation: Operation, input: { body: unknown; bearer: string | null }) =>
        new Promise<Outcome<never>>((resolve, reject) => {
          asked.push({ operation: operation.name, ...input, settle: resolve as Asked['settle'], fail: reject });
        }),
    },
    connection: {
      managed: false,
      current: () => 'https://vu.council.example',
      check: () => ({ ok: true, address: 'https://other.example' }),
      ask: () => Promise.reject(new Error('not here')),
      use: () => {},
    },
    consent: { toAddress: async () => true },
    trust: {
      read: () => Promise.resolve({ kind: 'absent' }),
      write: async (key, token) => {
        written.push({ key, token });
        return 'stored';
      },
      forget: () => Promise.resolve(),
    },
    files: { choose: async () => null, write: async () => false },
    updates: { install: () => false },
    settings: {
      read: () => ({ language: 'en', application: 'customer-service-vu', email: null }),
      write: (remembered) => saved.push(remembered),
      managed: NOT_MANAGED,
    },
    clipboard: { copy: () => {} },
    clock: {
      now: () => now,
      after: (ms, fn) => {
        const timer = { at: now + ms, fn };
        timers.add(timer);
        return () => void timers.delete(timer);
      },
    },
    device: () => ({ id: '7b4f2f0e-0b1c-4d59-9a41-6c0c4f8f3a52', name: 'Desk 7', platform: 'linux' }),
    qr: () => ({ size: 21, path: 'M0 0h1v1H0z' }),
    app: { version: '0.1.0', electron: '45', compatibilityRuntime: false },
    online: true,
    log: (code) => logs.push(code),
    ...given,
  };
  const engine = createEngine(ports);
  engines.push(engine);
  engine.onView((view) => views.push(view));
  engine.start();
  return {
    engine,
    views,
    asked,
    logs,
    saved,
    written,
    answer: async (operation, answer) => {
      await settled();
      const index = asked.findIndex((call) => call.operation === operation);
      const [call] = asked.splice(index, index < 0 ? 0 : 1);
      if (call === undefined) throw new Error(`Nobody asked for ${operation}`);
      call.settle({ ok: true, answer });
      await settled();
    },
    pass: async (ms) => {
      const end = now + ms;
      for (;;) {
        const due = [...timers].filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
        if (due === undefined) break;
        timers.delete(due);
        now = Math.max(now, due.at);
        due.fn();
        await settled();
      }
      now = end;
    },
  };
}

const SUBMIT = { kind: 'submit-password', email: EMAIL, password: PASSWORD, application: 'customer-service-vu' } as const;

async function signIn(bench: Bench): Promise<void> {
  expect(bench.engine.intent(SUBMIT)).toEqual({ ok: true });
  await bench.answer('signInWithPassword', signedIn());
}

test('views rise by one, and only come when something is different', async () => {
  const bench = createBench();
  await bench.answer('about', ABOUT);
  bench.engine.intent({ kind: 'choose-language', language: 'cy' });
  bench.engine.intent({ kind: 'choose-language', language: 'cy' });
  bench.engine.outside({ kind: 'idle', seconds: 0 });
  expect(bench.views.map((view) => view.seq)).toEqual([1, 2, 3]);
  expect(bench.engine.view()).toBe(bench.views.at(-1));
});

test('an intent that does not fit the moment is refused', () => {
  const bench = createBench();
  expect(bench.engine.intent({ kind: 'unlock', password: PASSWORD })).toEqual({ ok: false, code: 'refused' });
});

test('the trust token in the keychain goes with the password', async () => {
  const bench = createBench({
    trust: { read: async () => ({ kind: 'found', token: secretToken('trust') }), write: async () => 'stored', forget: async () => {} },
  });
  bench.engine.intent(SUBMIT);
  await settled();
  expect(bench.asked.at(-1)?.body).toMatchObject({ trustToken: secretToken('trust'), device: { name: 'Desk 7' }, language: 'en' });
});

test.each([
  ['says that it is not available', async () => ({ kind: 'unavailable' as const })],
  ['rejects', () => Promise.reject(new Error('no'))],
])('a keychain that %s never holds up sign-in', async (_what, read) => {
  const bench = createBench({ trust: { read, write: async () => 'this-run-only', forget: async () => {} } });
  bench.engine.intent(SUBMIT);
  await settled();
  expect(bench.asked.at(-1)?.body).toMatchObject({ trustToken: null });
});

test('a whole journey: text message, trust, kept in the keychain, signed in', async () => {
  const bench = createBench();
  bench.engine.intent(SUBMIT);
  await bench.answer('signInWithPassword', challenged());
  await bench.answer('sendTextMessage', aChallenge({ textMessage: sent() }));
  bench.engine.intent({ kind: 'submit-code', code: 'CD3F4G' });
  await bench.answer('verifyTextMessage', signedIn({ trustOffer: { days: 30, until: '2026-04-26T09:00:00.000Z' } }));
  bench.engine.intent({ kind: 'answer-trust', trust: true });
  await bench.answer('trustThisComputer', { trustToken: secretToken('trust'), expiresAt: aSession().expiresAt });
  expect(bench.written).toEqual([
    { key: { address: 'https://vu.council.example', email: EMAIL, application: 'customer-service-vu' }, token: secretToken('trust') },
  ]);
  expect(bench.engine.view().screen).toMatchObject({ name: 'signed-in', cannotRemember: false });
  expect(bench.saved.at(-1)?.email).toBe(EMAIL);
  expect(JSON.stringify(bench.views)).not.toContain('SECRET-');
});

test('the delivery of a text message is polled by the clock, and polling stops when the screen is left', async () => {
  const bench = createBench();
  bench.engine.intent(SUBMIT);
  await bench.answer('signInWithPassword', challenged());
  await bench.answer('sendTextMessage', aChallenge({ textMessage: sent() }));
  await bench.pass(3_000);
  await bench.answer('readChallenge', aChallenge({ textMessage: sent() }));
  bench.engine.intent({ kind: 'back' });
  await bench.pass(60_000);
  expect(bench.asked.filter((call) => call.operation === 'readChallenge')).toHaveLength(0);
});

test('an unlock waits for the lock that is on its way, so that the lock cannot undo it', async () => {
  const bench = createBench();
  await signIn(bench);
  bench.engine.intent({ kind: 'lock' });
  bench.engine.intent({ kind: 'unlock', password: PASSWORD });
  await settled();
  expect(bench.asked.map((call) => call.operation)).not.toContain('unlockSession');
  await bench.answer('lockSession', {});
  await bench.answer('unlockSession', renewed());
  expect(bench.engine.view().screen.name).toBe('signed-in');
});

test('quitting resolves when the server knows that the session is over', async () => {
  const bench = createBench();
  await signIn(bench);
  let quit = false;
  void bench.engine.quit().then(() => {
    quit = true;
  });
  await settled();
  expect(quit).toBe(false);
  await bench.answer('signOut', {});
  expect(quit).toBe(true);
});

test('quitting with nobody signed in resolves at once', async () => {
  await createBench().engine.quit();
});

test('a port that breaks its word is an answer too: nobody waits for ever', async () => {
  const bench = createBench();
  bench.engine.intent(SUBMIT);
  await settled();
  bench.asked.find((call) => call.operation === 'signInWithPassword')?.fail(new Error('broken'));
  await settled();
  expect(bench.engine.view().screen).toMatchObject({ name: 'sign-in', busy: false, problem: { code: 'answer-unknown' } });
  expect(bench.logs).toContain('SIGNIN-API-02 signInWithPassword');
});

test('a failed call is logged by its reference and nothing else', async () => {
  const bench = createBench();
  bench.engine.intent(SUBMIT);
  await settled();
  bench.asked.find((call) => call.operation === 'signInWithPassword')?.settle({ ok: false, failure: refusal('credentials-refused') });
  await settled();
  expect(bench.logs).toEqual(['SIGNIN-4XX-ref-42 signInWithPassword']);
});

test('a listener that throws stops neither the workflow nor the other listeners', async () => {
  const bench = createBench();
  const heard: number[] = [];
  bench.engine.onView(() => {
    throw new Error('listener');
  });
  bench.engine.onView((view) => heard.push(view.seq));
  bench.engine.intent({ kind: 'choose-language', language: 'cy' });
  expect(heard).toHaveLength(1);
  expect(bench.logs).toContain('SIGNIN-VIEW-01');
});

test('after it is disposed of nothing happens any more', async () => {
  const bench = createBench();
  await signIn(bench);
  const { seq } = bench.engine.view();
  bench.engine.dispose();
  expect(bench.engine.intent({ kind: 'sign-out' })).toEqual({ ok: false, code: 'refused' });
  await bench.pass(3_600_000);
  expect(bench.engine.view().seq).toBe(seq);
});

test('an address is never changed by a connection that breaks its word', async () => {
  const bench = createBench();
  bench.engine.intent({ kind: 'change-address' });
  bench.engine.intent({ kind: 'connect', address: 'other.example' });
  await settled();
  expect(bench.engine.view().screen).toMatchObject({ name: 'connect', busy: false, problem: { code: 'answer-unknown' } });
});
