/**
 * One instance of the API as a process of its own, told what to do over its channel to test/support/api-process.ts.
 * Only the clock and the way out to phones are the test's; everything else is the server as it runs in production.
 */
import crypto, { createHash, randomUUID } from 'node:crypto';
import { enableCompileCache, syncBuiltinESMExports } from 'node:module';
import type { LogFields } from '../../server/log.ts';
import type { TextMessages } from '../../server/notify/text-messages.ts';
import type { RunningServer } from '../../server/start.ts';
import type { FromApi, StartOrder, ToApi } from './api-process.ts';

/** A text message takes some time to reach GOV.UK Notify: long enough to be killed in. */
const SENDING_MILLISECONDS = 5;
/** What the stand-in of a password hash takes the place of argon2id with. Only for measuring all but its cost. */
const STAND_IN_HASH = 'sha256';

/** Collections before memory is looked at; the third was seen to give back nothing any more. */
const COLLECTIONS = 3;

// Some tests start one over and over: compiled code kept between them halves what that costs.
enableCompileCache();

const tell = (message: FromApi): void => void process.send?.(message);
let running: RunningServer | undefined;
/** Milliseconds that the clock of this instance is ahead of the computer's, or where it stands still. */
let clock: { readonly ahead: number } | { readonly at: number } = { ahead: 0 };

/**
 * The bench's figures "without argon2id" are those of the same code with a hash that costs nothing in its place. It
 * has to be there before the server is loaded, and there is no switch in the server that could do it.
 */
function withoutArgon2id(): void {
  const cheap = (
    _algorithm: string,
    { message, nonce, tagLength }: { message: string | Buffer; nonce: Buffer; tagLength: number },
    done: (error: Error | null, key: Buffer) => void,
  ): void => {
    setImmediate(done, null, createHash(STAND_IN_HASH).update(nonce).update(message).digest().subarray(0, tagLength));
  };
  Object.assign(crypto, { argon2: cheap });
  syncBuiltinESMExports();
}

const phones: TextMessages = {
  send: async ({ phoneNumber, code }) => {
    await new Promise((resolve) => setTimeout(resolve, SENDING_MILLISECONDS));
    tell({ kind: 'text-message', phoneNumber, code });
    return { outcome: 'sent', notifyId: randomUUID() };
  },
  sendAlert: async () => ({ outcome: 'sent', notifyId: randomUUID() }),
  delivery: async () => 'delivered',
  condition: () => ({ because: null, since: null, clockAlarm: false, retryAt: null }),
  available: () => true,
};

async function start(order: StartOrder): Promise<void> {
  if (!order.argon2id) withoutArgon2id();
  clock = order.clock;
  const { startServer } = await import('../../server/start.ts');
  const fault = (event: string, fields: LogFields = {}): void => tell({ kind: 'log', event, fields });
  running = await startServer({
    configuration: order.configuration,
    clock: { now: () => new Date('at' in clock ? clock.at : Date.now() + clock.ahead) },
    textMessages: phones,
    // As many lines as in production are made and written; where they go is not the API's affair.
    log: {
      info: (event, fields) => void JSON.stringify({ time: new Date().toISOString(), level: 'info', event, ...fields }),
      warn: fault,
      error: fault,
    },
  });
  tell({ kind: 'listening', url: running.url });
}

process.on('message', (message: ToApi) => {
  switch (message.kind) {
    case 'start':
      start(message).catch((error: unknown) => {
        tell({ kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
        process.exitCode = 1;
        process.disconnect();
      });
      break;
    case 'clock':
      clock = message.clock;
      break;
    case 'usage':
      void tellUsage(message.collect);
      break;
    case 'stop':
      (running?.close() ?? Promise.resolve()).finally(() => process.exit(0));
      break;
  }
});
async function tellUsage(collect: boolean): Promise<void> {
  if (collect) await collectWhole();
  tell({ kind: 'usage', cpu: process.cpuUsage(), memory: process.memoryUsage() });
}

/**
 * Memory outside the heap (keys and digests of OpenSSL) is given back by finalisers, which run after a collection and
 * leave work for the next: after a single one, what is still to be given back would count as growth.
 */
async function collectWhole(): Promise<void> {
  for (let round = 0; round < COLLECTIONS; round += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

// Whoever started it is gone, e.g. by kill -9.
process.on('disconnect', () => process.exit());
