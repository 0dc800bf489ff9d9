import { createServer, type RequestListener } from 'node:http';
import { expect, test } from '../support/desktop.ts';
import { listenOnLoopback } from '../support/loopback.ts';

/** What the client leaves to Electron's own requests, and its unit tests (api-client) can't see: they run on Node's. */

const CHUNK = 'x'.repeat(65_536);
/** The client's limit is 1 MiB; what is on its way when it stops comes besides. */
const SENT_MOST = 16 * 1024 * 1024;

async function serve(answer: RequestListener): Promise<{ readonly url: string; close(): void }> {
  const server = createServer(answer);
  const port = await listenOnLoopback(server);
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

test('a redirect is not followed', async ({ vu }) => {
  let followed = 0;
  const target = await serve((_request, response) => {
    followed += 1;
    response.end();
  });
  let asked = 0;
  const redirecting = await serve((_request, response) => {
    asked += 1;
    response.writeHead(307, { location: `${target.url}/` }).end();
  });
  const window = await vu.start({ api: redirecting.url });
  await expect(window.getByRole('heading', { name: 'Something else answers at that address' })).toBeVisible();
  expect(asked).toBeGreaterThan(0);
  expect(followed).toBe(0);
  await vu.quit();
  redirecting.close();
  target.close();
});

test('an answer without an end is stopped, and its connection with it', async ({ vu }) => {
  let sent = 0;
  let closed = 0;
  const endless = await serve((_request, response) => {
    let isOpen = true;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.on('close', () => {
      isOpen = false;
      closed += 1;
    });
    const more = (): void => {
      sent += CHUNK.length;
      response.write(CHUNK, () => {
        if (isOpen && sent < SENT_MOST) setImmediate(more);
      });
    };
    more();
  });
  const window = await vu.start({ api: endless.url });
  await expect(window.getByRole('heading', { name: 'Something else answers at that address' })).toBeVisible();
  await expect.poll(() => closed).toBeGreaterThan(0);
  expect(sent).toBeLessThan(SENT_MOST);
  await vu.quit();
  endless.close();
});
