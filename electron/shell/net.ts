import type { Readable } from 'node:stream';
import { type IncomingMessage, net, type Session, session } from 'electron';
import type { Answer, Asked, Fetch } from '../api/exchange.ts';
import type { ProxySettings } from '../policy/proxy.ts';
import { closeSession } from './session.ts';

/** In memory only, since its name doesn't begin with `persist:`: nothing of the API's answers reaches the disk. */
const PARTITION = 'vu-api';

/** The session that electron-updater reads through, by the name that it gives it: what IT says of proxies holds there too. */
const UPDATES_PARTITION = 'electron-updater';

async function setProxy(proxy: ProxySettings): Promise<void> {
  for (const partition of [PARTITION, UPDATES_PARTITION]) await session.fromPartition(partition, { cache: false }).setProxy(proxy);
}

const OK = { from: 200, below: 300 } as const;

/** The body, chunk by chunk. Who stops reading, or never begins, ends the request with it. */
function bodyOf(message: IncomingMessage, end: () => void): AsyncIterable<Uint8Array> {
  // Electron documents it as a readable stream, and types it as less.
  const chunks = (message as unknown as Readable)[Symbol.asyncIterator]();
  const stop = (): Promise<IteratorReturnResult<undefined>> => {
    end();
    return Promise.resolve({ done: true, value: undefined });
  };
  return { [Symbol.asyncIterator]: () => ({ next: () => chunks.next(), return: stop }) };
}

/**
 * One request over `partition`. Not by its `fetch`: that makes a `Request`, whose first use loads Node's whole fetch, of
 * which nothing is needed, and that costs 70 to 200 ms of main's time and 2 MiB (measured).
 */
function send(partition: Session, url: string, asked: Asked): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method, redirect, credentials, cache, signal, headers, body } = asked;
    const request = net.request({ session: partition, url, method, redirect, credentials, cache });
    const end = (): void => request.abort();
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
    for (const [name, value] of Object.entries(headers)) request.setHeader(name, value);
    request.on('response', (message) => {
      const { statusCode: status } = message;
      const header = (name: string): string | null => {
        const value = message.headers[name.toLowerCase()];
        return Array.isArray(value) ? value.join(', ') : (value ?? null);
      };
      resolve({ ok: status >= OK.from && status < OK.below, status, headers: { get: header }, body: bodyOf(message, end) });
    });
    request.on('error', reject);
    request.on('abort', () => reject(new Error('The request was ended')));
    request.end(body);
  });
}

export interface ApiNetwork {
  readonly fetch: Fetch;
  /** Goes another way from now on. */
  readonly takeProxy: (proxy: ProxySettings) => Promise<void>;
}

/**
 * How the desktop reaches the API: Chromium's own network, so the system's proxy (with the person's own sign-in to it),
 * its certificate store and its client certificates apply, unless IT's policy names another way. Nothing here answers `certificate-error` or `login`: what
 * Chromium refuses stays refused, and a proxy that wants a typed password is reported as such.
 */
export function apiNetwork(proxy: ProxySettings): ApiNetwork {
  const ready = Promise.resolve().then(async () => {
    const partition = session.fromPartition(PARTITION, { cache: false });
    closeSession(partition);
    // The system's way needs no setting, and setting it would keep the first request waiting.
    if (proxy.mode !== 'system') await setProxy(proxy);
    return partition;
  });
  // Each request meets the failure; without one, nobody would have.
  ready.catch(() => undefined);
  return {
    fetch: async (url, asked) => send(await ready, url, asked),
    takeProxy: async (changed) => {
      const partition = await ready;
      await setProxy(changed);
      // Connections that are open would go on being used, by the way that IT has just closed.
      await partition.closeAllConnections();
    },
  };
}
