import { once } from 'node:events';
import { Agent, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { ConnectionLimits } from '../../server/http/connection-guard.ts';
import { connectionLimits } from '../../server/http/connection-guard.ts';
import { descriptorLimit } from '../../server/http/descriptors.ts';
import { UNTRUSTED_CERTIFICATE, UNTRUSTED_KEY } from '../support/certificate.ts';
import { implementations, listen, TOKEN } from '../support/made-up-operations.ts';
import { rawRequest } from './verification/raw-request.ts';

/** Who may have how many connections, and for how long. */

const PATIENCE = { timeout: 20_000, interval: 20 };
/** What the API promises, and what its looking and a loaded machine may add. */
const PROMISED_MS = 10_000;
const LATE_MS = 4_000;

/** A client that never closes: what is done with its connection is the API's doing. */
async function stubborn(url: string, from: string, says = ''): Promise<{ readonly socket: Socket; readonly heard: () => string }> {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', localAddress: from, allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  let heard = '';
  socket.on('data', (chunk) => {
    heard += chunk;
  });
  await once(socket, 'connect');
  if (says !== '') socket.write(says);
  return { socket, heard: () => heard };
}

const openAt = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => server.getConnections((error, count) => (error ? reject(error) : resolve(count))));

const HALF_HEAD = 'POST /v1/open HTTP/1.1\r\nhost: x\r\n';
const HALF_BODY = 'POST /v1/open HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{';

test('what does not arrive whole within ten seconds is refused, and its connection is gone though the client never closes', async () => {
  const plain = await listen();
  const tls = await listen(implementations(), undefined, { tls: { cert: UNTRUSTED_CERTIFICATE, key: UNTRUSTED_KEY } });
  const began = performance.now();
  const halves = await Promise.all(
    ['', HALF_HEAD, HALF_BODY].flatMap((says) => Array.from({ length: 20 }, () => stubborn(plain.url, '127.0.0.2', says))),
  );
  // The beginning of a handshake (RFC 8446 section 5.1: a record of type 22).
  await Promise.all(['', '\x16\x03\x01'].map((says) => stubborn(tls.url, '127.0.0.2', says)));
  await vi.waitFor(async () => expect((await openAt(plain.app.server)) + (await openAt(tls.app.server))).toBe(62), PATIENCE);

  await vi.waitFor(async () => expect((await openAt(plain.app.server)) + (await openAt(tls.app.server))).toBe(0), PATIENCE);
  const took = performance.now() - began;
  expect(took).toBeGreaterThan(PROMISED_MS / 2);
  expect(took).toBeLessThan(PROMISED_MS + LATE_MS);
  for (const half of halves) expect(half.heard()).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\nconnection: close\r\n/);
}, 40_000);

test('what is no HTTP is refused, and its connection is gone though the client never closes', async () => {
  const { url, app } = await listen();
  const said = await Promise.all(
    ['rubbish\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n', '\x16\x03\x01'].map((says) => stubborn(url, '127.0.0.2', says)),
  );

  await vi.waitFor(async () => expect(await openAt(app.server)).toBe(0), PATIENCE);
  for (const { heard } of said) expect(heard()).toMatch(/^HTTP\/1\.1 400 Bad Request/);
});

const FEW: ConnectionLimits = { most: 12, strangersMost: 6, strangerMost: 4, knownMost: 10 };
const few = (change: Partial<ConnectionLimits> = {}, tls = false) =>
  listen(implementations(), undefined, {
    connections: { ...FEW, ...change },
    ...(tls && { tls: { cert: UNTRUSTED_CERTIFICATE, key: UNTRUSTED_KEY } }),
  });

/** An agent whose one connection comes from an address of this computer. */
function from(address: string): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, localAddress: address });
  onTestFinished(() => agent.destroy());
  return agent;
}
const get = (url: string, agent: Agent) => rawRequest(`${url}/healthz`, { agent, method: 'GET', headers: {} });
const withToken = (url: string, agent: Agent) =>
  rawRequest(`${url}/v1/signedIn`, { agent, method: 'POST', headers: { authorization: `Bearer ${TOKEN.session}` }, body: '{}' });
const crowd = async (url: string, address: string, count: number, says = '') =>
  await Promise.all(Array.from({ length: count }, () => stubborn(url, address, says)));
const left = (made: readonly { readonly socket: Socket }[]): number =>
  made.filter(({ socket }) => !socket.destroyed && !socket.readableEnded).length;

