/** What Playwright calls in a process that it has started, once it listens for pages. Its own loader waits for it too. */
const RUN = '__playwright_run';

/** Something else that uses the same switches never calls; it isn't kept waiting longer than this. */
const WAIT_AT_MOST_MS = 10_000;

/**
 * Waits until the test driver is ready for the first page. A driver that attaches while a page is half-way through its
 * first navigation misses the end of it and hangs (1 start in 20, measured with Playwright 1.65 on Electron 25).
 */
export function testDriverReady(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, WAIT_AT_MOST_MS).unref();
    Object.defineProperty(globalThis, RUN, { value: () => resolve(), configurable: true });
  });
}
