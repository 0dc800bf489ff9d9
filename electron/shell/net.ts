import { session } from 'electron';
import { closeSession } from './session.ts';

/** In memory only, since its name doesn't begin with `persist:`: nothing of the API's answers reaches the disk. */
const PARTITION = 'vu-api';

/**
 * How long the first request waits; the first screen is there by then. Getting Chromium's network and Node's fetch ready
 * keeps main, which takes part in every frame, busy for about as long as that screen takes to paint.
 */
const PAINT_MS = 100;

/**
 * How the desktop reaches the API: Chromium's own network, so the system's proxy (with the person's own sign-in to it),
 * its certificate store and its client certificates apply. Nothing here answers `certificate-error` or `login`: what
 * Chromium refuses stays refused, and a proxy that wants a typed password is reported as such.
 */
export function apiFetch(): (url: string, init: RequestInit) => Promise<Response> {
  const ready = new Promise((resolve) => setTimeout(resolve, PAINT_MS)).then(() => {
    const partition = session.fromPartition(PARTITION, { cache: false });
    closeSession(partition);
    return partition;
  });
  return async (url, init) => {
    const partition = await ready;
    return partition.fetch(url, { ...init, credentials: 'omit', cache: 'no-store', redirect: 'error' });
  };
}