test.runIf(process.platform === 'linux')(
  'a stranger’s address has so many connections, and the one that has said nothing for longest makes room',
  async () => {
    const { url, app } = await few();
    const early = from('127.0.0.2');
    await get(url, early);
    const silent = await crowd(url, '127.0.0.2', 9, HALF_HEAD);
    await vi.waitFor(async () => {
      expect(left(silent)).toBe(3);
      expect(await openAt(app.server)).toBe(4);
    }, PATIENCE);

    // The one that was there before has been asked something, and goes on.
    const [socket] = Object.values(early.freeSockets).flatMap((each) => each ?? []);
    expect(socket?.destroyed).toBe(false);
    expect((await get(url, early)).status).toBe(200);
    expect((await get(url, from('127.0.0.2'))).status).toBe(200);
  },
);

test.runIf(process.platform === 'linux')('an address over which a valid token has come has more, whatever strangers do', async () => {
  const { url, app } = await few();
  const desktop = from('127.0.0.3');
  expect((await withToken(url, desktop)).status).toBe(200);
  await crowd(url, '127.0.0.3', 7);
  // More strangers than there are connections: half of all are not theirs.
  for (const address of ['127.0.0.4', '127.0.0.5', '127.0.0.6', '127.0.0.7']) await crowd(url, address, 4);
  await vi.waitFor(async () => expect(await openAt(app.server)).toBeLessThanOrEqual(12), PATIENCE);
  expect((await withToken(url, desktop)).status).toBe(200);
  expect((await withToken(url, from('127.0.0.3'))).status).toBe(200);
  expect((await get(url, from('127.0.0.8'))).status).toBe(200);
});

test.runIf(process.platform === 'linux')('what was refused and closed is logged in one line, however many there were', async () => {
  const { url, app, lines } = await few();
  const sockets = await crowd(url, '127.0.0.2', 30);
  await vi.waitFor(() => expect(left(sockets)).toBe(4), PATIENCE);
  await app.close();
  expect(lines.filter(({ event }) => event === 'connections-over-limit')).toMatchObject([{ fields: { refused: 0, closed: 26, most: 12 } }]);
});

test.runIf(process.platform === 'linux')('connections of the proxies in front of the API count together alone', async () => {
  const { url, app } = await few();
  // Which the made-up API is behind.
  await crowd(url, '127.0.0.1', 11);
  await vi.waitFor(async () => expect(await openAt(app.server)).toBe(11), PATIENCE);
  expect((await get(url, from('127.0.0.1'))).status).toBe(200);
});

test.runIf(process.platform === 'linux')('with TLS as well', async () => {
  const { url, app } = await few({}, true);
  const sockets = await crowd(url, '127.0.0.2', 12);
  await vi.waitFor(async () => {
    expect(left(sockets)).toBe(4);
    expect(await openAt(app.server)).toBe(4);
  }, PATIENCE);
});

test('the limits stay below the descriptors that there are, and leave the database and others theirs', () => {
  for (const descriptors of [64, 256, 1024, 4096, 65_536, 1_048_576]) {
    const limits = connectionLimits(descriptors, 10);
    expect(limits.most).toBeLessThanOrEqual(descriptors / 2 > descriptors - 138 ? descriptors / 2 : descriptors - 138);
    expect(limits.strangersMost).toBeLessThanOrEqual(limits.most / 2);
    expect(limits.strangerMost).toBeLessThanOrEqual(limits.strangersMost);
  }
  // A council of 1,000 desktops, each with two, on the descriptors of a usual service.
  expect(connectionLimits(65_536, 10).knownMost).toBeGreaterThan(2_000);
});

test.runIf(process.platform !== 'win32')('the system’s limit is known', () => {
  expect(descriptorLimit()).toBeGreaterThan(16);
});

test.each(['/healthz', '/readyz', '/docs', '/v1/openapi.json', '/v1/look/7b5d4d0e-6b44-4f0f-9d3a-0d6a5c1c2f11'])(
  'HEAD %s is answered as GET, without a body',
  async (path) => {
    const { url } = await listen();
    const [got, headed] = await Promise.all(['GET', 'HEAD'].map((method) => fetch(url + path, { method })));
    expect(headed?.status).toBe(got?.status);
    expect(await headed?.text()).toBe('');
    const said = (response: Response | undefined) =>
      Object.fromEntries([...(response?.headers ?? [])].filter(([name]) => !/^(date|x-request-id|connection|keep-alive)$/.test(name)));
    expect(said(headed)).toEqual(said(got));
  },
);

test('HEAD of what needs a token is refused as GET is, and of what is not there is not found', async () => {
  const { url } = await listen();
  expect((await fetch(`${url}/v1/nothing`, { method: 'HEAD' })).status).toBe(404);
  expect((await fetch(`${url}/v1/open`, { method: 'HEAD' })).status).toBe(404);
});
