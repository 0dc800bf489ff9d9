import { setTimeout as delay } from 'node:timers/promises';

/** Small against what is measured, and the same for both sides of a comparison. */
const LOOK_EVERY_MS = 20;

interface Target {
  readonly type: string;
  readonly webSocketDebuggerUrl: string;
}

/**
 * Evaluates an expression, awaiting its promise, in the first page of a process that listens for DevTools on `port`.
 * Speaks the protocol itself: a test driver would do more to the page than is wanted while it is measured.
 */
export async function evaluateInPage(port: number, expression: string, stopped: AbortSignal): Promise<unknown> {
  for (;;) {
    stopped.throwIfAborted();
    const page = await findPage(port);
    // Asked too early, the answer is lost with the blank page that the window begins with.
    const answer = page === null ? null : await ask(page.webSocketDebuggerUrl, expression);
    if (answer !== null) return answer.value;
    await delay(LOOK_EVERY_MS);
  }
}

async function findPage(port: number): Promise<Target | null> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/json/list`);
    return ((await response.json()) as Target[]).find(({ type }) => type === 'page') ?? null;
  } catch {
    // Not listening yet.
    return null;
  }
}

function ask(url: string, expression: string): Promise<{ readonly value: unknown } | null> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    socket.addEventListener('open', () => {
      socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression, awaitPromise: true, returnByValue: true } }));
    });
    socket.addEventListener('message', ({ data }) => {
      const { id, result } = JSON.parse(String(data)) as {
        id?: number;
        result?: { result?: { value?: unknown }; exceptionDetails?: unknown };
      };
      if (id !== 1) return;
      socket.close();
      const value = result?.result?.value;
      resolve(value === undefined || result?.exceptionDetails !== undefined ? null : { value });
    });
    socket.addEventListener('error', () => resolve(null));
    socket.addEventListener('close', () => resolve(null));
  });
}
