import { createServer, type IncomingHttpHeaders } from 'node:http';
import { onTestFinished } from 'vitest';
import { listenOnLoopback } from './loopback.ts';

/** What a receiver does with a receipt: answers with a status, cuts the connection, or never answers. */
export type Reception = number | 'cut' | 'silence';

export interface Receiver {
  readonly url: string;
  readonly received: { readonly headers: IncomingHttpHeaders; readonly body: unknown }[];
  /** What becomes of each receipt, the last of them for ever. */
  answers: Reception[];
}

/** Takes delivery receipts until the test ends, at an address of its own or at one that was used before. */
export async function receiver(port?: number): Promise<Receiver> {
  const state: Receiver = { url: '', received: [], answers: [200] };
  const server = createServer((incoming, response) => {
    let body = '';
    incoming.on('data', (chunk) => {
      body += chunk;
    });
    incoming.on('end', () => {
      state.received.push({ headers: incoming.headers, body: JSON.parse(body) });
      const answer = (state.answers.length > 1 ? state.answers.shift() : state.answers[0]) ?? 200;
      if (answer === 'cut') response.destroy();
      else if (answer !== 'silence') response.writeHead(answer).end();
    });
  });
  const at = await listenOnLoopback(server, port);
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return Object.assign(state, { url: `http://127.0.0.1:${at}/receipts` });
}
