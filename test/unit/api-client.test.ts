import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { createApiClient } from '../../electron/api/client.ts';
import { failureOfError } from '../../electron/api/failures.ts';
import type { Api } from '../../electron/sign-in/ports.ts';
import { INPUT_AGE_HEADER } from '../../shared/operation.ts';
import { about, removeFactor, removeTrustedDevice, signInWithPassword, signOut } from '../../shared/sign-in/operations.ts';
import { UNTRUSTED_CERTIFICATE, UNTRUSTED_KEY } from '../support/certificate.ts';
import { listenOnLoopback } from '../support/loopback.ts';
import { ABOUT, EMAIL, PASSWORD, secretToken } from '../support/workflow.ts';

/** The client against a real server on this machine that answers as badly as servers can. */

const NOTHING = { params: {}, body: {}, bearer: null };
const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<string> {
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket: { destroy(): void }) => sockets.add(socket));
  const port = await listenOnLoopback(server);
  open.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return `127.0.0.1:${port}`;
}

function clientAt(baseUrl: string, timeoutMs = 5_000): Api {
  return createApiClient({ fetch, baseUrl, timeoutMs, userAgent: 'VuDesktop/test' });
}

async function apiThat(answer: (request: IncomingMessage, response: ServerResponse) => void, timeoutMs?: number): Promise<Api> {
  return clientAt(`http://${await listen(createServer(answer))}`, timeoutMs);
}

function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(JSON.stringify(body));
}

test('an answer that fits the contract is given back', async () => {
  const api = await apiThat((_request, response) => json(response, 200, ABOUT));
  expect(await api.call(about, NOTHING)).toEqual({ ok: true, answer: ABOUT });
});

test('a request carries the method, path, body and bearer of the contract, and no cookie', async () => {
  const seen: { line: string; headers: IncomingMessage['headers']; body: string }[] = [];
  const api = await apiThat(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({ line: `${request.method} ${request.url}`, headers: request.headers, body });
    json(response, 200, {}, { 'set-cookie': 'id=1' });
  });
  await api.call(signOut, { params: {}, body: {}, bearer: secretToken('session') });
  await api.call(removeFactor, { params: { method: 'text-message' }, body: {}, bearer: secretToken('session') });
  const [post, remove] = seen;
  expect(post?.line).toBe('POST /v1/session/sign-out');
  expect(post?.body).toBe('{}');
  expect(post?.headers).toMatchObject({ authorization: `Bearer ${secretToken('session')}`, 'user-agent': 'VuDesktop/test' });
  expect(remove?.line).toBe('DELETE /v1/my-security/factors/text-message');
  expect(remove?.body).toBe('');
  expect(remove?.headers.cookie).toBeUndefined();
});

test('parameters that the contract does not know are not sent at all', async () => {
  let requests = 0;
  const api = await apiThat((_request, response) => {
    requests += 1;
    json(response, 200, {});
  });
  const outcome = await api.call(removeTrustedDevice, { params: { id: '../../session' }, body: {}, bearer: null });
  expect(outcome).toEqual({ ok: false, failure: { kind: 'answer-unknown' } });
  expect(requests).toBe(0);
});

test('a refusal comes with its code, details and reference', async () => {
  const error = { code: 'code-wrong', message: 'Wrong', reference: 'r-1', details: { attemptsLeft: 3 } };
  const api = await apiThat((_request, response) => json(response, 422, { error }));
  expect(await api.call(about, NOTHING)).toEqual({
    ok: false,
    failure: { kind: 'refused', code: 'code-wrong', reference: 'r-1', details: { attemptsLeft: 3 } },
  });
});

test('a wait that only the header names is read from it', async () => {
  const error = { code: 'too-many-requests', message: 'Wait', reference: 'r-1' };
  const api = await apiThat((_request, response) => json(response, 429, { error }, { 'retry-after': '17' }));
  expect(await api.call(about, NOTHING)).toMatchObject({ failure: { details: { retryAfterSeconds: 17 } } });
});

