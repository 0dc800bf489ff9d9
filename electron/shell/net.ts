import { session } from 'electron';
import type { ProxySettings } from '../policy/proxy.ts';
import { closeSession } from './session.ts';

/** In memory only, since its name doesn't begin with `persist:`: nothing of the API's answers reaches the disk. */
const PARTITION = 'vu-api';

/**
 * How long the first request waits; the first screen is there by then. Getting Chromium's network and Node's fetch ready
 * keeps main, which takes part in every frame, busy for about as long as that screen takes to paint.
 */
const PAINT_MS = 100;

/** The session that electron-updater reads through, by the name that it gives it: what IT says of proxies holds there too. */
const UPDATES_PARTITION = 'electron-updater';

async function setProxy(proxy: ProxySettings): Promise<void> {
  for (const partition of [PARTITION, UPDATES_PARTITION]) await session.fromPartition(partition, { cache: false }).setProxy(proxy);
}

export interface ApiNetwork {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Goes another way from now on. */
  readonly takeProxy: (proxy: ProxySettings) => Promise<void>;
}

/**
 * How the desktop reaches the API: Chromium's own network, so the system's proxy (with the person's own sign-in to it),
 * its certificate store and its client certificates apply, unless IT's policy names another way. Nothing here answers `certificate-error` or `login`: what
 * Chromium refuses stays refused, and a proxy that wants a typed password is reported as such.
 */
export function apiNetwork(proxy: ProxySettings): ApiNetwork {
  const ready = new Promise((resolve) => setTimeout(resolve, PAINT_MS)).then(async () => {
    const partition = session.fromPartition(PARTITION, { cache: false });
    closeSession(partition);
    // The system's way needs no setting, and setting it would keep the first request waiting.
    if (proxy.mode !== 'system') await setProxy(proxy);
    return partition;
  });
  // Each request meets the failure; without one, nobody would have.
  ready.catch(() => undefined);
  return {
    fetch: async (url, init) => {
      const partition = await ready;
      return partition.fetch(url, { ...init, credentials: 'omit', cache: 'no-store', redirect: 'error' });
    },
    takeProxy: async (changed) => {
      const partition = await ready;
      await setProxy(changed);
      // Connections that are open would go on being used, by the way that IT has just closed.
      await partition.closeAllConnections();
    },
  };
}