test.each([301, 302, 303, 307, 308])(
  'a redirect with %i is not followed: no password or token goes where nobody checked',
  async (status) => {
    let followed = 0;
    const target = await listen(
      createServer((_request, response) => {
        followed += 1;
        json(response, 200, ABOUT);
      }),
    );
    const api = await apiThat((_request, response) => response.writeHead(status, { location: `http://${target}/` }).end());
    const body = {
      email: EMAIL,
      password: PASSWORD,
      application: 'control' as const,
      language: 'en' as const,
      trustToken: null,
      device: { id: '7b4f2f0e-0b1c-4d59-9a41-6c0c4f8f3a52', name: 'Desk 7', platform: 'linux' as const },
    };
    expect(await api.call(signInWithPassword, { params: {}, body, bearer: null })).toEqual({ ok: false, failure: { kind: 'not-vu-api' } });
    expect(followed).toBe(0);
  },
);

test.each<[string, (response: ServerResponse) => void, unknown]>([
  [
    'a web page',
    (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in to Wi-Fi</h1>'),
    { kind: 'not-vu-api' },
  ],
  [
    'JSON that says it is text',
    (response) => response.writeHead(200, { 'content-type': 'text/plain' }).end(JSON.stringify(ABOUT)),
    { kind: 'not-vu-api' },
  ],
  [
    'JSON-like types',
    (response) => response.writeHead(200, { 'content-type': 'application/jsonp' }).end(JSON.stringify(ABOUT)),
    { kind: 'not-vu-api' },
  ],
  ['broken JSON', (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"product":'), { kind: 'not-vu-api' }],
  ['an empty answer', (response) => response.writeHead(204).end(), { kind: 'not-vu-api' }],
  ['another product', (response) => json(response, 200, { ...ABOUT, product: 'other' }), { kind: 'answer-unknown' }],
  ['a field too many', (response) => json(response, 200, { ...ABOUT, extra: 1 }), { kind: 'answer-unknown' }],
  ['a page that is not there', (response) => response.writeHead(404, { 'content-type': 'text/html' }).end('no'), { kind: 'not-vu-api' }],
  ['an error outside the contract', (response) => json(response, 400, { error: 'bad' }), { kind: 'answer-unknown' }],
  [
    'a gateway without a server',
    (response) => response.writeHead(502, { 'content-type': 'text/html' }).end('bad gateway'),
    { kind: 'server-error', status: 502 },
  ],
  ['a crash in JSON', (response) => json(response, 500, { statusCode: 500 }), { kind: 'server-error', status: 500 }],
])('%s is recognised for what it is', async (_what, answer, failure) => {
  const api = await apiThat((_request, response) => answer(response));
  expect(await api.call(about, NOTHING)).toEqual({ ok: false, failure });
});

test('a body beyond the limit is not read to its end, however it is sent', async () => {
  const big = JSON.stringify({ ...ABOUT, filler: 'x'.repeat(3 * 1024 * 1024) });
  const declared = await apiThat((_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(big));
  const packed = await apiThat((_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(gzipSync(big)),
  );
  let stopped = false;
  const endless = await apiThat((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const more = () => response.write('x'.repeat(65_536), () => setImmediate(stopped ? () => {} : more));
    response.on('close', () => {
      stopped = true;
    });
    more();
  });
  for (const api of [declared, packed, endless]) {
    expect(await api.call(about, NOTHING)).toEqual({ ok: false, failure: { kind: 'not-vu-api' } });
  }
});

test('a server that never answers, or never ends its answer, runs into the time limit', async () => {
  const silent = await apiThat(() => {}, 150);
  expect(await silent.call(about, NOTHING)).toEqual({ ok: false, failure: { kind: 'timeout' } });
  const dripping = await apiThat((_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).write('{'), 150);
  expect(await dripping.call(about, NOTHING)).toEqual({ ok: false, failure: { kind: 'timeout' } });
});

test('the time limit holds even for a fetch that does not listen to its signal', async () => {
  const deaf = createApiClient({
    fetch: () => new Promise(() => {}),
    baseUrl: 'https://vu.council.example',
    timeoutMs: 50,
    userAgent: 'VuDesktop/test',
  });
  expect(await deaf.call(about, NOTHING)).toEqual({ ok: false, failure: { kind: 'timeout' } });
});

test('an answer that breaks off is a server that cannot be reached', async () => {
  const api = await apiThat((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' }).write('{');
    setImmediate(() => response.destroy());
  });
  expect(await api.call(about, NOTHING)).toEqual({ ok: false, failure: { kind: 'unreachable' } });
});

test('what does not speak HTTP is not a Vu API', async () => {
  const address = await listen(createTcpServer((socket) => socket.end('220 mail.example ESMTP\r\n')));
  expect(await clientAt(`http://${address}`).call(about, NOTHING)).toEqual({ ok: false, failure: { kind: 'not-vu-api' } });
});

test('an address where nothing listens, and a name that does not exist, cannot be reached', async () => {
  const address = await listen(createTcpServer());
  await open.pop()?.();
  expect(await clientAt(`http://${address}`).call(about, NOTHING)).toEqual({ ok: false, failure: { kind: 'unreachable' } });
  expect(await clientAt('https://nothing.invalid').call(about, NOTHING)).toEqual({ ok: false, failure: { kind: 'unreachable' } });
});

test('a certificate that nobody vouches for is refused, and nothing is sent', async () => {
  let requests = 0;
  const server = createTlsServer({ key: UNTRUSTED_KEY, cert: UNTRUSTED_CERTIFICATE }, (_request, response) => {
    requests += 1;
    json(response, 200, ABOUT);
  });
  const outcome = await clientAt(`https://${await listen(server)}`).call(about, NOTHING);
  expect(outcome).toEqual({ ok: false, failure: { kind: 'certificate' } });
  expect(requests).toBe(0);
});

/** Chromium's words, as Electron's `net.request` fails with them (measured with Electron 25.1.1; names from net_error_list.h). */
test.each([
  ['net::ERR_INTERNET_DISCONNECTED', 'offline'],
  ['net::ERR_NAME_NOT_RESOLVED', 'unreachable'],
  ['net::ERR_CONNECTION_REFUSED', 'unreachable'],
  ['net::ERR_CONNECTION_RESET', 'unreachable'],
  ['net::ERR_CONTENT_LENGTH_MISMATCH', 'unreachable'],
  ['net::ERR_CONNECTION_TIMED_OUT', 'timeout'],
  ['net::ERR_CERT_DATE_INVALID', 'clock'],
  ['net::ERR_CERT_AUTHORITY_INVALID', 'certificate'],
  ['net::ERR_CERT_COMMON_NAME_INVALID', 'certificate'],
  ['net::ERR_SSL_PROTOCOL_ERROR', 'certificate'],
  ['net::ERR_PROXY_CONNECTION_FAILED', 'proxy'],
  ['net::ERR_PROXY_CERTIFICATE_INVALID', 'proxy'],
  ['net::ERR_TUNNEL_CONNECTION_FAILED', 'proxy'],
  ['net::ERR_UNEXPECTED_PROXY_AUTH', 'proxy'],
  ['net::ERR_INVALID_HTTP_RESPONSE', 'not-vu-api'],
  ["Attempted to redirect, but redirect policy was 'error'", 'not-vu-api'],
  ['something new', 'unreachable'],
])('%s means %s', (message, kind) => {
  expect(failureOfError(new Error(message))).toEqual({ kind });
});

test('the age of the last input goes with every call of a session, and with no other', async () => {
  const seen: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers[INPUT_AGE_HEADER]?.toString());
    json(response, 200, {});
  });
  const ages = [12.9, 0, null, -3];
  const baseUrl = `http://${await listen(server)}`;
  const inputAge = () => ages.shift() ?? null;
  const api = createApiClient({ fetch, baseUrl, timeoutMs: 5_000, userAgent: 'VuDesktop/test', inputAge });
  await api.call(about, NOTHING);
  for (let count = 0; count < 4; count += 1) await api.call(signOut, { params: {}, body: {}, bearer: secretToken('session') });
  expect(seen).toEqual([undefined, '12', '0', undefined, '0']);
});
